//! The set in force, and the decisions around it.

use std::{
    sync::{PoisonError, TryLockError},
    time::Duration,
};

use super::{
    FetchErrorKind, KeysUnavailable, RefreshSettings,
    absent::KidHasher,
    answer::{Absent, Answer, Boarded, Pending},
    backoff::Stock,
    control::{Control, Paid},
    host::{Departure, Flight, Harvest, Host, Outcome},
    moment::Moment,
    news::{Failure, News},
    snapshot::{Freshness, KeyRef, Snapshot, renew_after},
    world::{Arc, ArcSwap, Guard, Mutex, MutexGuard},
};

/// How long to tell callers to wait when nothing says when the keys will be back.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Where flights begin and land: what all handles of one key store share.
pub(crate) struct Protocol<H: Host> {
    pub(crate) settings: RefreshSettings,
    /// Without a fetcher, or with pinned keys, nothing ever takes off.
    has_flights: bool,
    set: ArcSwap<Snapshot>,
    hasher: KidHasher,
    /// Never held across an await, nor while a task is spawned or an event is emitted: a subscriber may call the store.
    pub(crate) control: Mutex<Control<H::Wait>>,
}

/// How to get a newer set.
enum Boarding<H: Host> {
    Begin(H::Runtime),
    Join(H::Wait),
}

impl<H: Host> Protocol<H> {
    pub(crate) fn new(settings: RefreshSettings, has_flights: bool, first: Snapshot) -> Self {
        Self {
            settings,
            has_flights,
            set: ArcSwap::from_pointee(first),
            hasher: KidHasher::default(),
            control: Mutex::new(Control::new()),
        }
    }

    /// Decides about a kid that is not simply at hand. `arrived` is the newest flight when the request came in; `None` for a
    /// request that comes in now.
    pub(crate) fn ask(&self, kid: &str, arrived: Option<u64>, now: Moment) -> Answer<H> {
        let hash = self.hasher.hash(kid);
        let mut control = self.control();
        // Sets are published under this lock: what is seen here stays so until the decision.
        let set = self.set.load();
        let freshness = self.freshness(&set, now);
        let fetched_by = set.flight;
        let is_usable = freshness < Freshness::Gone;
        let old_key = match KeyRef::find(set, kid).filter(|_| is_usable) {
            Some(key) if freshness <= Freshness::Ageing => return Answer::Found(key),
            other => other,
        };
        let arrived = arrived.unwrap_or(control.begun());
        if is_usable && old_key.is_none() {
            if !self.has_flights || control.absent.contains(hash, now) {
                return Answer::Absent;
            }
            if fetched_by > arrived {
                control.absent.insert(hash, now);
                return Answer::Absent;
            }
        }

        let has_old_key = old_key.is_some();
        let boarded = match (self.board(&control, now), old_key) {
            (Ok(Boarding::Join(landing)), _) => Boarded::joining(landing),
            (Ok(Boarding::Begin(runtime)), _) => {
                // A refresh that is due anyway costs no token, and a failed one is due again.
                let is_due = freshness > Freshness::Fresh || control.last_failed();
                if !is_due && !control.bucket.take(now) {
                    return Answer::Absent;
                }
                let paid = if is_due { Paid::Free } else { Paid::Token };
                Self::begin(&mut control, runtime, now, paid)
            }
            (Err(_), Some(old_key)) => return Answer::Found(old_key),
            (Err(unavailable), None) => return Answer::Unavailable(unavailable),
        };
        Answer::Wait(Pending {
            boarded,
            arrived,
            has_old_key,
        })
    }

    /// A flight that brings a newer set, unless the one in force is fresh.
    pub(crate) fn renew(&self, now: Moment) -> Result<Option<Boarded<H>>, KeysUnavailable> {
        let mut control = self.control();
        if self.freshness(&self.set.load(), now) == Freshness::Fresh {
            return Ok(None);
        }
        Ok(Some(match self.board(&control, now)? {
            Boarding::Join(landing) => Boarded::joining(landing),
            Boarding::Begin(runtime) => Self::begin(&mut control, runtime, now, Paid::Free),
        }))
    }

