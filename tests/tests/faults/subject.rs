//! What the invariants are asserted of.

use std::{
    sync::Mutex,
    time::{Duration, SystemTime},
};

use cognito_core::Reason;

use crate::keys::token;

/// What a request is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Accepted,
    Refused(Reason),
    /// 503, with the time after which to try again.
    Unavailable(Duration),
}

/// A store and its endpoint, in this process or in another.
pub(crate) trait Subject {
    /// What a request with this token is told.
    async fn ask(&self, token: &str) -> Verdict;

    /// What the rows know about keys.
    fn ledger(&self) -> &Ledger;

    /// Takes every fault away, and serves these keys.
    fn mend(&self, keys: &[usize]);

    /// Lets time pass, between requests.
    async fn pass(&self, time: Duration);

    async fn report(&self) -> Report;

    /// Waits until no fetch is under way any more, and no connection is open.
    async fn settled(&self);

    fn wall(&self) -> SystemTime;

    /// What a request with a token of key `number` is told, issued now.
    async fn ask_key(&self, number: usize) -> Verdict {
        self.ask(&token(self.wall(), number)).await
    }
}

/// What a subject says of itself.
#[derive(Debug)]
pub(crate) struct Report {
    /// The age of the keys.
    pub(crate) age: Option<Duration>,
    /// Fetches that brought a usable document.
    pub(crate) arrived: usize,
    /// The age at which keys are renewed, at least.
    pub(crate) interval: Duration,
    /// Tasks, sleepers and fetches that are left.
    pub(crate) left: usize,
    /// The longest that a request has waited.
    pub(crate) longest_wait: Duration,
    pub(crate) monotonic: Duration,
    pub(crate) ready: bool,
    /// What breaks I4.
    pub(crate) broken_rules: Vec<String>,
}

/// The keys of a subject, as its row knows them.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Sets>);

#[derive(Debug, Default)]
struct Sets {
    in_force: Vec<usize>,
    withdrawn: Vec<usize>,
}

impl Ledger {
    /// The store must have taken this set by now.
    pub(crate) fn took(&self, keys: &[usize]) {
        let mut sets = self.0.lock().unwrap();
        let old = std::mem::replace(&mut sets.in_force, keys.to_vec());
        sets.withdrawn.extend(old);
        sets.withdrawn.retain(|key| !keys.contains(key));
    }

    /// The keys of the last good set that the store took.
    pub(crate) fn in_force(&self) -> Vec<usize> {
        self.0.lock().unwrap().in_force.clone()
    }

    /// Keys that were in force once, and are not in that set.
    pub(crate) fn withdrawn(&self) -> Vec<usize> {
        self.0.lock().unwrap().withdrawn.clone()
    }
}

impl Verdict {
    /// The time after which to try again; it must be there, and honest.
    #[track_caller]
    pub(crate) fn retry_after(self) -> Duration {
        match self {
            Self::Unavailable(after) if !after.is_zero() && after.as_secs() <= 60 => after,
            other => panic!("no honest 503: {other:?}"),
        }
    }
}
