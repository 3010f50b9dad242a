//! What a request does that has to wait for its pool.

use std::{
    fmt,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    error::{LookupFailed, PoolLookupError},
    flight::{Landed, Landing},
    registered::Registered,
    settings::DEADLINE,
    shared::{Answer, Shared},
    slots::Purpose,
};
use crate::{
    UserPoolId,
    future::{BoxFuture, Either, first},
};

/// Turns that one request takes at most: in the queue, and with flights that were cut off or counted no more.
const MOST_TURNS: usize = 8;

/// Resolves to the pool, or to why there is none.
#[must_use = "futures do nothing unless awaited"]
pub(crate) struct PoolWait(BoxFuture<'static, Result<Arc<Registered>, PoolMiss>>);

/// Why there is no pool.
#[derive(Debug)]
pub(crate) enum PoolMiss {
    /// It cannot be said now: 503.
    Failed(LookupFailed),
    /// The registry has no such pool: 401 `unknown_issuer`.
    Unknown,
}

/// What to wait for.
#[derive(Debug)]
pub(super) enum Next {
    /// The end of a flight.
    Landing(Landing),
    /// Room for one.
    Room(Purpose),
}

impl PoolWait {
    pub(super) fn new(shared: Arc<Shared>, id: UserPoolId, next: Next) -> Self {
        Self(Box::pin(wait(shared, id, next)))
    }
}

impl Future for PoolWait {
    type Output = Result<Arc<Registered>, PoolMiss>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for PoolWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolWait").finish_non_exhaustive()
    }
}

async fn wait(
    shared: Arc<Shared>,
    id: UserPoolId,
    mut next: Next,
) -> Result<Arc<Registered>, PoolMiss> {
    // One timer for the whole wait, whatever it is for.
    let mut timer = shared.clock().sleep(DEADLINE);
    let mut has_queued = false;
    for _ in 0..MOST_TURNS {
        let slot = match next {
            Next::Room(purpose) => match first(pin!(shared.room(purpose)), &mut timer).await {
                Either::First(slot) => {
                    has_queued = true;
                    slot
                }
                Either::Second(()) => {
                    return Err(failed(shared.not_begun(&id, PoolLookupError::busy())));
                }
            },
            Next::Landing(mut landing) => match first(pin!(landed(&mut landing)), &mut timer).await
            {
                Either::First(Landed::Again) => None,
                Either::First(Landed::Failed(failure)) => return Err(PoolMiss::Failed(failure)),
                // Forgotten in the very moment it was found: look again.
                Either::First(Landed::Found(pool)) if pool.has_ended() => None,
                Either::First(Landed::Found(pool)) => return Ok(pool),
                Either::First(Landed::Unknown) => return Err(PoolMiss::Unknown),
                // The look-up goes on, and is told when it ends.
                Either::Second(()) if has_queued => return Err(failed(PoolLookupError::busy())),
                Either::Second(()) => return Err(failed(PoolLookupError::too_slow())),
            },
        };
        next = match shared.ask(&id, slot) {
            Answer::Failed(failure) => return Err(PoolMiss::Failed(failure)),
            Answer::Found(pool) => return Ok(pool),
            Answer::Unknown => return Err(PoolMiss::Unknown),
            Answer::Wait(next) => next,
        };
    }
    Err(failed(shared.not_begun(&id, PoolLookupError::outdated())))
}

fn failed(error: PoolLookupError) -> PoolMiss {
    PoolMiss::Failed(error.into())
}

async fn landed(landing: &mut Landing) -> Landed {
    match landing.wait_for(Option::is_some).await {
        Ok(landed) => landed.clone().unwrap_or(Landed::Again),
        Err(_) => Landed::Again,
    }
}
