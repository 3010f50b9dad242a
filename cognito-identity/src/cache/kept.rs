use std::time::{Duration, SystemTime};

use crate::{AwsSession, moment::Moment};

/// A session with its times.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) session: AwsSession,
    /// When its exchange began.
    obtained: Moment,
    ends: SystemTime,
    life: Duration,
}

/// How good a session is now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Freshness {
    /// Near its end: to be renewed, and good as long as that fails.
    Aging,
    Ended,
    Fresh,
}

impl Kept {
    pub(crate) fn new(session: AwsSession, ends: SystemTime, obtained: Moment) -> Self {
        Self {
            session,
            obtained,
            ends,
            life: ends.duration_since(obtained.wall).unwrap_or_default(),
        }
    }

    /// What ends within `margin` is aging; of a short life, the second half.
    pub(crate) fn freshness(&self, now: Moment, margin: Duration) -> Freshness {
        let left = self.left(now);
        if left.is_zero() {
            Freshness::Ended
        } else if left <= margin.min(self.life / 2) {
            Freshness::Aging
        } else {
            Freshness::Fresh
        }
    }

    /// Whether its exchange began before this time.
    pub(crate) fn is_from_before(&self, time: SystemTime) -> bool {
        self.obtained.wall < time
    }

    /// The monotonic clock stands still while a process is frozen, and the wall clock may be set back: the less counts.
    fn left(&self, now: Moment) -> Duration {
        let by_wall = self.ends.duration_since(now.wall).unwrap_or_default();
        let age = now.monotonic.saturating_sub(self.obtained.monotonic);
        by_wall.min(self.life.saturating_sub(age))
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use aws_credential_types::Credentials;

    use super::*;

    fn at(wall: u64, monotonic: u64) -> Moment {
        Moment {
            wall: UNIX_EPOCH + Duration::from_secs(wall),
            monotonic: Duration::from_secs(monotonic),
        }
    }

    fn kept(life: u64) -> Kept {
        let credentials = Credentials::new("id", "secret", None, None, "test");
        let session = AwsSession::new("r:0".parse().unwrap(), credentials);
        Kept::new(session, at(10_000 + life, 0).wall, at(10_000, 500))
    }

    #[test]
    fn it_ages_and_ends_by_the_margin() {
        let margin = Duration::from_mins(5);
        for (passed, freshness) in [
            (0, Freshness::Fresh),
            (3299, Freshness::Fresh),
            (3300, Freshness::Aging),
            (3599, Freshness::Aging),
            (3600, Freshness::Ended),
            (9999, Freshness::Ended),
        ] {
            let now = at(10_000 + passed, 500 + passed);
            assert_eq!(kept(3600).freshness(now, margin), freshness, "{passed} s");
        }
    }

    #[test]
    fn either_clock_ends_it() {
        let margin = Duration::from_mins(5);
        let frozen = at(13_600, 501);
        assert_eq!(kept(3600).freshness(frozen, margin), Freshness::Ended);
        let set_back = at(9_000, 4_100);
        assert_eq!(kept(3600).freshness(set_back, margin), Freshness::Ended);
    }

    #[test]
    fn a_life_shorter_than_the_margin_is_used_by_half() {
        let margin = Duration::from_mins(5);
        assert_eq!(
            kept(60).freshness(at(10_029, 529), margin),
            Freshness::Fresh
        );
        assert_eq!(
            kept(60).freshness(at(10_030, 530), margin),
            Freshness::Aging
        );
    }

    /// As by a clock that is hours ahead of the service's.
    #[test]
    fn what_had_ended_when_it_came_is_never_fresh() {
        let mut past = kept(0);
        past.ends = UNIX_EPOCH;
        assert_eq!(
            past.freshness(at(10_000, 500), Duration::ZERO),
            Freshness::Ended
        );
    }
}
