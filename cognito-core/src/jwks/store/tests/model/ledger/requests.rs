//! What requests are told.

use std::time::Duration;

use super::{
    super::{
        super::world::{SECOND, Verdict, static_keys},
        MATERIALS,
    },
    DEADLINE, Ledger, Promise, Request, TOKEN, Time,
};
use crate::jwks::{KeyRef, key_set::KeySet};

impl Ledger {
    pub(crate) fn arrives(&mut self, kid: &str) -> Request {
        self.catch_up();
        Request {
            kid: kid.to_owned(),
            arrived: self.now(),
            begun: self.flights.len(),
            has_old_key: self.usable(kid).is_some() && self.is_old(),
            waits: false,
        }
    }

    pub(crate) fn waits(&mut self, request: &mut Request, id: u64) {
        let is_at_hand = self.usable(&request.kid).is_some() && !self.is_old();
        self.hold("a known kid does not wait", !is_at_hand, request);
        request.waits = true;
        let old = request.has_old_key.then(|| request.kid.clone());
        self.waiting.insert(id, (request.arrived, old));
    }

    pub(crate) fn prefetches(&mut self, id: u64) {
        self.waiting.insert(id, (self.now(), None));
    }

    pub(crate) fn has_prefetched(&mut self, id: u64, is_ready: bool) {
        self.catch_up();
        let is_told = is_ready || self.is_cold();
        let failures = self.failures;
        self.hold("prefetch fails only without a key", is_told, &failures);
        self.waiting.remove(&id);
    }

    /// Nobody waits for longer than he may: two seconds while he has an old key to fall back on.
    pub(crate) fn look_at_those_who_wait(&mut self) {
        let now = self.now().monotonic;
        let mut waiting = std::mem::take(&mut self.waiting);
        for (_, old) in waiting.values_mut() {
            old.take_if(|kid| self.usable(kid).is_none());
        }
        let is_late = |(at, old): &&(Time, Option<String>)| {
            let patience = old.as_ref().map_or(DEADLINE, |_| 2 * SECOND);
            now >= at.monotonic + patience
        };
        let late = waiting.values().find(is_late).cloned();
        self.waiting = waiting;
        self.hold("nobody waits too long", late.is_none(), &late);
    }

    pub(crate) fn answers(&mut self, request: &Request, verdict: &Verdict) {
        self.catch_up();
        let now = self.now();
        let usable = self.usable(&request.kid);
        let about = (request, verdict, self.age(), self.failures);
        let about = format!("{about:?}");
        match verdict {
            Verdict::Key(key) => {
                let is_it = usable.is_some_and(|material| is_material(key, material));
                self.hold("a key is that of the set in force", is_it, &about);
                let waited = now.monotonic.saturating_sub(request.arrived.monotonic);
                // The fetch it waited for may fail, and an older one that was given up succeed in the same instant.
                let has_failed_since = self
                    .failed_at
                    .is_some_and(|at| at.monotonic >= request.arrived.monotonic);
                let may_be_old = self.has_failed() || has_failed_since || waited >= 2 * SECOND;
                let is_young = !self.is_old() || may_be_old;
                self.hold(
                    "keys older than an hour serve on error only",
                    is_young,
                    &about,
                );
            }
            Verdict::Absent => {
                self.hold("no good key is lost", usable.is_none(), &about);
                self.hold("without keys nothing is absent", !self.is_cold(), &about);
                let (set, _) = self.in_force.unwrap_or_default();
                let known = self.absent.get(&request.kid);
                let is_remembered = known.is_some_and(|at| now.since(*at) < 5 * SECOND);
                let is_proven = is_remembered || set >= Some(request.begun) || !self.has_failed();
                self.hold("after a failure nothing is absent", is_proven, &about);
                if !request.waits {
                    let is_empty = self.credit[1] < TOKEN;
                    let may_be = is_remembered || is_empty || self.aloft.is_some();
                    self.hold("a token in the bucket is spent", may_be, &about);
                }
                if request.waits {
                    self.absent.insert(request.kid.clone(), now);
                }
            }
            Verdict::Unavailable(retry_after, _) => {
                self.hold("no good key is lost to a fault", usable.is_none(), &about);
                let is_told = request.waits && self.fails_now();
                let is_open = self.failures > 0 || self.aloft.is_some() || is_told;
                self.hold("503 is for what cannot be decided", is_open, &about);
                if !request.waits {
                    let is_over = |promise: &&Promise| {
                        let waited = now.monotonic.saturating_sub(promise.made.monotonic);
                        waited >= promise.retry_after && promise.is_cold == self.is_cold()
                    };
                    let broken = self.promises.iter().any(|promise| is_over(&promise));
                    self.hold("Retry-After is not too short", !broken, &about);
                }
                let asked = self.cooling.map_or(Duration::ZERO, |(_, asked)| asked);
                let most = (self.back_off() * 11 / 10).max(asked.min(60 * SECOND));
                // Where no failure says how long to wait it is a second.
                let is_honest = !retry_after.is_zero() && *retry_after <= most.max(SECOND);
                self.hold("Retry-After is within the back-off", is_honest, &about);
                // Nobody knows when a fetch ends that is still under way, or was given up only because the clock jumped.
                if self.aloft.is_none() {
                    self.promises.push(Promise {
                        made: now,
                        retry_after: *retry_after,
                        is_cold: self.is_cold(),
                        is_exact: !request.waits,
                    });
                }
            }
        }
    }
}

fn is_material(key: &KeyRef, material: u8) -> bool {
    thread_local! {
        static SETS: Vec<KeySet> =
            (0..MATERIALS).map(|m| static_keys(&[("k", m)]).into_set()).collect();
    }
    SETS.with(|sets| *sets[usize::from(material)].at(0) == **key)
}
