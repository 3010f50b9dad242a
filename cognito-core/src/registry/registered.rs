use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use super::seats::Round;
use crate::{jwks::Moment, pool::KeyedPool};

/// What the registry said about a pool, and the pool's keys. Immutable but for two marks: a new answer makes a new one.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) pool: KeyedPool,
    /// When the look-up began that found it.
    confirmed: Moment,
    renew_after: Duration,
    /// It was forgotten, withdrawn or replaced. Not for one that only had to make room.
    ended: AtomicBool,
    /// The round in which a token of it was last verified; 0 for never. A token that is only presented does not count: anybody
    /// can write one.
    used: AtomicU64,
    round: Round,
    /// How often the application had forgotten a pool when this was registered.
    forgets: u64,
}

/// Whether a registration may serve.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// It serves, and should be looked up again.
    Ageing,
    /// It serves.
    Good,
    /// It must be looked up before it serves.
    Lapsed,
}

impl Registered {
    pub(super) fn new(
        pool: KeyedPool,
        confirmed: Moment,
        renew_after: Duration,
        round: Round,
        forgets: u64,
    ) -> Self {
        Self {
            pool,
            confirmed,
            renew_after,
            ended: AtomicBool::new(false),
            used: AtomicU64::new(0),
            round,
            forgets,
        }
    }

    pub(super) fn forgets(&self) -> u64 {
        self.forgets
    }

    pub(super) fn standing(&self, now: Moment, max_age: Duration) -> Standing {
        let age = now.since(self.confirmed);
        if self.has_ended() || age >= max_age {
            Standing::Lapsed
        } else if age >= self.renew_after {
            Standing::Ageing
        } else {
            Standing::Good
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    /// A token of the pool was verified.
    pub(crate) fn mark_used(&self) {
        self.used_in(self.round.now());
    }

    /// As its predecessor of the same id was.
    pub(super) fn used_as(&self, old: &Self) {
        self.used_in(old.used.load(Ordering::Relaxed));
    }

    /// The round in which it was last used; 0 if it never was, or must be looked up anyway.
    pub(super) fn last_used(&self) -> u64 {
        if self.has_ended() {
            0
        } else {
            self.used.load(Ordering::Relaxed)
        }
    }

    fn used_in(&self, round: u64) {
        // Most often it is marked: only the first one of a round writes.
        if self.used.load(Ordering::Relaxed) != round {
            self.used.store(round, Ordering::Relaxed);
        }
    }
}
