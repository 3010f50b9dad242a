//! More pools at once than there is room for look-ups.

use super::world::*;
use crate::{
    Reason,
    registry::{RegistrySettings, seats::Seat, setback::Setback},
};

/// The figures of the specification: at most 64 look-ups at once (48 for strangers), and memory that stays flat.
#[tokio::test(start_paused = true)]
async fn ten_thousand_random_issuers_cost_48_look_ups_at_once_and_no_fetch() {
    let world = World::warm().await;
    world.book.answers_after(MILLI);
    let forger = Forger::new();
    let strangers: Vec<_> = (0..10_000)
        .map(|n| world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))))
        .collect();
    let mut served = 0;
    while strangers.iter().any(|stranger| !stranger.is_finished()) {
        // Known tenants do not notice.
        if served < 50 {
            world.admits(ACME).await;
            served += 1;
        }
        world.pass(MILLI).await;
    }
    let (mut refused, mut unavailable) = (0, 0);
    for stranger in strangers {
        match stranger.await.unwrap().unwrap_err().reason() {
            Reason::UnknownIssuer => refused += 1,
            Reason::PoolLookupFailed => unavailable += 1,
            other => panic!("{other}"),
        }
    }
    // 48 look-ups a millisecond: all have their turn within their two seconds.
    assert_eq!((refused, unavailable), (10_000, 0));
    assert!(
        world.book.most_at_once() <= 48,
        "{}",
        world.book.most_at_once()
    );
    assert_eq!(world.book.count(), 10_001);
    assert_eq!(world.keys.fetches(), 1);
    // Of them all, nothing is left but the table of fixed size.
    let left = world.left();
    assert_eq!((left.pools, left.flights), (1, 0));
    assert!(left.setbacks <= 4096, "{}", left.setbacks);
    assert!(size_of::<Setback>() <= 112 && size_of::<Seat>() <= 128);
}

#[tokio::test(start_paused = true)]
async fn who_gets_no_turn_within_two_seconds_is_told_so() {
    let world = World::with(RegistrySettings::default().max_lookups(1));
    world.book.answers_after(1500 * MILLI);
    let forger = Forger::new();
    let requests: Vec<_> = (0..4)
        .map(|n| world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))))
        .collect();
    world.pass(1500 * MILLI).await;
    world.pass(500 * MILLI).await;
    let mut verdicts = Vec::new();
    for request in requests {
        let error = request.await.unwrap().unwrap_err();
        verdicts.push((error.reason(), error.retry_after()));
    }
    let busy = (Reason::PoolLookupFailed, Some(SECOND));
    // The second one had its turn, too late for itself; it goes on.
    assert_eq!(verdicts, [(Reason::UnknownIssuer, None), busy, busy, busy]);
    world.pass(SECOND).await;
    world
        .refuses("us-east-1_Stranger1", Reason::UnknownIssuer)
        .await;
    assert_eq!((world.book.count(), world.book.most_at_once()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tenants_that_are_cold_at_once_are_all_served() {
    let world = World::new();
    world.book.answers_after(10 * MILLI);
    let tokens: Vec<_> = (0..1000)
        .map(|n| {
            let id = format!("us-east-1_Tenant{n}");
            world.book.has(tenant(&id));
            world.token(&id).mint()
        })
        .collect();
    let requests: Vec<_> = tokens
        .iter()
        .map(|token| world.spawn(token.clone()))
        .collect();
    for _ in 0..30 {
        world.pass(10 * MILLI).await;
    }
    for request in requests {
        request.await.unwrap().unwrap();
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1000, 1000));
    assert!(world.book.most_at_once() <= 48);
    for token in &tokens {
        world.send(token).await.unwrap();
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1000, 1000));
    assert_eq!(world.verifier.key_states().len(), 1000);
}

/// Silent look-ups of strangers take all the room that they can get.
#[tokio::test(start_paused = true)]
async fn strangers_do_not_keep_a_known_pool_from_being_looked_up_again() {
    let world = World::warm().await;
    world.book.says_of_others(Some(Row::Silent));
    world.pass(331 * SECOND).await;
    let forger = Forger::new();
    let _strangers: Vec<_> = (0..1000)
        .map(|n| world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))))
        .collect();
    settle().await;
    assert_eq!(world.book.count(), 1 + 48);
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.calls().last().unwrap(), ACME);
    // Neither does it serve longer than it may, nor is it refused.
    world.verifier.forget_pool(&id(ACME));
    world.admits(ACME).await;
}

/// Two known tenants, and one kept slot: the second one waits for it, and not in the strangers' queue.
#[tokio::test(start_paused = true)]
async fn a_known_pool_gets_the_room_that_is_kept_as_soon_as_it_is_free() {
    let world = World::with(RegistrySettings::default().max_lookups(4));
    let names = [ACME, "us-east-1_Beta"];
    for name in names {
        world.book.has(tenant(name));
        world.admits(name).await;
    }
    world.book.says_of_others(Some(Row::Silent));
    let forger = Forger::new();
    let _strangers: Vec<_> = (0..100)
        .map(|n| world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))))
        .collect();
    settle().await;
    assert_eq!(world.book.count(), 2 + 3);
    world.book.answers_after(100 * MILLI);
    let requests = names.map(|name| {
        world.verifier.forget_pool(&id(name));
        world.spawn(world.token(name).mint())
    });
    for _ in names {
        world.pass(100 * MILLI).await;
    }
    // Long before the strangers' look-ups end.
    for request in requests {
        assert!(request.is_finished());
        request.await.unwrap().unwrap();
    }
    assert_eq!(world.book.count(), 2 + 3 + 2);
}

/// Two strangers' entries in one place of the table, and the like, cost a look-up and no more.
#[tokio::test(start_paused = true)]
async fn strangers_push_no_tenant_out() {
    let world = World::with(RegistrySettings::default().max_pools(2));
    world.book.has(tenant("us-east-1_Beta"));
    for id in [ACME, "us-east-1_Beta"] {
        world.admits(id).await;
    }
    world.book.says_of_others(Some(Row::Fails));
    let forger = Forger::new();
    for n in 0..5000 {
        let error = world
            .send(&forger.forge(&format!("us-east-1_Stranger{n}")))
            .await;
        assert_eq!(error.unwrap_err().reason(), Reason::PoolLookupFailed);
    }
    for id in [ACME, "us-east-1_Beta"] {
        world.admits(id).await;
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (5002, 2));
}
