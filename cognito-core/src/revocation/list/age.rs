//! When an entry may be forgotten.

use std::time::{Duration, SystemTime};

use super::identity::seconds;
use crate::clock::Clock;

/// How far ahead of this host's clock a good token may have been issued: the most leeway that a verifier gives.
pub(super) const MOST_AHEAD: Duration = Duration::from_secs(600);

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

    /// This moment, or the given second of the wall clock, if that is later.
    ///
    /// The wall clock may stand years behind the tokens. By the monotonic clock no token is ahead by more than it may be.
    pub(super) fn or_at(self, second: u64) -> Self {
        let ahead = Duration::from_secs(second.saturating_sub(seconds(self.wall)));
        Self {
            monotonic: self.monotonic.saturating_add(ahead.min(MOST_AHEAD)),
            wall: self.wall.checked_add(ahead).unwrap_or(self.wall),
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
    fn a_moment_is_put_off_but_not_for_years_by_both_clocks() {
        for (second, monotonic, wall) in [(3, 3, 4), (4, 3, 4), (6, 5, 6), (604, 603, 604)] {
            let moment = at(3, 4).or_at(second);
            let expected = at(monotonic, wall);
            assert_eq!(moment.monotonic, expected.monotonic, "{second}");
            assert_eq!(moment.wall, expected.wall, "{second}");
        }
        let far = at(3, 4).or_at(1_763_000_000);
        assert_eq!(far.monotonic, Duration::from_secs(603));
        assert!(far.is_over(LIFE, at(803, 804)));
        assert_eq!(at(3, 4).or_at(u64::MAX).wall, at(3, 4).wall);
    }

    #[test]
    fn the_later_of_each_clock_counts() {
        let later = at(3, 10).or_later(at(5, 4));
        assert_eq!(later.monotonic, at(5, 10).monotonic);
        assert_eq!(later.wall, at(5, 10).wall);
    }
}
