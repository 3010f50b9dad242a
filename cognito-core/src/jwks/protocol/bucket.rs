//! The token bucket that bounds what unknown kids can cost.

use std::time::Duration;

use super::moment::Moment;

/// Refreshes that unknown kids may cause in a row.
const BURST: u32 = 2;
/// The time after which another one is granted.
const REFILL: Duration = Duration::from_secs(5);

/// Two tokens at most, a new one every five seconds.
#[derive(Debug)]
pub(crate) struct Bucket {
    /// What is in the bucket, counted in time: one token is worth [`REFILL`].
    credit: Duration,
    counted_at: Option<Moment>,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new() -> Self {
        Self {
            credit: REFILL * BURST,
            counted_at: None,
        }
    }

    /// Takes a token, if there is one.
    pub(crate) fn take(&mut self, now: Moment) -> bool {
        let passed = now.since(*self.counted_at.get_or_insert(now));
        // A thread that waited for the lock comes with an old reading. It must not set the count back: the time from there on
        // would be credited twice.
        if !passed.is_zero() {
            self.counted_at = Some(now);
            self.fill(passed);
        }
        match self.credit.checked_sub(REFILL) {
            Some(rest) => {
                self.credit = rest;
                true
            }
            None => false,
        }
    }

    /// Puts a token back: the refresh it paid for was worth it.
    pub(crate) fn give_back(&mut self) {
        self.fill(REFILL);
    }

    fn fill(&mut self, credit: Duration) {
        self.credit = self.credit.saturating_add(credit).min(REFILL * BURST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_seconds_of_flood_get_eight_tokens() {
        let mut bucket = Bucket::new();
        // The last instant is the end of the window: a token there belongs to the next one.
        let granted = (0..30_000)
            .filter(|ms| bucket.take(Moment::at(f64::from(*ms) / 1000.0)))
            .count();
        assert_eq!(granted, 7);
        assert!(bucket.take(Moment::at(30.0)));
    }

    #[test]
    fn an_idle_day_saves_up_no_more_than_the_burst() {
        let mut bucket = Bucket::new();
        assert!(bucket.take(Moment::at(0.0)));
        let granted = (0..10)
            .filter(|_| bucket.take(Moment::at(86_400.0)))
            .count();
        assert_eq!(granted, 2);
    }

    #[test]
    fn a_token_given_back_can_be_taken_again() {
        let mut bucket = Bucket::new();
        let now = Moment::at(0.0);
        assert!(bucket.take(now) && bucket.take(now) && !bucket.take(now));
        bucket.give_back();
        assert!(bucket.take(now) && !bucket.take(now));
    }

    #[test]
    fn a_late_reading_of_the_clock_credits_no_time_twice() {
        let mut bucket = Bucket::new();
        let now = Moment::at(4.0);
        assert!(bucket.take(now) && bucket.take(now) && !bucket.take(now));
        // Another thread read the clock four seconds ago, and has the lock only now.
        assert!(!bucket.take(Moment::at(0.0)));
        assert!(!bucket.take(Moment::at(8.9)), "five seconds from 4.0 on");
        assert!(bucket.take(Moment::at(9.0)));
    }

    #[test]
    fn a_wall_clock_set_back_neither_fills_nor_blocks() {
        let mut bucket = Bucket::new();
        let now = Moment::at(3600.0);
        assert!(bucket.take(now) && bucket.take(now));
        assert!(!bucket.take(now.with_wall(0.0)));
        assert!(bucket.take(Moment::at(3605.0).with_wall(5.0)));
    }
}
