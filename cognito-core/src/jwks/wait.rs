//! What a request does that has to wait for keys.

use std::{
    fmt,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    fetch_error::KeysUnavailable,
    flight::{Landing, Tokio},
    protocol::{Absent, Answer, KeyRef, Pending},
    shared::Shared,
};
use crate::future::{BoxFuture, Either, first};

/// Flights one request waits for at most: one it joined, one that began after it came in, and some that were cut off.
const MOST_FLIGHTS: usize = 4;

/// Resolves to the key, or to why there is none. The caller need not ask again.
#[must_use = "futures do nothing unless awaited"]
pub(crate) struct KeyWait(BoxFuture<'static, Result<KeyRef, KeyMiss>>);

/// Why there is no key for a kid.
#[derive(Debug)]
pub(crate) enum KeyMiss {
    /// The issuer has no such key: 401 `unknown_kid`.
    Absent,
    /// It cannot be said now: 503.
    Unavailable(KeysUnavailable),
}

impl KeyWait {
    pub(super) fn new(store: Arc<Shared>, kid: Box<str>, pending: Pending<Tokio>) -> Self {
        Self(Box::pin(wait(store, kid, pending)))
    }
}

impl Future for KeyWait {
    type Output = Result<KeyRef, KeyMiss>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for KeyWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyWait").finish_non_exhaustive()
    }
}

async fn wait(
    store: Arc<Shared>,
    kid: Box<str>,
    mut pending: Pending<Tokio>,
) -> Result<KeyRef, KeyMiss> {
    let arrived = pending.arrived;
    let settings = &store.protocol.settings;
    let patience = if pending.has_old_key {
        settings.patience.min(settings.deadline)
    } else {
        settings.deadline
    };
    // One timer for the whole wait, however many flights it takes; another for who loses an old key meanwhile.
    let mut timer = store.clock.sleep(patience);
    let mut later = pending
        .has_old_key
        .then(|| store.clock.sleep(settings.deadline));
    let mut failed = None;
    for _ in 0..MOST_FLIGHTS {
        match first(pin!(landed(&mut pending.boarded.landing)), &mut timer).await {
            Either::First(Some(Err(unavailable))) => {
                failed = Some(unavailable);
                break;
            }
            // A new set, or a flight that was cut off or given up: look again.
            Either::First(Some(Ok(())) | None) => {}
            Either::Second(()) => {
                let known = store.protocol.last_look(&kid, arrived, store.now());
                // Who has lost its old key goes on waiting, as those do who never had any.
                let Some(deadline) = later.take().filter(|_| known.is_none()) else {
                    break;
                };
                timer = deadline;
                continue;
            }
        }
        match store.ask(&kid, Some(arrived)) {
            Answer::Absent => return Err(KeyMiss::Absent),
            Answer::Found(key) => return Ok(key),
            Answer::Unavailable(unavailable) => return Err(KeyMiss::Unavailable(unavailable)),
            Answer::Wait(next) => pending = next,
        }
    }
    let now = store.now();
    match store.protocol.last_look(&kid, arrived, now) {
        // An old key is better than none.
        Some(Ok(key)) => Ok(key),
        Some(Err(Absent)) => Err(KeyMiss::Absent),
        None => Err(KeyMiss::Unavailable(
            failed.unwrap_or_else(|| store.protocol.waited_in_vain(now)),
        )),
    }
}

/// Waits until the set in force is fresh.
pub(super) async fn for_a_fresh_set(store: &Arc<Shared>) -> Result<(), KeysUnavailable> {
    let mut timer = store.clock.sleep(store.protocol.settings.deadline);
    for _ in 0..MOST_FLIGHTS {
        let Some(mut landing) = store.renew()? else {
            return Ok(());
        };
        match first(pin!(landed(&mut landing)), &mut timer).await {
            Either::First(Some(landed)) => return landed,
            Either::First(None) => {}
            Either::Second(()) => break,
        }
    }
    Err(store.protocol.waited_in_vain(store.now()))
}

/// The end of a flight; `None` if it was cut off or given up.
async fn landed(landing: &mut Landing) -> Option<Result<(), KeysUnavailable>> {
    let outcome = landing.wait_for(Option::is_some).await;
    outcome.ok().and_then(|outcome| outcome.clone())
}
