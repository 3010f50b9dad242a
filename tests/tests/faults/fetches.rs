//! The real fetcher, watched: when each fetch began and how it ended, by the clock of the store.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};

use cognito_core::{
    clock::Clock,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched, ReqwestFetcher},
};

/// The deadline of a fetch: the default of the key store, which all rows use.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);
/// The age beyond which keys do not serve, by default.
const MAX_STALE: Duration = Duration::from_secs(24 * 3600);
/// What the jitter leaves of a wait.
const JITTER: f64 = 0.9;

/// Fetches as `ReqwestFetcher` does, and keeps a log.
#[derive(Debug)]
pub(crate) struct Fetches {
    inner: ReqwestFetcher,
    clock: Arc<dyn Clock>,
    log: Mutex<Vec<Flight>>,
    /// What the endpoint sends with status 200 is no key set.
    pub(crate) documents_are_bad: AtomicBool,
    /// Every fetch panics.
    pub(crate) panics: AtomicBool,
}

#[derive(Debug)]
struct Flight {
    began: Stamp,
    /// The flight before it had not come home.
    overtakes: bool,
    /// And was not to be given up yet.
    is_second: bool,
    end: Option<(Stamp, End)>,
}

#[derive(Clone, Copy, Debug)]
struct Stamp {
    monotonic: Duration,
    wall: SystemTime,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    /// A usable document came.
    Arrived,
    /// The future was dropped before its time was over: the runtime or the store is gone.
    CutOff,
    /// No usable document; the endpoint may have asked for a wait.
    Failed(Option<Duration>),
}

/// A key store's handle on the log.
#[derive(Clone, Debug)]
pub(crate) struct Watched(pub(crate) Arc<Fetches>);

impl Fetches {
    pub(crate) fn new(inner: ReqwestFetcher, clock: Arc<dyn Clock>) -> Self {
        Self {
            inner,
            clock,
            log: Mutex::default(),
            documents_are_bad: AtomicBool::new(false),
            panics: AtomicBool::new(false),
        }
    }

    /// Fetches begun so far.
    pub(crate) fn begun(&self) -> usize {
        self.log().len()
    }

    /// Fetches that brought a usable document so far.
    pub(crate) fn arrived(&self) -> usize {
        let is_good = |flight: &&Flight| matches!(flight.end, Some((_, End::Arrived)));
        self.log().iter().filter(is_good).count()
    }

    /// Fetches under way.
    pub(crate) fn in_flight(&self) -> usize {
        let log = self.log();
        log.iter().filter(|flight| flight.end.is_none()).count()
    }

    /// What breaks I4, by the log: two fetches under way at once, or one in the cool-down of another.
    pub(crate) fn broken_rules(&self) -> Vec<String> {
        let log = self.log();
        let mut broken = Vec::new();
        let (mut failures, mut last_good) = (0, None);
        for (number, flight) in log.iter().enumerate() {
            if flight.is_second {
                broken.push(format!("fetch {number} began while another was under way"));
            }
            let Some((ended, end)) = &flight.end else {
                continue;
            };
            match end {
                End::Arrived => (failures, last_good) = (0, Some(flight.began)),
                End::CutOff => continue,
                End::Failed(_) => failures += 1,
            }
            let (Some(next), End::Failed(asked)) = (log.get(number + 1), end) else {
                continue;
            };
            let is_warm = last_good.is_some_and(|good| next.began.since(good) <= MAX_STALE);
            let least = wait(failures, is_warm)
                .mul_f64(JITTER)
                .max(asked.unwrap_or_default().min(Duration::from_secs(60)));
            // The clock of a flight that was overtaken says nothing: its end may have come later.
            let failed = if next.overtakes {
                flight.began.later(DEADLINE)
            } else {
                *ended
            };
            let waited = next.began.since(failed);
            if waited < least {
                broken.push(format!(
                    "fetch {} began {waited:?} after failure {failures}, not {least:?}",
                    number + 1,
                ));
            }
        }
        broken
    }

    fn log(&self) -> MutexGuard<'_, Vec<Flight>> {
        self.log.lock().unwrap()
    }

    fn now(&self) -> Stamp {
        Stamp {
            monotonic: self.clock.monotonic(),
            wall: self.clock.wall(),
        }
    }

    fn begin(&self) -> Landing<'_> {
        let began = self.now();
        let mut log = self.log();
        // A flight past its deadline counts as dead.
        let mut aloft = log.iter().filter(|other| other.end.is_none());
        let is_second = aloft
            .clone()
            .any(|other| began.since(other.began) < DEADLINE);
        let overtakes = aloft.next().is_some();
        log.push(Flight {
            began,
            overtakes,
            is_second,
            end: None,
        });
        Landing {
            fetches: self,
            number: log.len() - 1,
        }
    }
}

impl Stamp {
    fn later(self, time: Duration) -> Self {
        Self {
            monotonic: self.monotonic + time,
            wall: self.wall + time,
        }
    }

    fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        wall.max(self.monotonic.saturating_sub(earlier.monotonic))
    }
}

/// The wait after so many failures in a row, as the contract of the key store has it.
fn wait(failures: u32, is_warm: bool) -> Duration {
    let seconds = if is_warm {
        f64::from(1_u32 << failures.min(7).saturating_sub(1)).min(60.0)
    } else {
        match failures {
            0 | 1 => 0.25,
            2 => 0.5,
            3..=5 => 0.75,
            more => 1.6_f64.powi(more.min(20).cast_signed() - 6).min(5.0),
        }
    };
    Duration::from_secs_f64(seconds)
}

/// Writes the end of a fetch into the log, whatever the end is.
struct Landing<'f> {
    fetches: &'f Fetches,
    number: usize,
}

impl Landing<'_> {
    fn ends(&self, end: impl FnOnce(Duration) -> End) {
        let now = self.fetches.now();
        let flight = &mut self.fetches.log()[self.number];
        let took = now.since(flight.began);
        flight.end.get_or_insert_with(|| (now, end(took)));
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.ends(|took| {
            if took < DEADLINE {
                End::CutOff
            } else {
                End::Failed(None)
            }
        });
    }
}

impl FetchJwks for Watched {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let fetches = &*self.0;
        Box::pin(async move {
            let landing = fetches.begin();
            if fetches.panics.load(SeqCst) {
                landing.ends(|_| End::Failed(None));
                panic!("this fetch was told to panic");
            }
            let outcome = fetches.inner.fetch(url).await;
            let are_bad = fetches.documents_are_bad.load(SeqCst);
            landing.ends(|_| match &outcome {
                Ok(_) if are_bad => End::Failed(None),
                Ok(_) => End::Arrived,
                Err(error) => End::Failed(error.retry_after()),
            });
            outcome
        })
    }
}
