//! The only source of time in this crate.

use std::{
    fmt::Debug,
    sync::LazyLock,
    time::{Duration, Instant, SystemTime},
};

use tokio::runtime::Handle;

use crate::future::BoxFuture;

/// Tells the time, twice, and waits.
///
/// Token times (`exp`, `iat`) follow the wall clock. The age of the keys is the larger of both differences: the monotonic
/// clock stands still while a process is frozen, and the wall clock may be set back.
///
/// [`SystemClock`] is the default; tests use `test_util::ManualClock`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use cognito_core::{clock::{Clock, SystemClock}, future::BoxFuture};
///
/// /// A clock that is an hour behind.
/// #[derive(Debug)]
/// struct Behind(SystemClock);
///
/// impl Clock for Behind {
///     fn wall(&self) -> SystemTime {
///         self.0.wall() - Duration::from_secs(3600)
///     }
///     fn monotonic(&self) -> Duration {
///         self.0.monotonic()
///     }
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         self.0.sleep(duration)
///     }
/// }
///
/// assert!(Behind(SystemClock::default()).wall() < SystemTime::now());
/// ```
pub trait Clock: Debug + Send + Sync + 'static {
    /// The time of day.
    fn wall(&self) -> SystemTime;

    /// The time since some fixed moment of this process. Never goes back.
    fn monotonic(&self) -> Duration;

    /// A future that is ready once [`monotonic`](Self::monotonic) has moved on by `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clocks of the operating system, and tokio's timer.
///
/// ```
/// use std::time::SystemTime;
/// use cognito_core::clock::{Clock, SystemClock};
///
/// let clock = SystemClock::default();
/// assert!(clock.wall() > SystemTime::UNIX_EPOCH);
/// assert!(clock.monotonic() <= clock.monotonic());
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        ORIGIN.elapsed()
    }

    /// Sleeps on the current tokio runtime. Outside one there is no timer: the future is then never ready. Who waits for a
    /// key set is released by the runtime that fetches it; a silent revocation store is waited for without end.
    ///
    /// # Panics
    /// On a tokio runtime that was built without its timer (`enable_time` or `enable_all`).
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(duration)),
            Err(_) => Box::pin(std::future::pending()),
        }
    }
}

/// The time since 1970, as token times are given; zero before that.
pub(crate) fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sleeps_on_tokios_timer() {
        let before = tokio::time::Instant::now();
        SystemClock.sleep(Duration::from_secs(5)).await;
        assert_eq!(before.elapsed(), Duration::from_secs(5));
    }

    #[test]
    fn a_sleep_outside_a_runtime_does_not_panic() {
        drop(SystemClock.sleep(Duration::from_secs(5)));
    }

    #[test]
    fn the_monotonic_clock_moves() {
        let before = SystemClock.monotonic();
        std::thread::sleep(Duration::from_millis(2));
        assert!(SystemClock.monotonic() >= before + Duration::from_millis(2));
    }
}
