//! Asks the store about a token, and decides what its answer means.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{Revocation, RevocationCheck, RevocationError, RevocationStatus};
use crate::{
    AuthError, CognitoClaims, Reason,
    clock::{Clock, since_1970},
    future::{BoxFuture, Either, first},
    observe,
};

/// How long a request waits for the store.
const PATIENCE: Duration = Duration::from_secs(2);

/// A store that fails for every request is not worth a warning for every one.
const SECONDS_BETWEEN_WARNINGS: u64 = 60;

/// The verifier's revocation store.
#[derive(Debug)]
pub(crate) struct Guard {
    store: Arc<dyn Revocation>,
    on_failure: OnFailure,
    /// When the last warning was due: monotonic seconds plus one; 0 for never.
    warned: AtomicU64,
}

/// What becomes of a token that the store cannot tell about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum OnFailure {
    Admit,
    Refuse,
}

/// What the store said.
pub(crate) enum Ruling {
    /// It must be waited for.
    Ask(Asking),
    Done(Result<CognitoClaims, AuthError>),
}

/// A token that the store will tell about.
pub(crate) struct Asking {
    guard: Arc<Guard>,
    claims: CognitoClaims,
    answer: BoxFuture<'static, Result<RevocationStatus, RevocationError>>,
    clock: Arc<dyn Clock>,
    leeway: Duration,
}

impl Guard {
    pub(crate) fn new(store: impl Revocation, on_failure: OnFailure) -> Self {
        Self {
            store: Arc::new(store),
            on_failure,
            warned: AtomicU64::new(0),
        }
    }

    pub(crate) fn on_failure(&self) -> OnFailure {
        self.on_failure
    }

    /// Asks about claims that passed every check before this one.
    pub(crate) fn rule(
        self: &Arc<Self>,
        claims: CognitoClaims,
        clock: &Arc<dyn Clock>,
        leeway: Duration,
    ) -> Ruling {
        match self.store.check(&claims) {
            RevocationCheck::Ready(answer) => Ruling::Done(self.heed(answer, claims, &**clock)),
            RevocationCheck::Pending(answer) => Ruling::Ask(Asking {
                guard: Arc::clone(self),
                claims,
                answer,
                clock: Arc::clone(clock),
                leeway,
            }),
        }
    }

    fn heed(
        &self,
        answer: Result<RevocationStatus, RevocationError>,
        claims: CognitoClaims,
        clock: &dyn Clock,
    ) -> Result<CognitoClaims, AuthError> {
        match (answer, self.on_failure) {
            (Ok(RevocationStatus::Active), _) => Ok(claims),
            (Ok(RevocationStatus::Revoked), _) => Err(Reason::Revoked.into()),
            (Err(error), OnFailure::Refuse) => {
                let is_loud = self.is_warning_due(clock.monotonic());
                observe::revocation_failed(claims.user_pool_id().as_str(), &error, is_loud);
                Err(error.into())
            }
            (Err(error), OnFailure::Admit) => {
                observe::revocation_skipped(claims.user_pool_id().as_str(), &error);
                Ok(claims)
            }
        }
    }

    fn is_warning_due(&self, now: Duration) -> bool {
        let now = now.as_secs().saturating_add(1);
        let last = self.warned.load(Ordering::Relaxed);
        let is_due = last == 0 || now >= last.saturating_add(SECONDS_BETWEEN_WARNINGS);
        is_due
            && self
                .warned
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}

impl Asking {
    /// Waits for the store. The token may expire meanwhile, and is then refused whatever the store says. The rest of what was
    /// checked before stays decided.
    pub(crate) async fn answer(mut self) -> Result<CognitoClaims, AuthError> {
        let answer = match first(&mut self.answer, self.clock.sleep(PATIENCE)).await {
            Either::First(answer) => answer,
            Either::Second(()) => Err(RevocationError::new(TooSlow)),
        };
        if self.has_expired() {
            return Err(Reason::Expired.into());
        }
        self.guard.heed(answer, self.claims, &*self.clock)
    }

    fn has_expired(&self) -> bool {
        self.claims
            .have_expired(self.leeway, since_1970(self.clock.wall()))
    }
}

/// The store did not answer in time.
#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer within {PATIENCE:?}")
    }
}

impl std::error::Error for TooSlow {}
