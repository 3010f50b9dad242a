//! When an entry may be forgotten.

use std::time::{Duration, SystemTime};

use crate::clock::Clock;

/// A reading of both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) monotonic: Duration,
    pub(super) wall: SystemTime,
}

impl Moment {
    pub(super) fn now(clock: &dyn Clock) -> Self {
        Self {
            monotonic: clock.monotonic(),
            wall: clock.wall(),
        }
    }

    /// The same moment, put off.
    pub(super) fn after(self, delay: Duration) -> Self {
        Self {
            monotonic: self.monotonic.saturating_add(delay),
            wall: self.wall.checked_add(delay).unwrap_or(self.wall),
        }
    }

    /// The later one on each clock.
    pub(super) fn or_later(self, other: Self) -> Self {
        Self {
            monotonic: self.monotonic.max(other.monotonic),
            wall: self.wall.max(other.wall),
        }
    }

    /// Whether `life` has passed since on both clocks.
    ///
    /// Either one may be ahead of the tokens: the wall clock was set forward and will be set right again, or was set back
    /// and tokens live on. A process that was frozen forgets later than it need. Twice the life on the monotonic clock is
    /// enough in any case, so that a wall clock which once stood years ahead keeps nothing for years.
    pub(super) fn is_over(self, life: Duration, now: Self) -> bool {
        let monotonic = now.monotonic.saturating_sub(self.monotonic);
        let wall = now.wall.duration_since(self.wall).unwrap_or_default();
        monotonic >= life && (wall >= life || monotonic >= life.saturating_mul(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Duration = Duration::from_secs(100);

    fn at(monotonic: u64, wall: u64) -> Moment {
        Moment {
            monotonic: Duration::from_secs(monotonic),
            wall: SystemTime::UNIX_EPOCH + Duration::from_secs(wall),
        }
    }

    #[test]
    fn both_clocks_must_have_moved_on() {
        let since = at(1000, 5000);
        for (now, is_over) in [
            (at(1000, 5000), false),
            (at(1099, 5099), false),
            (at(1100, 5100), true),
            // The wall clock was set forward.
            (at(1099, 99_999), false),
            // It was set back.
            (at(1100, 5099), false),
            (at(1199, 0), false),
            (at(1200, 0), true),
            // Readings from before.
            (at(0, 0), false),
            (at(0, 99_999), false),
        ] {
            assert_eq!(since.is_over(LIFE, now), is_over, "{now:?}");
        }
    }

    #[test]
    fn an_endless_life_does_not_end() {
        let now = at(u64::MAX, 9_000_000_000);
        assert!(!at(1, 0).is_over(Duration::MAX, now));
    }

    #[test]
    fn the_later_of_each_clock_counts() {
        let later = at(3, 10).or_later(at(5, 4));
        assert_eq!(later.monotonic, at(5, 10).monotonic);
        assert_eq!(later.wall, at(5, 10).wall);
        let later = at(3, 4).after(Duration::from_secs(2));
        assert_eq!(
            (later.monotonic, later.wall),
            (at(5, 6).monotonic, at(5, 6).wall)
        );
    }
}
