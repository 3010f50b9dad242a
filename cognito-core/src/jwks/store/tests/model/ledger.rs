//! The model: what was fetched when, and which answers and which fetches the contract then allows.

mod requests;

use std::{
    collections::HashMap,
    sync::Weak,
    time::{Duration, SystemTime},
};

use super::{
    super::world::{HOUR, SECOND},
    KIDS, Published,
};
use crate::{
    clock::Clock as _,
    jwks::{shared::Shared, store::KeyStore},
    test_util::ManualClock,
};

const DAY: Duration = Duration::from_secs(24 * 3600);
const DEADLINE: Duration = Duration::from_secs(5);
const TOKEN: Duration = Duration::from_secs(5);
const COLD: [u64; 10] = [250, 500, 750, 750, 750, 1000, 1600, 2560, 4096, 5000];
const WARM: [u64; 7] = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000];

/// Both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    monotonic: Duration,
    wall: SystemTime,
}

impl Time {
    fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        wall.max(self.monotonic.saturating_sub(earlier.monotonic))
    }
}

#[derive(Debug)]
struct Flight {
    began: Time,
    max_age: Option<Duration>,
    /// It can have been caused by an unknown kid only.
    is_paid: bool,
}

/// A request on its way.
#[derive(Debug)]
pub(super) struct Request {
    kid: String,
    arrived: Time,
    /// Fetches that had begun before it came in.
    begun: usize,
    /// It had a key that is older than an hour.
    has_old_key: bool,
    pub(super) waits: bool,
}

/// A refusal that said when the next fetch may begin.
#[derive(Debug)]
struct Promise {
    made: Time,
    retry_after: Duration,
    is_cold: bool,
    /// Made at once: who waited may know no more than that the fetch is as late.
    is_exact: bool,
}

#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) clock: ManualClock,
    /// Only asked how many fetches have begun: the endpoint hears of one when its task runs.
    pub(super) store: Weak<Shared>,
    flights: Vec<Flight>,
    /// How many of them the endpoint has heard of.
    called: usize,
    /// With the flight that brought it; none did if it came with the program, and then it does not age.
    in_force: Option<(Option<usize>, Published)>,
    /// The newest flight, until it ends.
    aloft: Option<usize>,
    failures: u32,
    /// Since when a failure is waited out, and for how long the endpoint asked.
    cooling: Option<(Time, Duration)>,
    /// When the newest flight failed last.
    failed_at: Option<Time>,
    promises: Vec<Promise>,
    /// What is in the bucket at most, and at least.
    credit: [Duration; 2],
    /// Kids that were found absent.
    absent: HashMap<String, Time>,
    /// Something asks for keys just now.
    pub(super) has_traffic: bool,
    /// Who waits since when, and for which kid if it had an old key.
    pub(super) waiting: HashMap<u64, (Time, Option<String>)>,
    pub(super) wrong: Option<String>,
}

impl Ledger {
    pub(super) fn new(clock: ManualClock) -> Self {
        Self {
            clock,
            store: Weak::new(),
            flights: Vec::new(),
            called: 0,
            in_force: None,
            aloft: None,
            failures: 0,
            cooling: None,
            failed_at: None,
            promises: Vec::new(),
            credit: [TOKEN * 2; 2],
            absent: HashMap::new(),
            has_traffic: false,
            waiting: HashMap::new(),
            wrong: None,
        }
    }

    /// The store starts with these keys.
    pub(super) fn has_embedded(&mut self, set: Published) {
        self.in_force = Some((None, set));
    }

    fn now(&self) -> Time {
        Time {
            monotonic: self.clock.monotonic(),
            wall: self.clock.wall(),
        }
    }

    /// The first thing that goes wrong is told.
    fn hold(&mut self, rule: &str, holds: bool, about: &dyn std::fmt::Debug) {
        if !holds && self.wrong.is_none() {
            let at = self.now().monotonic;
            self.wrong = Some(format!("{rule}: {about:?} at {at:?}"));
        }
    }

    /// Time went on by this much on the monotonic clock, and on one of both at most by that.
    pub(super) fn passes(&mut self, monotonic: Duration, most: Duration) {
        self.credit[0] = (self.credit[0] + most).min(TOKEN * 2);
        self.credit[1] = (self.credit[1] + monotonic).min(TOKEN * 2);
    }

    /// A promise does not count on that.
    pub(super) fn wall_jumps(&mut self) {
        self.promises.clear();
    }

    // What the set in force allows.

    fn age(&self) -> Option<Duration> {
        let (flight, _) = self.in_force?;
        let age = |flight: usize| self.now().since(self.flights[flight].began);
        Some(flight.map_or(Duration::ZERO, age))
    }

    fn is_cold(&self) -> bool {
        self.age().is_none_or(|age| age > DAY)
    }

    /// The material of a key that may be used.
    fn usable(&self, kid: &str) -> Option<u8> {
        let at = KIDS.iter().position(|known| *known == kid)?;
        let (_, set) = self.in_force.filter(|_| !self.is_cold())?;
        set[at]
    }

