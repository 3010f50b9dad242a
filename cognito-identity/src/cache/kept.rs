use std::time::{Duration, SystemTime};

use crate::{AwsSession, moment::Moment};

/// How long a session serves after a renewal that failed, before the next one: a service that asks for fewer requests gets fewer.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// A session with its times.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) session: AwsSession,
    /// When its exchange began.
    obtained: Moment,
    ends: SystemTime,
    life: Duration,
    /// When a renewal failed, by the monotonic clock.
    failed: Option<Duration>,
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
            failed: None,
        }
    }

    /// A renewal has failed, and might have succeeded.
    pub(crate) fn renewal_failed(&mut self, now: Moment) {
        self.failed = Some(now.monotonic);
    }

    /// What ends within `margin` is aging, but for a while after a failed renewal; of a short life, the second half.
    pub(crate) fn freshness(&self, now: Moment, margin: Duration) -> Freshness {
        let left = self.left(now);
        if left.is_zero() {
            Freshness::Ended
        } else if left <= margin.min(self.life / 2) && !self.is_pausing(now) {
            Freshness::Aging
        } else {
            Freshness::Fresh
        }
    }

    /// Whether its exchange began before this time.
    pub(crate) fn is_from_before(&self, time: SystemTime) -> bool {
        self.obtained.wall < time
    }

    fn is_pausing(&self, now: Moment) -> bool {
        self.failed
            .is_some_and(|failed| now.monotonic.saturating_sub(failed) < PAUSE_AFTER_FAILURE)
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

    #[test]
    fn after_a_failed_renewal_it_serves_for_a_while_but_not_beyond_its_end() {
        let margin = Duration::from_mins(5);
        let mut kept = kept(3600);
        for (failed, passed, freshness) in [
            (3300, 3300, Freshness::Fresh),
            (3300, 3309, Freshness::Fresh),
            (3300, 3310, Freshness::Aging),
            (3595, 3599, Freshness::Fresh),
            (3595, 3600, Freshness::Ended),
        ] {
            kept.renewal_failed(at(10_000 + failed, 500 + failed));
            let now = at(10_000 + passed, 500 + passed);
            assert_eq!(kept.freshness(now, margin), freshness, "{passed} s");
        }
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
