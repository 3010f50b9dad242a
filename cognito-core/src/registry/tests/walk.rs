//! Random walks: whatever happens, each verdict can be explained by what the registry said.

use std::{collections::HashMap, time::Duration};

use super::world::*;
use crate::{Reason, UserPool, registry::RegistrySettings};

/// What the registry holds about a tenant.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum State {
    Fails,
    Gone,
    Other,
    There,
}

/// When a tenant was last in a state, in virtual time.
struct Tenant {
    name: String,
    state: State,
    last: HashMap<State, Duration>,
    since: Duration,
    forgotten: Duration,
}

/// A small generator, so that a walk can be walked again.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

impl Tenant {
    fn new(world: &World, n: usize) -> Self {
        let mut tenant = Self {
            name: format!("us-east-1_Tenant{n}"),
            state: State::Gone,
            last: HashMap::new(),
            since: Duration::ZERO,
            forgotten: Duration::ZERO,
        };
        tenant.becomes(world, State::There, Duration::ZERO);
        tenant
    }

    fn becomes(&mut self, world: &World, state: State, now: Duration) {
        self.last.insert(self.state, now);
        (self.state, self.since) = (state, now);
        match state {
            State::Fails => world.book.says(&self.name, Row::Fails),
            State::Gone => world.book.removes(&self.name),
            State::Other => world.book.has(UserPool::new(id(&self.name), ["another"])),
            State::There => world.book.has(tenant(&self.name)),
        }
    }

    /// Whether it was in this state at some moment of the last `within`, and since it was forgotten.
    fn was(&self, state: State, within: Duration, now: Duration) -> bool {
        let last = if self.state == state {
            Some(now)
        } else {
            self.last.get(&state).copied()
        };
        last.is_some_and(|last| now.saturating_sub(last) <= within && last >= self.forgotten)
    }
}

async fn walk(seed: u64) -> HashMap<Option<Reason>, usize> {
    // One seat less than tenants.
    let world = World::with(RegistrySettings::default().max_pools(3));
    let mut tenants: Vec<_> = (0..4).map(|n| Tenant::new(&world, n)).collect();
    let mut random = Random(seed);
    let mut now = Duration::ZERO;
    let mut verdicts = HashMap::new();
    for step in 0..200 {
        let tenant = &mut tenants[random.below(4)];
        match random.below(16) {
            0 | 1 => {
                let states = [
                    State::Fails,
                    State::Gone,
                    State::Other,
                    State::There,
                    State::There,
                ];
                tenant.becomes(&world, states[random.below(5)], now);
            }
            2 => {
                world.verifier.forget_pool(&id(&tenant.name));
                tenant.forgotten = now;
            }
            3..=6 => {
                let millis = [10, 900, 2_000, 20_000, 65_000, 290_000, 1_700_000][random.below(7)];
                let passed = Duration::from_millis(millis);
                world.pass(passed).await;
                now += passed;
            }
            _ => {
                let reason = world
                    .get(&tenant.name)
                    .await
                    .err()
                    .map(|error| error.reason());
                settle().await;
                let (hour, minute) = (Duration::from_secs(3600), Duration::from_secs(60));
                let pause = Duration::from_millis(5500);
                let is_explained = match reason {
                    None => tenant.was(State::There, hour, now),
                    Some(Reason::ClientMismatch) => tenant.was(State::Other, hour, now),
                    Some(Reason::UnknownIssuer) => tenant.was(State::Gone, minute, now),
                    Some(Reason::PoolLookupFailed) => tenant.was(State::Fails, pause, now),
                    Some(_) => false,
                };
                assert!(
                    is_explained,
                    "seed {seed}, step {step}: {reason:?}, {:?}",
                    tenant.state
                );
                // No answer but a registration lasts for more than a minute.
                if tenant.state == State::There && now.saturating_sub(tenant.since) > minute {
                    let was_other = tenant.was(State::Other, hour, now);
                    assert!(
                        reason.is_none() || was_other,
                        "seed {seed}, step {step}: {reason:?}"
                    );
                }
                *verdicts.entry(reason).or_default() += 1;
            }
        }
    }
    verdicts
}

#[tokio::test(start_paused = true)]
async fn every_verdict_can_be_explained() {
    let mut verdicts: HashMap<_, usize> = HashMap::new();
    for seed in 1..=15 {
        for (reason, count) in walk(seed * 7919).await {
            *verdicts.entry(reason).or_default() += count;
        }
    }
    // The walks come by everything.
    for reason in [
        None,
        Some(Reason::ClientMismatch),
        Some(Reason::PoolLookupFailed),
        Some(Reason::UnknownIssuer),
    ] {
        assert!(verdicts[&reason] > 50, "{verdicts:?}");
    }
}