    /// Renews an ageing set if nobody does and nothing forbids it. Never waits, not even for the lock: the next request tries
    /// again.
    pub(crate) fn renew_in_background(&self, now: Moment) -> Option<Departure<H>> {
        let mut control = match self.control.try_lock() {
            Ok(control) => control,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        if self.freshness(&self.set.load(), now) > Freshness::Fresh
            && let Ok(Boarding::Begin(runtime)) = self.board(&control, now)
        {
            return Self::begin(&mut control, runtime, now, Paid::Free).departure;
        }
        None
    }

    fn board(
        &self,
        control: &Control<H::Wait>,
        now: Moment,
    ) -> Result<Boarding<H>, KeysUnavailable> {
        if let Some(landing) = control.in_the_air(now, self.settings.deadline) {
            return Ok(Boarding::Join(landing.clone()));
        }
        if !self.has_flights {
            return Err(unavailable(FetchErrorKind::NoFetcher));
        }
        let deadline = self.settings.deadline;
        if let Some(left) = control.cooling_since(deadline, now, self.stock(now)) {
            // A flight that never came home left no error behind.
            let error = control.last_error().cloned();
            return Err(KeysUnavailable::new(
                left,
                error.unwrap_or_else(|| FetchErrorKind::Timeout.into()),
            ));
        }
        H::runtime().map(Boarding::Begin).map_err(unavailable)
    }

    /// Counted, claimed and joinable before anything is asked of the network.
    fn begin(
        control: &mut Control<H::Wait>,
        runtime: H::Runtime,
        now: Moment,
        paid: Paid,
    ) -> Boarded<H> {
        let (waiters, landing) = H::channel();
        let number = control.begin(now, landing.clone());
        let flight = Flight {
            number,
            began: now,
            paid,
            waiters,
        };
        let departure = Departure { runtime, flight };
        Boarded {
            landing,
            departure: Some(departure),
        }
    }

    /// The end of a flight: what it brought is in force before anyone is told. What is left to do is to tell the log.
    pub(crate) fn land(&self, flight: Flight<H>, outcome: Outcome, now: Moment) -> Option<News> {
        let mut control = self.control();
        let (answer, news) = match outcome {
            Ok(harvest) => {
                let news = self.publish(&mut control, &flight, harvest, now);
                (Some(Ok(())), news)
            }
            Err(error) => {
                let stock = self.stock(now);
                let had_keys = self.set.load().fetched.is_some();
                let decides = control.failed(flight.number, now, error.clone());
                let news = News::Failed {
                    failure: Failure {
                        error: error.clone(),
                        failures: control.failures(),
                        is_serving: stock == Stock::Warm,
                        took: now.elapsed(flight.began),
                    },
                    loud: decides && control.loud(now),
                    dropped: stock == Stock::Cold && had_keys && control.first_to_miss_keys(),
                };
                let left = control.cooling(now, stock).unwrap_or(RETRY_AFTER);
                let answer = decides.then(|| Err(KeysUnavailable::new(left, error)));
                (answer, Some(news))
            }
        };
        drop(control);
        match answer {
            Some(answer) => H::tell(flight.waiters, answer),
            // It was given up: whoever waits for it still finds a newer one.
            None => drop(flight.waiters),
        }
        news
    }

    /// The flight was cut off with its runtime. Whoever is woken by that finds the way free for another one.
    pub(crate) fn cut_off(&self, flight: Flight<H>) {
        self.control().died(flight.number, flight.paid);
        drop(flight.waiters);
    }

    /// For who has waited for a flight as long as anybody may. It is about to fail, if it still tells at all.
    pub(crate) fn waited_in_vain(&self, now: Moment) -> KeysUnavailable {
        let left = self.control().cooling_ahead(now, self.stock(now));
        KeysUnavailable::new(left.unwrap_or(RETRY_AFTER), FetchErrorKind::Timeout.into())
    }

    fn publish(
        &self,
        control: &mut Control<H::Wait>,
        flight: &Flight<H>,
        harvest: Harvest,
        now: Moment,
    ) -> Option<News> {
        let old = self.set.load();
        if old.flight > flight.number {
            // A slow old fetch: the newer set stays.
            return None;
        }
        let added = harvest.keys.not_in(&old.keys);
        let removed = old.keys.not_in(&harvest.keys);
        let set = Arc::new(Snapshot {
            generation: old.generation + u64::from(added + removed > 0),
            flight: flight.number,
            fetched: Some(flight.began),
            renew_after: renew_after(&self.settings, harvest.max_age, &mut control.jitter),
            ages: true,
            keys: harvest.keys,
        });
        self.set.store(Arc::clone(&set));
        let failed_before = control.failed_before();
        control.succeeded(flight.number, flight.paid, added > 0);
        Some(News::Refreshed {
            set,
            added,
            removed,
            failed_before,
            took: now.elapsed(flight.began),
        })
    }

    /// The set in force: one atomic load.
    pub(crate) fn set(&self) -> Guard<Arc<Snapshot>> {
        self.set.load()
    }

    /// For who can wait no longer: what the set in force says after all, for it need not be the awaited flight that brought it.
    pub(crate) fn last_look(
        &self,
        kid: &str,
        arrived: u64,
        now: Moment,
    ) -> Option<Result<KeyRef, Absent>> {
        let set = self.set.load();
        if self.freshness(&set, now) == Freshness::Gone {
            return None;
        }
        let tells_of_absence = set.flight > arrived;
        match KeyRef::find(set, kid) {
            Some(key) => Some(Ok(key)),
            None => tells_of_absence.then_some(Err(Absent)),
        }
    }

    pub(crate) fn freshness(&self, set: &Snapshot, now: Moment) -> Freshness {
        set.freshness(now, &self.settings)
    }

    pub(crate) fn has_flights(&self) -> bool {
        self.has_flights
    }

    pub(crate) fn control(&self) -> MutexGuard<'_, Control<H::Wait>> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stock(&self, now: Moment) -> Stock {
        if self.freshness(&self.set.load(), now) == Freshness::Gone {
            Stock::Cold
        } else {
            Stock::Warm
        }
    }
}

/// For when no flight tells how long to wait.
fn unavailable(kind: FetchErrorKind) -> KeysUnavailable {
    KeysUnavailable::new(RETRY_AFTER, kind.into())
}
