//! The detached task that exchanges a token, and the promise that it always lands.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll};

use tokio::{runtime::Handle, task::JoinError};

use crate::{
    AwsSession, IdentityError, IdentityId, Reason,
    cache::{End, Landing, Look, Waiters},
    exchange::exchange,
    login::Login,
    moment::Moment,
    pool::Shared,
};

/// Flights one request waits for at most: one it joined, its own, and some that were cut off or led by tokens that were refused.
const MOST_FLIGHTS: usize = 4;

/// A session for this login: a kept one, one that somebody fetches already, or a new one.
pub(crate) async fn session(
    shared: &Arc<Shared>,
    login: &Login,
) -> Result<AwsSession, IdentityError> {
    let mut failed = None;
    for _ in 0..MOST_FLIGHTS {
        let now = Moment::now(&*shared.clock);
        let (mut landing, is_my_token, lead) = match shared.cache.look(login, now) {
            Look::Found(session) => return Ok(session),
            Look::Expired => return Err(Reason::TokenExpired.into()),
            Look::Join {
                landing,
                is_my_token,
            } => (landing, is_my_token, None),
            Look::Lead {
                number,
                waiters,
                landing,
                identity,
                old,
            } => {
                let flight = Flight {
                    shared: Arc::clone(shared),
                    login: login.clone(),
                    number,
                    waiters,
                };
                // Without a runtime the flight ends here: nobody is to wait for it.
                let runtime = Handle::try_current().map_err(|_| Reason::NoRuntime)?;
                let task = runtime.spawn(flight.fly(identity, now));
                (landing, true, Some((task, old)))
            }
        };
        match landed(&mut landing).await {
            Some(Ok(session)) => return Ok(session),
            // The old one has some minutes left; a request some seconds later tries again.
            Some(Err(error)) if error.reason().is_transient() => {
                return lead.and_then(|(_, old)| old).ok_or(error);
            }
            // It was somebody else's token that was refused.
            Some(Err(error)) if error.reason().is_of_the_token() && !is_my_token => {
                failed = Some(error);
            }
            Some(Err(error)) => return Err(error),
            None => {
                if let Some((task, _)) = lead
                    && let Err(cut_off) = task.await
                    && is_without_driver(cut_off)
                {
                    return Err(Reason::NoRuntime.into());
                }
            }
        }
    }
    Err(failed.unwrap_or_else(|| Reason::Unavailable.into()))
}

/// Whether it was tokio's panic on a runtime that was built without its timer or its I/O. Nothing but this text tells it.
fn is_without_driver(cut_off: JoinError) -> bool {
    let Ok(panic) = cut_off.try_into_panic() else {
        return false;
    };
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.is_some_and(|text| text.contains("`enable_time`") || text.contains("`enable_io`"))
}

/// The end of a flight; `None` if it was cut off.
async fn landed(landing: &mut Landing) -> Option<Result<AwsSession, IdentityError>> {
    let outcome = landing.wait_for(Option::is_some).await;
    outcome.ok().and_then(|outcome| outcome.clone())
}

/// An exchange on its way. It belongs to nobody: a request that is dropped does not take it along. Dropped without an outcome, as
/// with its runtime, it makes way for the next.
struct Flight {
    shared: Arc<Shared>,
    login: Login,
    number: u64,
    waiters: Waiters,
}

impl Flight {
    async fn fly(self, identity: Option<IdentityId>, began: Moment) {
        let shared = &*self.shared;
        let mut exchanged = pin!(exchange(
            &shared.client,
            &shared.id,
            &self.login,
            identity,
            began
        ));
        let mut deadline = shared.clock.sleep(shared.deadline);
        let outcome = poll_fn(|cx| {
            if let Poll::Ready(exchanged) = exchanged.as_mut().poll(cx) {
                return Poll::Ready(exchanged);
            }
            let timer = deadline.as_mut().poll(cx);
            timer.map(|()| Err(Reason::Unavailable.into()))
        })
        .await;
        let end = match &outcome {
            Ok(kept) => End::Brought(kept.clone()),
            Err(error) if error.reason().is_transient() => End::Failed(Moment::now(&*shared.clock)),
            Err(_) => End::Nothing,
        };
        shared.cache.land(&self.login, self.number, end);
        // Who looks from now on finds it; then those who wait.
        let told = outcome.map(|kept| kept.session);
        self.waiters.send_replace(Some(told));
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        // Does nothing after a landing.
        self.shared
            .cache
            .land(&self.login, self.number, End::Nothing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What tokio says is seen in `flights::a_runtime_without_its_timer_is_none`.
    #[tokio::test]
    async fn only_a_missing_driver_is_no_runtime() {
        let other = tokio::spawn(async { panic!("of another cause") });
        assert!(!is_without_driver(other.await.unwrap_err()));
        let cancelled = tokio::spawn(std::future::pending::<()>());
        cancelled.abort();
        assert!(!is_without_driver(cancelled.await.unwrap_err()));
    }
}
