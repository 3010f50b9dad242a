//! What is remembered about pools, as one value behind a lock. No I/O, no timer; time comes as an argument, and `W` is whatever
//! lets requests wait for a look-up.

use std::{collections::HashMap, time::Duration};

use super::{
    seats::Seats,
    setback::{IdHash, Ruling, Serving, Setback, Setbacks},
    settings::DEADLINE,
};
use crate::{
    UserPoolId,
    jwks::{Jitter, Moment},
};

const WARN_EVERY: Duration = Duration::from_secs(60);

/// An older flight is one that nobody drives. A second more than its deadline: it may be about to land.
const DEAD_AFTER: Duration = DEADLINE.saturating_add(Duration::from_secs(1));

/// Of each pool at most one look-up counts; it is called a flight here.
#[derive(Debug)]
pub(super) struct Memory<W> {
    pub(super) seats: Seats,
    pub(super) setbacks: Setbacks,
    pub(super) jitter: Jitter,
    flights: HashMap<UserPoolId, Flight<W>>,
    /// Flights begun so far: the number of the newest.
    begun: u64,
    warned: Warned,
}

/// When a warning was last given. Strangers cannot use up the warnings about tenants.
#[derive(Debug, Default)]
struct Warned {
    of_known: Option<Moment>,
    of_strangers: Option<Moment>,
}

#[derive(Debug)]
struct Flight<W> {
    number: u64,
    began: Moment,
    waiting: W,
}

impl<W> Memory<W> {
    pub(super) fn new(max_pools: usize) -> Self {
        Self {
            seats: Seats::new(max_pools),
            setbacks: Setbacks::default(),
            jitter: Jitter::new(),
            flights: HashMap::new(),
            begun: 0,
            warned: Warned::default(),
        }
    }

    /// Starts a flight. The one that counted until now, if any, is handed back: who waits for it should look again.
    pub(super) fn begin(&mut self, id: &UserPoolId, now: Moment, waiting: W) -> (u64, Option<W>) {
        self.begun += 1;
        let flight = Flight {
            number: self.begun,
            began: now,
            waiting,
        };
        let dead = self.flights.insert(id.clone(), flight);
        (self.begun, dead.map(|flight| flight.waiting))
    }

    /// The flight under way.
    pub(super) fn in_the_air(&self, id: &UserPoolId, now: Moment) -> Option<&W> {
        let flight = self.flights.get(id)?;
        (now.since(flight.began) < DEAD_AFTER).then_some(&flight.waiting)
    }

    /// Flight `number` ended; whether it is the one that counts.
    pub(super) fn land(&mut self, id: &UserPoolId, number: u64) -> bool {
        let counts = self
            .flights
            .get(id)
            .is_some_and(|flight| flight.number == number);
        if counts {
            self.flights.remove(id);
        }
        counts
    }

    /// Whatever the flight under way brings counts no more.
    pub(super) fn disown(&mut self, id: &UserPoolId) -> Option<W> {
        self.flights.remove(id).map(|flight| flight.waiting)
    }

    /// What the last look-up of the pool brought, if it was no registration.
    pub(super) fn setback(&self, id: &UserPoolId, hash: IdHash) -> Option<&Setback> {
        match self.seats.get(id) {
            Some(seat) => seat.setback.as_ref(),
            None => self.setbacks.get(hash),
        }
    }

    /// What is known without asking the registry.
    pub(super) fn ruling(
        &self,
        id: &UserPoolId,
        hash: IdHash,
        now: Moment,
        serving: Serving,
    ) -> Option<Ruling> {
        self.setback(id, hash)?.ruling(now, serving)
    }

    /// Returns the setback that had to go.
    #[must_use]
    pub(super) fn set_back(
        &mut self,
        id: &UserPoolId,
        hash: IdHash,
        setback: Setback,
    ) -> Option<Setback> {
        match self.seats.get_mut(id) {
            Some(seat) => seat.setback.replace(setback),
            None => self.setbacks.insert(hash, setback),
        }
    }

    /// Is a failure now worth a warning? One a minute is, about known pools and about others.
    pub(super) fn loud(&mut self, now: Moment, is_known: bool) -> bool {
        let warned = if is_known {
            &mut self.warned.of_known
        } else {
            &mut self.warned.of_strangers
        };
        let is_loud = warned.is_none_or(|before| now.since(before) >= WARN_EVERY);
        if is_loud {
            *warned = Some(now);
        }
        is_loud
    }
}

#[cfg(test)]
impl<W> Memory<W> {
    pub(super) fn flights(&self) -> usize {
        self.flights.len()
    }
}
