//! How long after a failed fetch the next one may start.

use std::time::Duration;

use super::{
    jitter::{Jitter, Spread},
    moment::Moment,
};

/// The first waits of a store that has no keys: quick, so that a short outage is over soon.
const COLD: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_millis(750),
    Duration::from_millis(750),
    Duration::from_millis(750),
    Duration::from_secs(1),
];
const COLD_MOST: Duration = Duration::from_secs(5);
const WARM_FIRST: Duration = Duration::from_secs(1);
const WARM_MOST: Duration = Duration::from_secs(60);
/// The longest `Retry-After` that is followed.
const RETRY_AFTER_MOST: Duration = Duration::from_secs(60);

/// Are there keys to go on with?
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stock {
    /// None: requests are refused until the fetch succeeds.
    Cold,
    /// Some: requests do not notice.
    Warm,
}

/// Counts attempts *before* they are made: a fetch that never reports back has failed.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
    wait: Option<Wait>,
}

/// A wait without its length, for that changes when the keys grow too old: who is without them must not be as patient.
#[derive(Debug)]
struct Wait {
    since: Moment,
    spread: Spread,
    /// What the endpoint asked for.
    asked: Duration,
}

impl Backoff {
    /// An attempt begins.
    pub(crate) fn begin(&mut self, now: Moment, jitter: &mut Jitter) {
        self.failures = self.failures.saturating_add(1);
        self.wait = Some(Wait {
            since: now,
            spread: jitter.draw(),
            asked: Duration::ZERO,
        });
    }

    /// The attempt failed: the wait counts from now.
    pub(crate) fn fail(&mut self, now: Moment, retry_after: Option<Duration>, jitter: &mut Jitter) {
        // An older flight that came home late may have cleared the count.
        self.failures = self.failures.max(1);
        // One spread for an attempt: who gives up on it just before its end is told the very wait that follows.
        let before = self.wait.as_ref().map(|wait| wait.spread);
        self.wait = Some(Wait {
            since: now,
            spread: before.unwrap_or_else(|| jitter.draw()),
            asked: retry_after.unwrap_or_default().min(RETRY_AFTER_MOST),
        });
    }

    /// The attempt succeeded.
    pub(crate) fn succeed(&mut self) {
        *self = Self::default();
    }

    /// The attempt was cut off by something that is not the endpoint's fault.
    pub(crate) fn undo(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        self.wait = None;
    }

    /// Attempts in a row that did not succeed.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    /// The time left until the next attempt may start; `None` if it may start now.
    pub(crate) fn left(&self, now: Moment, stock: Stock) -> Option<Duration> {
        let wait = self.wait.as_ref()?;
        self.whole(wait, stock)
            .checked_sub(now.since(wait.since))
            .filter(|left| !left.is_zero())
    }

    /// The wait that would begin if the attempt under way failed now.
    pub(crate) fn ahead(&self, stock: Stock) -> Option<Duration> {
        self.wait.as_ref().map(|wait| self.whole(wait, stock))
    }

    fn whole(&self, wait: &Wait, stock: Stock) -> Duration {
        // The endpoint may ask for more patience than we have, never for less.
        let own = wait.spread.of(delay(self.failures, stock));
        own.max(wait.asked)
    }
}

