//! Which pools are kept, and which one has to go when there is no room.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{registered::Registered, setback::Setback};
use crate::UserPoolId;

/// Seats that are looked at, at most, for the one that was not used for longest: so much work under the lock, and no more.
const LOOKED_AT: usize = 4096;

/// The registered pools. When all seats are taken, the first to go is a pool that never signed a token: anybody can name
/// real tenants, and only these sign. Of the others it is the one that was not used for longest.
#[derive(Debug)]
pub(super) struct Seats {
    taken: Vec<Seat>,
    index: HashMap<UserPoolId, usize>,
    /// Pools that had not signed a token when they were seated, in that order.
    fresh: VecDeque<(u64, UserPoolId)>,
    /// Where the look for an old one begins.
    hand: usize,
    most: usize,
    round: Round,
}

/// Counts the pools that were ever seated. It stands for the time in which one was used last: a clock may be set back.
#[derive(Clone, Debug)]
pub(super) struct Round(Arc<AtomicU64>);

/// A registered pool, and what its later look-ups brought.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) pool: Arc<Registered>,
    pub(super) setback: Option<Setback>,
    /// The round in which its id was seated: a renewal keeps it.
    seated: u64,
}

/// Who had to leave for a pool. Drop it when no lock is held: it may hold code of the user's.
#[derive(Debug)]
#[must_use]
pub(super) enum Left {
    Evicted(Seat),
    Nobody,
    Replaced(Seat),
}

impl Round {
    pub(super) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Seats {
    pub(super) fn new(most: usize) -> Self {
        Self {
            taken: Vec::new(),
            index: HashMap::new(),
            fresh: VecDeque::new(),
            hand: 0,
            most,
            round: Round(Arc::new(AtomicU64::new(1))),
        }
    }

    /// What the uses of pools are counted by.
    pub(super) fn round(&self) -> Round {
        self.round.clone()
    }

    /// Seats a pool, in the seat of the one of its id if there is one.
    pub(super) fn put(&mut self, pool: Arc<Registered>) -> Left {
        let id = pool.pool.about.id.clone();
        let mut new = Seat {
            pool,
            setback: None,
            seated: 0,
        };
        if let Some(seat) = self.get_mut(&id) {
            new.seated = seat.seated;
            return Left::Replaced(std::mem::replace(seat, new));
        }
        let seated = self.round.0.fetch_add(1, Ordering::Relaxed);
        new.seated = seated;
        let fresh = (seated, id.clone());
        let left = if self.taken.len() < self.most {
            self.index.insert(id, self.taken.len());
            self.taken.push(new);
            Left::Nobody
        } else {
            let at = self.next_to_go();
            match self.taken.get_mut(at) {
                None => return Left::Nobody,
                Some(seat) => {
                    let old = std::mem::replace(seat, new);
                    self.index.remove(&old.pool.pool.about.id);
                    self.index.insert(id, at);
                    Left::Evicted(old)
                }
            }
        };
        if self.fresh.len() > self.most.saturating_mul(2) {
            // Tenants that were removed leave entries behind.
            let mut fresh = std::mem::take(&mut self.fresh);
            fresh.retain(|(seated, id)| self.get(id).is_some_and(|seat| seat.seated == *seated));
            self.fresh = fresh;
        }
        self.fresh.push_back(fresh);
        left
    }

    pub(super) fn remove(&mut self, id: &UserPoolId) -> Option<Seat> {
        let at = self.index.remove(id)?;
        let seat = self.taken.swap_remove(at);
        if let Some(moved) = self.taken.get(at) {
            self.index.insert(moved.pool.pool.about.id.clone(), at);
        }
        Some(seat)
    }

    pub(super) fn get(&self, id: &UserPoolId) -> Option<&Seat> {
        self.taken.get(*self.index.get(id)?)
    }

    pub(super) fn get_mut(&mut self, id: &UserPoolId) -> Option<&mut Seat> {
        self.taken.get_mut(*self.index.get(id)?)
    }

    fn next_to_go(&mut self) -> usize {
        while let Some(fresh) = self.fresh.pop_front() {
            let (seated, id) = fresh;
            if let Some(at) = self.index.get(&id)
                && let Some(seat) = self.taken.get(*at)
                && seat.seated == seated
                && seat.pool.last_used() == 0
            {
                return *at;
            }
        }
        let places = self.hand..self.hand.saturating_add(self.taken.len().min(LOOKED_AT));
        let places = places.map(|place| place % self.taken.len().max(1));
        let oldest = places.min_by_key(|at| self.taken.get(*at).map(|seat| seat.pool.last_used()));
        let at = oldest.unwrap_or_default();
        self.hand = at + 1;
        at
    }
}

#[cfg(test)]
impl Seats {
    pub(super) fn len(&self) -> usize {
        assert!(
            self.taken.len() == self.index.len(),
            "each seat has its entry"
        );
        assert!(self.fresh.len() <= 2 * self.most + 1);
        self.taken.len()
    }
}
