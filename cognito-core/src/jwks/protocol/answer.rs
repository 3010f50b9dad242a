//! What a request learns that finds no key at hand.

use super::{
    KeysUnavailable,
    host::{Departure, Host},
    snapshot::KeyRef,
};

/// What [`Protocol::ask`](super::Protocol::ask) found.
pub(crate) enum Answer<H: Host> {
    Absent,
    Found(KeyRef),
    Unavailable(KeysUnavailable),
    Wait(Pending<H>),
}

/// The issuer has no such key.
#[derive(Debug)]
pub(crate) struct Absent;

/// A flight that will tell, and what to know while waiting for it.
pub(crate) struct Pending<H: Host> {
    pub(crate) boarded: Boarded<H>,
    /// The newest flight when the request came in: only the set of a later one proves that a kid is absent.
    pub(crate) arrived: u64,
    /// There is an old key to fall back on.
    pub(crate) has_old_key: bool,
}

/// A flight to wait for.
pub(crate) struct Boarded<H: Host> {
    pub(crate) landing: H::Wait,
    /// To be launched, if the caller is the one who begins it.
    pub(crate) departure: Option<Departure<H>>,
}

impl<H: Host> Boarded<H> {
    pub(super) fn joining(landing: H::Wait) -> Self {
        Self {
            landing,
            departure: None,
        }
    }
}