/// The wait after the `failures`-th failure in a row (counted from 1), before jitter.
fn delay(failures: u32, stock: Stock) -> Duration {
    let index = failures.saturating_sub(1);
    match stock {
        Stock::Warm => {
            let factor = 1u32.checked_shl(index).unwrap_or(u32::MAX);
            WARM_FIRST.saturating_mul(factor).min(WARM_MOST)
        }
        Stock::Cold => {
            let steps = COLD.len() - 1;
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            let base = COLD.get(index).copied().unwrap_or(Duration::from_secs(1));
            // Beyond the table every step is 1.6 times the one before; eleven of them are far beyond the most.
            (steps..index.min(steps + 11))
                .fold(base, |wait, _| wait * 8 / 5)
                .min(COLD_MOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(stock: Stock, count: u32) -> Vec<u128> {
        (1..=count).map(|n| delay(n, stock).as_millis()).collect()
    }

    #[test]
    fn the_cold_table() {
        assert_eq!(
            millis(Stock::Cold, 11),
            [250, 500, 750, 750, 750, 1000, 1600, 2560, 4096, 5000, 5000]
        );
        assert_eq!(delay(u32::MAX, Stock::Cold), COLD_MOST);
    }

    #[test]
    fn the_warm_table() {
        assert_eq!(
            millis(Stock::Warm, 8),
            [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]
        );
        assert_eq!(delay(u32::MAX, Stock::Warm), WARM_MOST);
    }

    /// Attempts within 60 s when each fails at once, a request every millisecond.
    fn attempts_in_a_minute(stock: Stock) -> usize {
        let (mut backoff, mut jitter) = (Backoff::default(), Jitter::new());
        (0..60_000)
            .filter(|ms| {
                let now = Moment::at(f64::from(*ms) / 1000.0);
                let open = backoff.left(now, stock).is_none();
                if open {
                    backoff.begin(now, &mut jitter);
                    backoff.fail(now, None, &mut jitter);
                }
                open
            })
            .count()
    }

    #[test]
    fn an_outage_of_a_minute_costs_few_calls() {
        for _ in 0..20 {
            assert!(attempts_in_a_minute(Stock::Cold) <= 22);
            assert!(attempts_in_a_minute(Stock::Warm) <= 10);
        }
    }

    #[test]
    fn the_wait_is_armed_before_the_attempt_and_again_at_its_end() {
        let (mut backoff, mut jitter) = (Backoff::default(), Jitter::new());
        backoff.begin(Moment::at(0.0), &mut jitter);
        assert!(backoff.left(Moment::at(0.5), Stock::Warm).is_some());
        assert!(backoff.left(Moment::at(1.2), Stock::Warm).is_none());
        let ahead = backoff.ahead(Stock::Warm);
        backoff.fail(Moment::at(5.0), None, &mut jitter);
        assert!(backoff.left(Moment::at(5.5), Stock::Warm).is_some());
        assert_eq!(backoff.left(Moment::at(5.0), Stock::Warm), ahead);
        assert_eq!(backoff.failures(), 1);
    }

    #[test]
    fn success_forgets_and_a_cut_off_attempt_does_not_count() {
        let (mut backoff, mut jitter) = (Backoff::default(), Jitter::new());
        let now = Moment::at(0.0);
        backoff.begin(now, &mut jitter);
        backoff.undo();
        assert_eq!(
            (backoff.failures(), backoff.left(now, Stock::Cold)),
            (0, None)
        );
        backoff.begin(now, &mut jitter);
        backoff.succeed();
        assert_eq!(
            (backoff.failures(), backoff.left(now, Stock::Cold)),
            (0, None)
        );
    }

    #[test]
    fn retry_after_is_honoured_up_to_a_minute_and_never_shortens() {
        let (mut backoff, mut jitter) = (Backoff::default(), Jitter::new());
        let now = Moment::at(0.0);
        let mut left_after = |seconds| {
            backoff.fail(now, Some(Duration::from_secs(seconds)), &mut jitter);
            backoff.left(now, Stock::Warm).unwrap()
        };
        assert_eq!(left_after(30), Duration::from_secs(30));
        assert_eq!(left_after(3600), Duration::from_secs(60));
        assert!(left_after(0) >= Duration::from_millis(900));
    }

    #[test]
    fn the_keys_at_hand_decide_how_long_to_wait_and_the_endpoint_may_ask_for_more() {
        let (mut backoff, mut jitter) = (Backoff::default(), Jitter::new());
        let now = Moment::at(0.0);
        for _ in 0..10 {
            backoff.begin(now, &mut jitter);
        }
        let mut left_after = |asked: Option<u64>, stock| {
            backoff.fail(now, asked.map(Duration::from_secs), &mut jitter);
            let left = backoff.left(now, stock).unwrap();
            assert_eq!(backoff.left(now, stock), Some(left), "it stays");
            left.as_millis()
        };
        assert!((54_000..=66_000).contains(&left_after(None, Stock::Warm)));
        assert!((4500..=5500).contains(&left_after(None, Stock::Cold)));
        assert_eq!(left_after(Some(20), Stock::Cold), 20_000);
        assert!(left_after(Some(20), Stock::Warm) >= 54_000);
    }
}
