//! What a request learns that finds no key at hand.

use super::{
    KeysUnavailable,
    ground::{Departure, Ground},
    snapshot::KeyRef,
};

/// What [`Airfield::ask`](super::Airfield::ask) found.
pub(crate) enum Answer<G: Ground> {
    Absent,
    Found(KeyRef),
    Unavailable(KeysUnavailable),
    Wait(Pending<G>),
}

/// A flight that will tell, and what to know while waiting for it.
pub(crate) struct Pending<G: Ground> {
    pub(crate) boarded: Boarded<G>,
    /// The newest flight when the request came in: only the set of a later one proves that a kid is absent.
    pub(crate) arrived: u64,
    /// There is an old key to fall back on.
    pub(crate) has_old_key: bool,
}

/// A flight to wait for.
pub(crate) struct Boarded<G: Ground> {
    pub(crate) landing: G::Wait,
    /// To be launched, if the caller is the one who begins it.
    pub(crate) departure: Option<Departure<G>>,
}

impl<G: Ground> Boarded<G> {
    pub(super) fn joining(landing: G::Wait) -> Self {
        Self {
            landing,
            departure: None,
        }
    }
}
