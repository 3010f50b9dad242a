//! What a tenant costs in memory, and a request of it.

use super::world::*;
use crate::{Reason, Verifier};

/// On one thread: allocations are counted by thread.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

/// The figures of the settings' documentation. Anybody can name a kid that a real tenant does not have.
#[test]
fn a_tenant_takes_at_most_6_kib_and_9_once_somebody_named_an_unknown_kid() {
    const TENANTS: usize = 200;
    let (runtime, world) = (runtime(), World::new());
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for n in 0..TENANTS {
        let name = format!("us-east-1_Tenant{n}");
        world.book.has(tenant(&name));
        good.push(world.token(&name).mint());
        bad.push(world.token(&name).header("kid", "nobody").mint());
    }
    runtime.block_on(world.admits(ACME));
    let bytes = |run: &mut dyn FnMut()| {
        let total = allocation_counter::measure(run).bytes_current;
        total / i64::try_from(TENANTS).unwrap()
    };
    let warm = bytes(&mut || {
        for token in &good {
            runtime.block_on(world.send(token)).unwrap();
        }
    });
    let flooded = warm
        + bytes(&mut || {
            for token in &bad {
                let error = runtime.block_on(world.send(token)).unwrap_err();
                assert_eq!(error.reason(), Reason::UnknownKid);
            }
        });
    assert!(warm <= 6 * 1024, "{warm}");
    assert!(flooded <= 9 * 1024, "{flooded}");
}

#[test]
fn a_pool_at_hand_costs_no_more_allocations_than_a_listed_one() {
    let (runtime, world) = (runtime(), World::new());
    let listed = Verifier::builder()
        .user_pool(tenant(ACME))
        .clock(world.clock.clone())
        .fetcher(world.keys.clone())
        .build()
        .unwrap();
    let token = world.token(ACME).mint();
    let count = |verifier: &Verifier| {
        runtime.block_on(verifier.verify(&token)).unwrap();
        let cost = allocation_counter::measure(|| drop(verifier.attempt(token.as_bytes())));
        cost.count_total
    };
    assert_eq!(count(&world.verifier), count(&listed));
}
