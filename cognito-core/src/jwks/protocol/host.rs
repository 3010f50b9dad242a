//! What flights take off from, and what they carry.

use std::time::Duration;

use super::{FetchError, FetchErrorKind, KeySet, KeysUnavailable, control::Paid, moment::Moment};

/// What the protocol leaves to others: where a flight runs, and how callers wait for its end.
pub(crate) trait Host {
    /// Runs flights.
    type Runtime;
    /// The end of the channel that tells. Dropped without a word it says that the flight was cut off.
    type Tell;
    /// The end of the channel that waits.
    type Wait: Clone;

    /// Where the caller's flight can run; an error if it cannot.
    fn runtime() -> Result<Self::Runtime, FetchErrorKind>;

    /// A channel between a flight and those who wait for it.
    fn channel() -> (Self::Tell, Self::Wait);

    /// Wakes everyone who waits.
    fn tell(waiters: Self::Tell, answer: Result<(), KeysUnavailable>);
}

/// A flight that was begun. Whoever gets it must launch it: until it ends, or its deadline passes, there is no other.
#[must_use = "a flight that nobody flies holds up everyone until its deadline"]
pub(crate) struct Departure<H: Host> {
    pub(crate) runtime: H::Runtime,
    pub(crate) flight: Flight<H>,
}

/// A flight on its way. It ends with [`Protocol::land`](super::Protocol::land) or
/// [`Protocol::cut_off`](super::Protocol::cut_off).
pub(crate) struct Flight<H: Host> {
    pub(crate) number: u64,
    pub(crate) began: Moment,
    pub(crate) paid: Paid,
    pub(super) waiters: H::Tell,
}

/// What a flight brings home.
#[derive(Debug)]
pub(crate) struct Harvest {
    pub(crate) keys: KeySet,
    pub(crate) max_age: Option<Duration>,
}

/// How a flight ended.
pub(crate) type Outcome = Result<Harvest, FetchError>;
