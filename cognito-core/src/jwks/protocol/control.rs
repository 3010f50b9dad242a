//! The rules of refreshing, as one value behind the store's lock: who may fetch, when, and what follows. No I/O, no timer, no
//! runtime; time comes as an argument, and `W` is whatever lets callers wait for a flight.

use std::time::Duration;

use super::{
    FetchError,
    absent::AbsentKids,
    backoff::{Backoff, Stock},
    bucket::Bucket,
    jitter::Jitter,
    moment::Moment,
};

const WARN_EVERY: Duration = Duration::from_secs(60);

/// At most one fetch is under way; it is called a flight here.
#[derive(Debug)]
pub(crate) struct Control<W> {
    pub(crate) absent: AbsentKids,
    pub(crate) bucket: Bucket,
    pub(crate) jitter: Jitter,
    backoff: Backoff,
    /// Flights begun so far: the number of the newest.
    begun: u64,
    /// The newest flight, until it ends.
    aloft: Option<Aloft<W>>,
    last_error: Option<FetchError>,
    /// It was said that the keys are too old.
    told_of_drop: bool,
    warned: Option<Moment>,
}

#[derive(Debug)]
struct Aloft<W> {
    number: u64,
    began: Moment,
    waiting: W,
}

/// Whether a flight cost a token of the bucket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Paid {
    /// An ordinary refresh.
    Free,
    /// Caused by an unknown kid.
    Token,
}

impl<W: Clone> Control<W> {
    pub(crate) fn new() -> Self {
        Self {
            absent: AbsentKids::default(),
            aloft: None,
            backoff: Backoff::default(),
            begun: 0,
            bucket: Bucket::new(),
            jitter: Jitter::new(),
            last_error: None,
            told_of_drop: false,
            warned: None,
        }
    }

    /// Starts a flight. Counted as failed until it lands.
    pub(crate) fn begin(&mut self, now: Moment, waiting: W) -> u64 {
        self.begun += 1;
        self.backoff.begin(now, &mut self.jitter);
        self.aloft = Some(Aloft {
            number: self.begun,
            began: now,
            waiting,
        });
        self.begun
    }

    /// The flight under way. One that is older than `deadline` has lost its runtime, or the process was frozen: it counts as
    /// dead, and as failed.
    pub(crate) fn in_the_air(&self, now: Moment, deadline: Duration) -> Option<&W> {
        self.aloft
            .as_ref()
            .filter(|flight| now.since(flight.began) < deadline)
            .map(|flight| &flight.waiting)
    }

    /// Flight `number` brought a good set; `news` tells whether there are keys in it that we did not have.
    pub(crate) fn succeeded(&mut self, number: u64, paid: Paid, news: bool) {
        self.land(number);
        if news && paid == Paid::Token {
            self.bucket.give_back();
        }
        self.backoff.succeed();
        self.absent.clear();
        self.last_error = None;
        self.told_of_drop = false;
    }

    /// Flight `number` brought nothing. If it was given up meanwhile, a newer one decides: `false`.
    pub(crate) fn failed(&mut self, number: u64, now: Moment, error: FetchError) -> bool {
        let decides = self.land(number);
        if decides {
            let asked = error.retry_after();
            self.backoff.fail(now, asked, &mut self.jitter);
            self.absent.clear();
            self.last_error = Some(error);
        }
        decides
    }

    /// Flight `number` was cut off: its runtime was shut down. As if it had not begun.
    pub(crate) fn died(&mut self, number: u64, paid: Paid) {
        if self.land(number) {
            self.backoff.undo();
        }
        if paid == Paid::Token {
            self.bucket.give_back();
        }
    }

    /// The number of the newest flight.
    pub(crate) fn begun(&self) -> u64 {
        self.begun
    }

    /// Did the newest flight fail? Meant for when none is in the air.
    pub(crate) fn last_failed(&self) -> bool {
        self.backoff.failures() > 0
    }

    /// Flights in a row that failed.
    pub(crate) fn failures(&self) -> u32 {
        self.backoff.failures()
    }

    /// The time until a flight may begin again after failures; `None` if it may now.
    pub(crate) fn cooling(&self, now: Moment, stock: Stock) -> Option<Duration> {
        self.backoff.left(now, stock)
    }

    /// The same for who finds no live flight. One that never came home failed in the moment of its deadline, no earlier: else a
    /// request that comes between that moment and its landing would find no cool-down at all.
    pub(crate) fn cooling_since(
        &self,
        deadline: Duration,
        now: Moment,
        stock: Stock,
    ) -> Option<Duration> {
        let Some(flight) = &self.aloft else {
            return self.cooling(now, stock);
        };
        let overdue = now.since(flight.began).saturating_sub(deadline);
        let left = self.backoff.ahead(stock)?.checked_sub(overdue);
        left.filter(|left| !left.is_zero())
    }

    /// For who gives up on the flight under way: the time until the next may begin, if this one fails now.
    pub(crate) fn cooling_ahead(&self, now: Moment, stock: Stock) -> Option<Duration> {
        match self.aloft {
            Some(_) => self.backoff.ahead(stock),
            None => self.cooling(now, stock),
        }
    }

    /// Is a failure now worth a warning? The first of a row is, then one a minute.
    pub(crate) fn loud(&mut self, now: Moment) -> bool {
        let quiet = self
            .warned
            .is_some_and(|before| now.since(before) < WARN_EVERY);
        if quiet && self.failures() > 1 {
            return false;
        }
        self.warned = Some(now);
        true
    }

    /// How many flights failed before the one that succeeds now.
    pub(crate) fn failed_before(&self) -> u32 {
        match self.last_error {
            // This one was counted when it began.
            Some(_) => self.failures().saturating_sub(1).max(1),
            None => 0,
        }
    }

    /// Is this the first failure since the keys became too old?
    pub(crate) fn first_to_miss_keys(&mut self) -> bool {
        !std::mem::replace(&mut self.told_of_drop, true)
    }

    pub(crate) fn last_error(&self) -> Option<&FetchError> {
        self.last_error.as_ref()
    }

    /// Is `number` the flight under way? Not any more then.
    fn land(&mut self, number: u64) -> bool {
        self.aloft
            .take_if(|flight| flight.number == number)
            .is_some()
    }
}

#[cfg(test)]
mod tests;
