//! What the handles of one key store share: the set in force, and the decisions around it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
    time::Duration,
};

use arc_swap::ArcSwap;
use tokio::{runtime::Handle, sync::watch};

use super::{
    absent::KidHasher,
    backoff::Stock,
    control::{Control, Paid},
    events::{self, News},
    fetch_error::{FetchError, FetchErrorKind, KeysUnavailable},
    flight::{self, Harvest, Landing, Return, Source},
    moment::Moment,
    settings::RefreshSettings,
    snapshot::{Freshness, KeyRef, Snapshot, renew_after},
};
use crate::clock::Clock;

/// How long to tell callers to wait when nothing says when the keys will be back.
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) label: Box<str>,
    /// Where keys come from; `None` if they are pinned, or nobody can fetch them.
    pub(super) source: Option<Source>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: RefreshSettings,
    pub(super) set: ArcSwap<Snapshot>,
    pub(super) hasher: KidHasher,
    /// Never held across an await, nor while a task is spawned or an event is emitted: a subscriber may call the store.
    pub(super) control: Mutex<Control<Landing>>,
    /// Dropped with the store: flights that are still in the air see it and end.
    pub(super) alive: watch::Sender<()>,
}

/// What [`Shared::ask`] found.
#[derive(Debug)]
pub(super) enum Answer {
    Absent,
    Found(KeyRef),
    Unavailable(KeysUnavailable),
    Wait(Pending),
}

/// A flight that will tell, and what to know while waiting for it.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) landing: Landing,
    /// The newest flight when the request came in: only the set of a later one proves that a kid is absent.
    pub(super) arrived: u64,
    /// There is an old key to fall back on.
    pub(super) has_old_key: bool,
}

/// How to get a newer set.
pub(super) enum Boarding {
    Begin(Handle),
    Join(Landing),
}

type Locked<'a> = MutexGuard<'a, Control<Landing>>;

impl Shared {
    /// Decides about a kid that is not simply at hand. `arrived` is the newest flight when the request came in; `None` for a
    /// request that comes in now.
    pub(super) fn ask(self: &Arc<Self>, kid: &str, arrived: Option<u64>) -> Answer {
        let hash = self.hasher.hash(kid);
        let now = self.now();
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
            if self.source.is_none() || control.absent.contains(hash, now) {
                return Answer::Absent;
            }
            if fetched_by > arrived {
                control.absent.insert(hash, now);
                return Answer::Absent;
            }
        }

