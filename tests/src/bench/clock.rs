use std::time::{Duration, SystemTime};

use cognito_core::{
    clock::{Clock, SystemClock},
    future::BoxFuture,
};

/// Costs what the default clock costs, and always shows the moment when it was made.
///
/// So no token expires, no key set ages, and no unknown key is worth another fetch, however long a run takes.
#[derive(Clone, Copy, Debug)]
pub struct StillClock {
    moving: SystemClock,
    wall: SystemTime,
    monotonic: Duration,
}

impl StillClock {
    /// A clock that shows this moment.
    pub fn now() -> Self {
        let moving = SystemClock::default();
        Self {
            moving,
            wall: moving.wall(),
            monotonic: moving.monotonic(),
        }
    }
}

impl Clock for StillClock {
    fn wall(&self) -> SystemTime {
        std::hint::black_box(self.moving.wall());
        self.wall
    }

    fn monotonic(&self) -> Duration {
        std::hint::black_box(self.moving.monotonic());
        self.monotonic
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.moving.sleep(duration)
    }
}