    fn is_old(&self) -> bool {
        self.age().is_some_and(|age| age > HOUR)
    }

    /// The newest flight is dead or has failed: nothing is under way.
    fn has_failed(&self) -> bool {
        self.failures > 0 && self.aloft.is_none_or(|flight| self.is_overdue(flight))
    }

    /// A flight has failed in this very instant; what came after it need not have been heard of.
    fn fails_now(&self) -> bool {
        let now = self.now().monotonic;
        self.failed_at.is_some_and(|at| at.monotonic == now)
    }

    fn is_overdue(&self, flight: usize) -> bool {
        self.now().since(self.flights[flight].began) >= DEADLINE
    }

    /// The wait after the failures so far, without jitter.
    fn back_off(&self) -> Duration {
        let table: &[u64] = if self.is_cold() { &COLD } else { &WARM };
        let step = usize::try_from(self.failures).unwrap().saturating_sub(1);
        Duration::from_millis(table[step.min(table.len() - 1)])
    }

    // What the endpoint sees.

    /// The number of the fetch.
    pub(super) fn is_called(&mut self, max_age: Option<Duration>) -> usize {
        self.catch_up();
        let number = self.called;
        self.called += 1;
        self.flights[number].max_age = max_age;
        number
    }

    /// Fetches that have begun in this instant are looked at before anything else happens in it.
    fn catch_up(&mut self) {
        let store = self.store.upgrade().map(KeyStore);
        let begun = store.map_or(0, |store| store.state().fetches);
        while u64::try_from(self.flights.len()).unwrap() < begun {
            self.begins();
        }
    }

    fn begins(&mut self) {
        let (now, number) = (self.now(), self.flights.len());
        let has_traffic = self.has_traffic || !self.waiting.is_empty();
        self.hold("only traffic causes a fetch", has_traffic, &number);
        let is_alone = self.aloft.is_none_or(|flight| self.is_overdue(flight));
        self.hold(
            "one fetch at a time",
            is_alone,
            &self.aloft.zip(Some(number)),
        );
        if let Some((since, asked)) = self.cooling {
            let waited = now.since(since);
            let least = (self.back_off() * 9 / 10).max(asked.min(60 * SECOND));
            let about = (number, self.failures, waited, least);
            self.hold("a failure is waited out", waited >= least, &about);
        }
        let is_cold = self.is_cold();
        for promise in std::mem::take(&mut self.promises) {
            let waited = now.since(promise.made);
            // Keys that grow too old end the patience of a warm store.
            let is_other = promise.is_cold != is_cold || !promise.is_exact;
            let is_kept = waited >= promise.retry_after || is_other;
            self.hold("Retry-After is not too long", is_kept, &(waited, promise));
        }
        let is_fresh = self.age().is_some_and(|age| age < self.least_interval());
        let is_paid = is_fresh && self.failures == 0;
        if is_paid {
            let credit = self.credit;
            self.hold("the bucket is not empty", credit[0] >= TOKEN, &credit);
            self.credit[0] = self.credit[0].saturating_sub(TOKEN);
        }
        if !is_cold {
            self.credit[1] = self.credit[1].saturating_sub(TOKEN);
        }
        self.failures += 1;
        self.cooling = Some((now, Duration::ZERO));
        self.aloft = Some(number);
        self.flights.push(Flight {
            began: now,
            max_age: None,
            is_paid,
        });
    }

    /// Below this age no set is renewed.
    fn least_interval(&self) -> Duration {
        let interval = 300 * SECOND;
        let asked = self.in_force.and_then(|(at, _)| self.flights[at?].max_age);
        let shorter = asked.map_or(interval, |asked| asked.max(60 * SECOND).min(interval));
        (shorter * 9 / 10).max(60 * SECOND)
    }

    pub(super) fn lands(&mut self, number: usize, set: Published) {
        self.catch_up();
        self.aloft.take_if(|aloft| *aloft == number);
        if self.in_force.is_some_and(|(newer, _)| newer > Some(number)) {
            return;
        }
        let old = self.in_force.map_or([None; 4], |(_, set)| set);
        let has_news = (0..4).any(|at| set[at].is_some() && set[at] != old[at]);
        if has_news && self.flights[number].is_paid {
            self.credit[0] = (self.credit[0] + TOKEN).min(TOKEN * 2);
        }
        self.in_force = Some((Some(number), set));
        self.failures = 0;
        self.cooling = None;
        self.promises.clear();
        self.absent.clear();
    }

    pub(super) fn fails(&mut self, number: usize, asked: Option<Duration>) {
        self.catch_up();
        if self.aloft.take_if(|aloft| *aloft == number).is_some() {
            self.failures = self.failures.max(1);
            self.cooling = Some((self.now(), asked.unwrap_or_default()));
            self.failed_at = Some(self.now());
            self.absent.clear();
        }
    }
}