        let has_old_key = old_key.is_some();
        let landing = match (self.board(&control, now), old_key) {
            (Ok(Boarding::Join(landing)), _) => landing,
            (Ok(Boarding::Begin(runtime)), _) => {
                // A refresh that is due anyway costs no token, and a failed one is due again.
                let is_due = freshness > Freshness::Fresh || control.last_failed();
                if !is_due && !control.bucket.take(now) {
                    return Answer::Absent;
                }
                let paid = if is_due { Paid::Free } else { Paid::Token };
                let landing = self.begin(control, &runtime, now, paid);
                if paid == Paid::Token {
                    events::asking_for(&self.label, kid);
                }
                landing
            }
            (Err(_), Some(old_key)) => return Answer::Found(old_key),
            (Err(unavailable), None) => return Answer::Unavailable(unavailable),
        };
        Answer::Wait(Pending {
            landing,
            arrived,
            has_old_key,
        })
    }

    /// A flight that brings a newer set, unless the one in force is fresh.
    pub(super) fn renew(self: &Arc<Self>) -> Result<Option<Landing>, KeysUnavailable> {
        let now = self.now();
        let control = self.control();
        if self.freshness(&self.set.load(), now) == Freshness::Fresh {
            return Ok(None);
        }
        Ok(Some(match self.board(&control, now)? {
            Boarding::Join(landing) => landing,
            Boarding::Begin(runtime) => self.begin(control, &runtime, now, Paid::Free),
        }))
    }

    /// Renews an ageing set if nobody does and nothing forbids it. Never waits, not even for the lock: whoever holds it looks
    /// after the same thing.
    pub(super) fn renew_in_background(self: &Arc<Self>) {
        let control = match self.control.try_lock() {
            Ok(control) => control,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let now = self.now();
        if self.freshness(&self.set.load(), now) > Freshness::Fresh
            && let Ok(Boarding::Begin(runtime)) = self.board(&control, now)
        {
            self.begin(control, &runtime, now, Paid::Free);
        }
    }

    fn board(&self, control: &Control<Landing>, now: Moment) -> Result<Boarding, KeysUnavailable> {
        if let Some(landing) = control.in_the_air(now, self.settings.deadline) {
            return Ok(Boarding::Join(landing.clone()));
        }
        if self.source.is_none() {
            return Err(unavailable(FetchErrorKind::NoFetcher));
        }
        if let Some(left) = control.cooling(now, self.stock(now)) {
            // A flight that never came home left no error behind.
            let error = control.last_error().cloned();
            return Err(KeysUnavailable::new(
                left,
                error.unwrap_or_else(|| FetchErrorKind::Timeout.into()),
            ));
        }
        Handle::try_current()
            .map(Boarding::Begin)
            .map_err(|_| unavailable(FetchErrorKind::NoRuntime))
    }

    fn begin(
        self: &Arc<Self>,
        mut control: Locked<'_>,
        runtime: &Handle,
        now: Moment,
        paid: Paid,
    ) -> Landing {
        let (waiters, landing) = watch::channel(None);
        let number = control.begin(now, paid, landing.clone());
        // A runtime that shuts down drops the task at once, and the task's way back takes the lock.
        drop(control);
        let back = Return {
            store: Arc::downgrade(self),
            number,
            began: now,
            waiters,
        };
        if let Some(source) = &self.source {
            flight::launch(runtime, source.clone(), back, self.alive.subscribe());
        }
        landing
    }

    /// The end of flight `number`: what to answer the waiters, and what to tell the log after that.
    pub(super) fn land(
        &self,
        number: u64,
        began: Moment,
        outcome: Result<Harvest, FetchError>,
    ) -> (Result<(), KeysUnavailable>, Option<News>) {
        let now = self.now();
        let mut control = self.control();
        match outcome {
            Ok(harvest) => {
                let news = self.publish(&mut control, number, began, now, harvest);
                (Ok(()), news)
            }
            Err(error) => {
                let stock = self.stock(now);
                control.failed(number, now, error.clone());
                let news = News::Failed {
                    error: error.clone(),
                    failures: control.failures(),
                    stock,
                    loud: control.loud(now),
                };
                let left = control.cooling(now, stock).unwrap_or(RETRY_AFTER);
                (Err(KeysUnavailable::new(left, error)), Some(news))
            }
        }
    }

    /// Flight `number` was cut off with its runtime.
    pub(super) fn cut_off(&self, number: u64) {
        self.control().died(number);
    }

    fn publish(
        &self,
        control: &mut Locked<'_>,
        number: u64,
        began: Moment,
        now: Moment,
        harvest: Harvest,
    ) -> Option<News> {
        let old = self.set.load();
        if old.flight > number {
            // A slow old fetch: the newer set stays.
            return None;
        }
        let added = harvest.keys.not_in(&old.keys);
        let removed = old.keys.not_in(&harvest.keys);
        let set = Arc::new(Snapshot {
            generation: old.generation + u64::from(added + removed > 0),
            flight: number,
            fetched: Some(began),
            renew_after: renew_after(&self.settings, harvest.max_age, &mut control.jitter),
            keys: harvest.keys,
        });
        self.set.store(Arc::clone(&set));
        control.succeeded(number, added > 0);
        Some(News::Refreshed {
            set,
            added,
            removed,
            took: now.since(began),
        })
    }

    /// The key named `kid` in a set that may still be used, however old.
    pub(super) fn usable_key(&self, kid: &str) -> Option<KeyRef> {
        let set = self.set.load();
        let is_usable = self.freshness(&set, self.now()) < Freshness::Gone;
        KeyRef::find(set, kid).filter(|_| is_usable)
    }

    pub(super) fn freshness(&self, set: &Snapshot, now: Moment) -> Freshness {
        match (&self.source, set.fetched) {
            // Pinned keys do not age.
            (None, Some(_)) => Freshness::Fresh,
            _ => set.freshness(now, &self.settings),
        }
    }

    pub(super) fn now(&self) -> Moment {
        Moment::now(&*self.clock)
    }

    pub(super) fn control(&self) -> Locked<'_> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stock(&self, now: Moment) -> Stock {
        if self.freshness(&self.set.load(), now) == Freshness::Gone {
            Stock::Cold
        } else {
            Stock::Warm
        }
    }
}

/// For when no flight tells how long to wait.
pub(super) fn unavailable(kind: FetchErrorKind) -> KeysUnavailable {
    KeysUnavailable::new(RETRY_AFTER, kind.into())
}
