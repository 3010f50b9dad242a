//! What a decision waits for, and what it then goes by.

use std::sync::Arc;

use super::memory::Admission;
use crate::{
    AuthError, CognitoClaims, Reason,
    jwks::{KeyMiss, KeyRef, KeyWait},
    registry::{LookupFailed, PoolLookupError, PoolMiss, PoolWait, Registered},
    revocation::Asking,
};

/// What one request waits for at most: its pool, its key, and both again where the application forgets pools meanwhile.
const MOST_WAITS: usize = 6;

/// What could be said without waiting.
pub(crate) enum Attempt {
    /// The token is good, unless the revocation store says otherwise.
    Ask(Asked),
    Done(Result<CognitoClaims, AuthError>),
    /// The pool must be looked up, or the key be fetched first.
    Wait(Waiting),
}

/// A token that is good, unless the revocation store says otherwise.
pub(crate) struct Asked {
    asking: Asking,
    admission: Admission,
}

/// What must be there before a token can be decided about.
pub(crate) enum Waiting {
    /// A key; of a pool of the registry, if one is named.
    Key(KeyWait, Option<Arc<Registered>>),
    Pool(PoolWait),
}

/// What a request waited for, and brings along when the whole token is looked at anew.
#[derive(Default)]
pub(super) struct Held {
    pub(super) key: Option<KeyRef>,
    pub(super) pool: Option<Arc<Registered>>,
}

impl Held {
    /// Did it not wait yet?
    pub(super) fn is_empty(&self) -> bool {
        self.key.is_none() && self.pool.is_none()
    }
}

/// Why a decision ends before it is made.
pub(super) enum Stop {
    Refused(AuthError),
    Wait(Waiting),
}

impl Asked {
    /// A verified token is remembered when the store has let it pass.
    pub(super) fn new(asking: Asking, admission: Admission) -> Self {
        Self { asking, admission }
    }

    pub(crate) async fn answer(self) -> Result<CognitoClaims, AuthError> {
        let claims = self.asking.answer().await?;
        self.admission.admit(&claims);
        Ok(claims)
    }
}

impl Waiting {
    /// Decides when what was missing has come, and again where something else is missing then.
    pub(super) async fn then(
        mut self,
        attempt: impl Fn(Held) -> Attempt,
    ) -> Result<CognitoClaims, AuthError> {
        for _ in 0..MOST_WAITS {
            let held = self.end().await?;
            match attempt(held) {
                Attempt::Ask(asking) => return asking.answer().await,
                Attempt::Done(done) => return done,
                Attempt::Wait(next) => self = next,
            }
        }
        Err(LookupFailed::from(PoolLookupError::busy()).into())
    }

    async fn end(self) -> Result<Held, AuthError> {
        match self {
            Self::Key(key, pool) => match key.await {
                Ok(key) => Ok(Held {
                    key: Some(key),
                    pool,
                }),
                Err(KeyMiss::Absent) => Err(Reason::UnknownKid.into()),
                Err(KeyMiss::Unavailable(keys)) => Err(keys.into()),
            },
            Self::Pool(pool) => match pool.await {
                Ok(pool) => Ok(Held {
                    key: None,
                    pool: Some(pool),
                }),
                Err(PoolMiss::Unknown) => Err(Reason::UnknownIssuer.into()),
                Err(PoolMiss::Failed(failed)) => Err(failed.into()),
            },
        }
    }
}

impl From<AuthError> for Stop {
    fn from(error: AuthError) -> Self {
        Self::Refused(error)
    }
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason.into())
    }
}
