use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{clock::Clock, future::BoxFuture};

/// A clock that moves only when it is told to. Clones share one time.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use cognito_core::{clock::Clock, test_util::ManualClock};
///
/// let clock = ManualClock::new(1_700_000_000);
/// let other = clock.clone();
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(other.wall(), UNIX_EPOCH + Duration::from_secs(1_700_000_060));
/// assert_eq!(other.monotonic(), Duration::from_secs(60));
/// ```
///
/// The wall clock can be set on its own, as an operator or a time server does it; so it looks, too, after a process was frozen:
///
/// ```
/// # use std::time::Duration;
/// # use cognito_core::{clock::Clock, test_util::ManualClock};
/// let clock = ManualClock::new(1_700_000_000);
/// clock.set_wall(1_700_003_600);
/// assert_eq!(clock.monotonic(), Duration::ZERO);
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Time>>);

#[derive(Debug)]
struct Time {
    wall: SystemTime,
    monotonic: Duration,
    next_sleeper: u64,
    /// By the time to wake, then by number.
    sleepers: BTreeMap<(Duration, u64), Waker>,
}

impl ManualClock {
    /// A clock whose wall shows `unix_seconds` and whose monotonic time is zero.
    pub fn new(unix_seconds: u64) -> Self {
        Self(Arc::new(Mutex::new(Time {
            wall: UNIX_EPOCH + Duration::from_secs(unix_seconds),
            monotonic: Duration::ZERO,
            next_sleeper: 0,
            sleepers: BTreeMap::new(),
        })))
    }

    /// Lets time pass: moves both clocks and wakes the sleepers whose time has come.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cognito_core::{clock::Clock, test_util::ManualClock};
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let clock = ManualClock::new(0);
    /// let nap = tokio::spawn(clock.sleep(Duration::from_secs(3600)));
    /// clock.advance(Duration::from_secs(3600));
    /// assert!(nap.await.is_ok());
    /// # });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn advance(&self, by: Duration) {
        self.time().wall += by;
        self.advance_monotonic(by);
    }

    /// Moves the monotonic clock alone, as if the wall clock were set back by the same step.
    pub fn advance_monotonic(&self, by: Duration) {
        let due = {
            let mut time = self.time();
            time.monotonic += by;
            let now = time.monotonic;
            let later = time.sleepers.split_off(&(now, u64::MAX));
            std::mem::replace(&mut time.sleepers, later)
        };
        for waker in due.into_values() {
            waker.wake();
        }
    }

    /// Sets the wall clock alone. No sleeper wakes.
    pub fn set_wall(&self, unix_seconds: u64) {
        self.time().wall = UNIX_EPOCH + Duration::from_secs(unix_seconds);
    }

    /// How many sleepers wait on this clock.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cognito_core::test_util::ManualClock;
    /// assert_eq!(ManualClock::new(0).sleepers(), 0);
    /// ```
    pub fn sleepers(&self) -> usize {
        self.time().sleepers.len()
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn wall(&self) -> SystemTime {
        self.time().wall
    }

    fn monotonic(&self) -> Duration {
        self.time().monotonic
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut time = self.time();
        time.next_sleeper += 1;
        Box::pin(Sleep {
            key: (time.monotonic.saturating_add(duration), time.next_sleeper),
            clock: self.clone(),
        })
    }
}

struct Sleep {
    key: (Duration, u64),
    clock: ManualClock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let before = {
            let mut time = self.clock.time();
            if time.monotonic >= self.key.0 {
                return Poll::Ready(());
            }
            time.sleepers.insert(self.key, waker)
        };
        // Dropping a waker may drop a task, and that task's sleep: not under the lock.
        drop(before);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let waker = self.clock.time().sleepers.remove(&self.key);
        drop(waker);
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, task::Waker};

    use super::*;

    fn poll(future: Pin<&mut dyn Future<Output = ()>>) -> Poll<()> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_sleeper_wakes_at_its_time_and_not_before() {
        let clock = ManualClock::new(0);
        let mut sleep = pin!(clock.sleep(Duration::from_secs(2)));
        clock.advance(Duration::from_millis(1999));
        assert!(poll(sleep.as_mut()).is_pending());
        clock.advance(Duration::from_millis(1));
        assert!(poll(sleep.as_mut()).is_ready());
    }

    #[test]
    fn a_jump_of_the_wall_wakes_nobody() {
        let clock = ManualClock::new(0);
        let mut sleep = pin!(clock.sleep(Duration::from_secs(2)));
        clock.set_wall(3600);
        assert!(poll(sleep.as_mut()).is_pending());
        clock.advance_monotonic(Duration::from_secs(2));
        assert!(poll(sleep.as_mut()).is_ready());
        assert_eq!(clock.wall(), UNIX_EPOCH + Duration::from_secs(3600));
    }

    #[test]
    fn a_dropped_sleeper_leaves_nothing_behind() {
        let clock = ManualClock::new(0);
        let mut sleep = Box::pin(clock.sleep(Duration::from_secs(2)));
        assert!(poll(sleep.as_mut()).is_pending());
        assert!(poll(sleep.as_mut()).is_pending());
        assert_eq!(clock.sleepers(), 1);
        drop(sleep);
        assert_eq!(clock.sleepers(), 0);
    }
}
