//! A point in time on both clocks.

use std::time::{Duration, SystemTime};

use super::Clock;

/// One reading of a [`Clock`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    monotonic: Duration,
    wall: SystemTime,
}

impl Moment {
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        Self {
            monotonic: clock.monotonic(),
            wall: clock.wall(),
        }
    }

    /// The larger of the two differences. A negative one counts as zero: a wall clock that was set back makes nothing
    /// younger, and a monotonic clock that stood still while the process was frozen hides nothing.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        let monotonic = self.monotonic.saturating_sub(earlier.monotonic);
        let wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        monotonic.max(wall)
    }

    /// How long something took, whatever was done to the wall clock meanwhile.
    pub(crate) fn elapsed(self, earlier: Self) -> Duration {
        self.monotonic.saturating_sub(earlier.monotonic)
    }

    pub(crate) fn wall(self) -> SystemTime {
        self.wall
    }
}

#[cfg(test)]
impl Moment {
    /// Both clocks at `seconds`, for tests of pure logic.
    pub(crate) fn at(seconds: f64) -> Self {
        let since = Duration::from_secs_f64(seconds);
        Self {
            monotonic: since,
            wall: SystemTime::UNIX_EPOCH + since,
        }
    }

    pub(crate) fn with_wall(self, seconds: f64) -> Self {
        Self {
            wall: SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: f64 = 3600.0;

    #[test]
    fn a_frozen_process_ages_by_the_wall() {
        let thawed = Moment::at(0.0).with_wall(HOUR);
        assert_eq!(thawed.since(Moment::at(0.0)), Duration::from_secs(3600));
    }

    #[test]
    fn a_wall_set_back_changes_nothing() {
        let earlier = Moment::at(HOUR);
        let later = Moment::at(HOUR + 5.0).with_wall(0.0);
        assert_eq!(later.since(earlier), Duration::from_secs(5));
    }

    #[test]
    fn what_lies_ahead_counts_as_now() {
        assert_eq!(Moment::at(0.0).since(Moment::at(9.0)), Duration::ZERO);
    }
}
