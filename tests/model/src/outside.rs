//! What the protocol uses and does not consist of, as small as it can be.

use std::time::{Duration, SystemTime};

pub(crate) trait Clock {
    fn monotonic(&self) -> Duration;
    fn wall(&self) -> SystemTime;
}

/// A clock that stands at so many seconds.
pub(crate) struct At(pub(crate) f64);

impl Clock for At {
    fn monotonic(&self) -> Duration {
        Duration::from_secs_f64(self.0)
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.monotonic()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct RefreshSettings {
    pub(crate) deadline: Duration,
    pub(crate) interval: Duration,
    pub(crate) max_stale: Duration,
    pub(crate) wait_after: Duration,
}

impl Default for RefreshSettings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            interval: Duration::from_secs(300),
            max_stale: Duration::from_secs(24 * 3600),
            wait_after: Duration::from_secs(3600),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FetchErrorKind {
    Connect,
    NoFetcher,
    Timeout,
}

#[derive(Clone, Debug)]
pub(crate) struct FetchError(FetchErrorKind);

impl From<FetchErrorKind> for FetchError {
    fn from(kind: FetchErrorKind) -> Self {
        Self(kind)
    }
}

impl FetchError {
    #[expect(clippy::unused_self, reason = "the real one has a field for it")]
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        None
    }
}

#[derive(Clone, Debug)]
pub(crate) struct KeysUnavailable(FetchError);

impl KeysUnavailable {
    pub(crate) fn new(_: Duration, error: FetchError) -> Self {
        Self(error)
    }

    pub(crate) fn kind(&self) -> FetchErrorKind {
        self.0.0
    }
}

/// Every key of a set is of the version of its set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct VerifyingKey {
    pub(crate) version: u64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct KeySet {
    kids: Vec<&'static str>,
    key: Option<VerifyingKey>,
}

impl KeySet {
    pub(crate) fn new(version: u64, kids: &[&'static str]) -> Self {
        Self {
            kids: kids.to_vec(),
            key: Some(VerifyingKey { version }),
        }
    }

    pub(crate) fn position(&self, kid: &str) -> Option<usize> {
        self.kids.iter().position(|name| *name == kid)
    }

    pub(crate) fn at(&self, _: usize) -> &VerifyingKey {
        self.key.as_ref().expect("a set with kids has a key")
    }

    /// Keys are told apart by their kids alone: a set of the same kids brings no news.
    pub(crate) fn not_in(&self, other: &Self) -> usize {
        self.kids
            .iter()
            .filter(|kid| !other.kids.contains(kid))
            .count()
    }
}
