//! More tenants than are kept.

use super::world::*;
use crate::registry::RegistrySettings;

fn name(n: usize) -> String {
    format!("us-east-1_Tenant{n}")
}

/// Three seats, for tenants 0 to 9.
fn world() -> World {
    let world = World::with(RegistrySettings::default().max_pools(3));
    for n in 0..10 {
        world.book.has(tenant(&name(n)));
    }
    world
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_made_room_costs_a_look_up_and_a_fetch_when_it_comes_back() {
    let world = world();
    for n in 0..4 {
        world.admits(&name(n)).await;
    }
    assert_eq!(world.left().pools, 3);
    assert_eq!((world.book.count(), world.keys.fetches()), (4, 4));
    // The first one went.
    for n in [1, 2, 3] {
        world.admits(&name(n)).await;
    }
    assert_eq!(world.book.count(), 4);
    world.admits(&name(0)).await;
    assert_eq!((world.book.count(), world.keys.fetches()), (5, 5));
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_active_stays() {
    let world = world();
    world.admits(&name(0)).await;
    for round in 0..10 {
        for n in 1..10 {
            world.admits(&name(n)).await;
            world.admits(&name(0)).await;
        }
        assert_eq!(world.left().pools, 3, "{round}");
    }
    let calls = world.book.calls();
    assert_eq!(calls.iter().filter(|id| **id == name(0)).count(), 1);
}

/// Anybody can name real tenants. Only tokens that they signed keep a seat.
#[tokio::test(start_paused = true)]
async fn forged_tokens_push_no_active_tenant_out() {
    let world = world();
    let forger = Forger::new();
    world.admits(&name(0)).await;
    world.admits(&name(1)).await;
    for round in 0..20 {
        for n in 2..10 {
            for _ in 0..3 {
                assert!(world.send(&forger.forge(&name(n))).await.is_err());
            }
        }
        for n in [0, 1] {
            world.admits(&name(n)).await;
        }
        assert_eq!(world.left().pools, 3, "{round}");
    }
    let calls = world.book.calls();
    let of = |n: usize| calls.iter().filter(|id| **id == name(n)).count();
    assert_eq!((of(0), of(1)), (1, 1));
}

/// Its renewal was under way. Nobody waits for it, and another tenant has the seat.
#[tokio::test(start_paused = true)]
async fn a_pool_that_made_room_does_not_come_back_by_itself() {
    let world = World::with(RegistrySettings::default().max_pools(1));
    world.book.has(tenant("us-east-1_Beta"));
    world.admits(ACME).await;
    world.pass(331 * SECOND).await;
    world.book.answers_after(SECOND);
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 2);
    world.book.answers_after(MILLI / 2);
    let beta = world.spawn(world.token("us-east-1_Beta").mint());
    world.pass(MILLI).await;
    beta.await.unwrap().unwrap();
    world.pass(SECOND).await;
    world.admits("us-east-1_Beta").await;
    assert_eq!((world.book.count(), world.left().flights), (3, 0));
    // Who asks for it finds it.
    let acme = world.spawn(world.token(ACME).mint());
    world.pass(MILLI).await;
    acme.await.unwrap().unwrap();
    assert_eq!(world.book.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn requests_under_way_do_not_notice() {
    let world = World::with(RegistrySettings::default().max_pools(1));
    world.keys.answers_after(&world.clock, SECOND);
    let requests: Vec<_> = (0..20)
        .map(|n| {
            world.book.has(tenant(&name(n)));
            world.spawn(world.token(&name(n)).mint())
        })
        .collect();
    settle().await;
    assert_eq!((world.left().pools, world.book.count()), (1, 20));
    world.pass(SECOND).await;
    for request in requests {
        request.await.unwrap().unwrap();
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (20, 20));
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_pool_is_the_first_to_go() {
    let world = world();
    for n in 0..3 {
        world.admits(&name(n)).await;
        world.admits(&name(n)).await;
    }
    world.verifier.forget_pool(&id(&name(1)));
    // A whole round was used: without the mark the first one would have to go.
    world.admits(&name(3)).await;
    for n in [0, 2, 3] {
        world.admits(&name(n)).await;
    }
    assert_eq!(world.book.count(), 4);
}
