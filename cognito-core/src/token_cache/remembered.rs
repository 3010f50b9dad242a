//! What is kept of a token.

use crate::CognitoClaims;

/// The claims of a token that passed every check, and what it was verified by.
#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) claims: CognitoClaims,
    pub(super) origin: Origin,
}

/// The keys that verified a token: another generation of them, or another registration of its pool, knows nothing of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Origin {
    pub(crate) pool: PoolMark,
    pub(crate) generation: u64,
}

/// A pool, among all that one verifier ever knew.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PoolMark {
    /// The place in the configuration.
    Configured(usize),
    /// The number of the registration.
    Registered(u64),
}

impl Remembered {
    /// The same with a reference count of its own: who reads this copy writes nothing that others read.
    pub(super) fn copied(&self) -> Self {
        Self {
            claims: self.claims.copied(),
            origin: self.origin,
        }
    }
}
