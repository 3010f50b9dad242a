use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use crate::{
    CognitoClaims, Verifier,
    clock::{Clock, since_1970},
    future::BoxFuture,
};

/// The longest sleep. Timers stand still while the host is suspended, so the wall clock is looked at in between.
const PIECE: Duration = Duration::from_secs(30);

/// A future that ends when the token does: for web sockets, event streams and whatever else outlives its request.
///
/// It ends at the token's `exp`, by the verifier's clock. The verifier's [leeway](crate::VerifierBuilder::leeway) is not added: that
/// is for tokens that come in, issued by a clock that may differ, and not a longer life for a connection. So a token that is let
/// in within its leeway has an `Expiry` that is over at once: tell the client to come back with a new token, and not with the same.
///
/// It goes by the wall clock, as tokens do, and by the monotonic one, whichever comes first: to set the wall clock back makes no
/// token live longer. It sleeps for at most 30 s at a time. So it ends at most 30 s late where the host was suspended or the
/// wall clock was set forward. The default [clock](crate::clock::SystemClock) sleeps on a tokio runtime; outside of one
/// nothing wakes it, and [`remaining`](Self::remaining) still tells the truth.
///
/// A token that is revoked, or whose key is withdrawn, ends nothing here.
///
/// The future is `Unpin` and can be cloned, so that it goes where a deadline is wanted: `tokio::select!`, `take_until` of a stream.
/// The adapters take it from a request: `Cognito<Expiry>`. [`Expiry::of`] makes one for a token that came another way, such as a
/// new one in a message of a web socket.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::{Expiry, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// let token = pool.access_token().expires_in(Duration::from_secs(300)).mint();
/// let mut expiry = Expiry::of(&verifier.verify(&token).await?, &verifier);
/// assert_eq!(expiry.remaining(), Duration::from_secs(300));
///
/// let clock = pool.clock().clone();
/// let mut sent = 0;
/// loop {
///     tokio::select! {
///         biased;
///         () = &mut expiry => break,
///         () = async { clock.advance(Duration::from_secs(60)) } => sent += 1, // the next message
///     }
/// }
/// assert_eq!(sent, 5);
/// assert_eq!(expiry.remaining(), Duration::ZERO);
/// # Ok(()) }
/// ```
#[must_use = "a future does nothing unless it is awaited"]
pub struct Expiry {
    clock: Arc<dyn Clock>,
    /// `exp`, since 1970.
    ends: Duration,
    /// When that is by the monotonic clock, as far as the wall clock could tell at the beginning.
    deadline: Duration,
    /// Only ever reached by way of `&mut`: the mutex makes it `Sync`, and is never locked.
    nap: Mutex<Option<BoxFuture<'static, ()>>>,
}

impl Expiry {
    /// When the token of these claims ends, by the clock of the verifier that they come from.
    pub fn of<C>(claims: &CognitoClaims<C>, verifier: &Verifier) -> Self {
        let clock = Arc::clone(verifier.clock());
        let ends = claims.end_at();
        let left = ends.saturating_sub(since_1970(clock.wall()));
        Self {
            deadline: clock.monotonic().saturating_add(left),
            ends,
            nap: Mutex::new(None),
            clock,
        }
    }

    /// How long the token is still good for; zero when it is over. For a note to the client that it is time for a new one.
    pub fn remaining(&self) -> Duration {
        let by_wall = self.ends.saturating_sub(since_1970(self.clock.wall()));
        let by_monotonic = self.deadline.saturating_sub(self.clock.monotonic());
        by_wall.min(by_monotonic)
    }
}

impl Future for Expiry {
    type Output = ();

    /// May be polled again when it is over, and then is over again.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            let left = this.remaining();
            let nap = this.nap.get_mut().unwrap_or_else(PoisonError::into_inner);
            if left.is_zero() {
                *nap = None;
                // Over for good, wherever the wall clock is set from now on.
                this.deadline = Duration::ZERO;
                return Poll::Ready(());
            }
            let sleep = nap.get_or_insert_with(|| this.clock.sleep(left.min(PIECE)));
            ready!(sleep.as_mut().poll(cx));
            *nap = None;
        }
    }
}

/// Sleeps on its own.
impl Clone for Expiry {
    fn clone(&self) -> Self {
        Self {
            clock: Arc::clone(&self.clock),
            ends: self.ends,
            deadline: self.deadline,
            nap: Mutex::new(None),
        }
    }
}

impl fmt::Debug for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expiry")
            .field("ends", &self.ends.as_secs())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
