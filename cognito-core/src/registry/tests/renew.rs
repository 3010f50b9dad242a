//! Registrations that get old.

use super::world::*;
use crate::{Reason, UserPool, registry::RegistrySettings};

#[tokio::test(start_paused = true)]
async fn an_idle_verifier_asks_nobody() {
    let world = World::warm().await;
    world.pass(24 * HOUR).await;
    assert_eq!(world.book.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_five_minutes_the_next_request_has_it_looked_up_and_does_not_wait() {
    let world = World::warm().await;
    world.pass(269 * SECOND).await;
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 1);
    world.book.answers_after(SECOND);
    world.pass(62 * SECOND).await;
    let before = world.keys.fetches();
    for _ in 0..100 {
        world.admits(ACME).await;
    }
    world.pass(SECOND).await;
    assert_eq!(world.book.count(), 2);
    world.admits(ACME).await;
    settle().await;
    // The keys were renewed by their own rule, and by no other.
    assert_eq!((world.book.count(), world.keys.fetches()), (2, before + 1));
}

#[tokio::test(start_paused = true)]
async fn a_new_client_rule_counts_at_once_and_the_keys_stay() {
    let world = World::warm().await;
    world.book.has(UserPool::new(id(ACME), ["another"]));
    world.pass(200 * SECOND).await;
    world.verifier.forget_pool(&id(ACME));
    world.refuses(ACME, Reason::ClientMismatch).await;
    let other = world.token(ACME).claim("client_id", "another").mint();
    world.send(&other).await.unwrap();
    assert_eq!((world.book.count(), world.keys.fetches()), (2, 1));
}

/// The request came in under the old answer, and still waits for its key when the new one is there.
#[tokio::test(start_paused = true)]
async fn a_new_answer_counts_for_requests_under_way() {
    for (is_removed, reason) in [
        (false, Reason::ClientMismatch),
        (true, Reason::UnknownIssuer),
    ] {
        let world = World::with(RegistrySettings::default().interval(3 * SECOND));
        world.keys.answers_after(&world.clock, 4 * SECOND);
        let request = world.spawn(world.token(ACME).mint());
        world.pass(3400 * MILLI).await;
        if is_removed {
            world.book.removes(ACME);
        } else {
            world.book.has(UserPool::new(id(ACME), ["another"]));
        }
        let second = world.spawn(world.token(ACME).mint());
        world.pass(600 * MILLI).await;
        for request in [request, second] {
            let error = request.await.unwrap().unwrap_err();
            assert_eq!(error.reason(), reason);
        }
        assert_eq!((world.book.count(), world.keys.fetches()), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn other_key_locations_are_other_keys() {
    let world = World::warm().await;
    world
        .book
        .has(tenant(ACME).jwks_uri("https://mirror.example/keys"));
    world.verifier.forget_pool(&id(ACME));
    world.admits(ACME).await;
    assert_eq!(world.keys.fetches(), 2);
}

/// A database need not return rows in an order.
#[tokio::test(start_paused = true)]
async fn the_order_of_replicas_is_no_change() {
    let world = World::new();
    for order in [["us-west-2", "eu-west-1"], ["eu-west-1", "us-west-2"]] {
        let regions = order.map(|region| region.parse().unwrap());
        world.book.has(tenant(ACME).replica_regions(regions));
        world.verifier.forget_pool(&id(ACME));
        world.admits(ACME).await;
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (2, 1));
    world
        .book
        .has(tenant(ACME).replica_regions(["us-west-2".parse().unwrap()]));
    world.verifier.forget_pool(&id(ACME));
    world.admits(ACME).await;
    assert_eq!(world.keys.fetches(), 2, "one place less is a change");
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_gone_is_refused_from_the_look_up_on() {
    let world = World::warm().await;
    world.book.removes(ACME);
    world.pass(331 * SECOND).await;
    world.admits(ACME).await;
    settle().await;
    for _ in 0..100 {
        world.refuses(ACME, Reason::UnknownIssuer).await;
    }
    assert_eq!(world.book.count(), 2);
    assert!(world.verifier.key_states().is_empty());
}

/// The registry is down for two hours: nobody notices for the first one.
#[tokio::test(start_paused = true)]
async fn a_registration_serves_for_an_hour_while_the_registry_fails_and_its_keys_are_not_lost() {
    let world = World::warm().await;
    world.book.says(ACME, Row::Fails);
    let token = world.token(ACME).claim("exp", NOW + 86_400).mint();
    for second in 1..3600 {
        world.pass(SECOND).await;
        assert!(world.send(&token).await.is_ok(), "after {second} s");
    }
    let asked = world.book.count() - 1;
    assert!((50..=70).contains(&asked), "{asked}");
    world.pass(SECOND).await;
    let fetches = world.keys.fetches();
    for _ in 0..3600 {
        let error = world.send(&token).await.unwrap_err();
        assert_eq!(error.reason(), Reason::PoolLookupFailed);
        assert!(error.retry_after().is_some());
        world.pass(SECOND).await;
    }
    world.book.has(tenant(ACME));
    world.pass(6 * SECOND).await;
    world.admits(ACME).await;
    settle().await;
    // The old keys served at once, or were renewed in the background.
    assert!(world.keys.fetches() <= fetches + 1);
}

#[tokio::test(start_paused = true)]
async fn after_an_hour_without_requests_the_next_one_waits() {
    let world = World::warm().await;
    world.pass(HOUR).await;
    world.book.removes(ACME);
    world.refuses(ACME, Reason::UnknownIssuer).await;
    assert_eq!(world.book.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_silent_registry_holds_up_no_tenant_that_is_known() {
    let world = World::warm().await;
    world.book.says(ACME, Row::Silent);
    world.pass(331 * SECOND).await;
    let token = world.token(ACME).mint();
    for _ in 0..1000 {
        let request = world.spawn(token.clone());
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        assert!(request.is_finished());
    }
    assert_eq!(world.book.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_times_can_be_set() {
    let settings = RegistrySettings::default()
        .interval(10 * SECOND)
        .max_age(20 * SECOND);
    let world = World::with(settings);
    world.admits(ACME).await;
    world.book.says(ACME, Row::Fails);
    world.pass(11 * SECOND).await;
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 2);
    world.pass(9 * SECOND).await;
    world.refuses(ACME, Reason::PoolLookupFailed).await;
    // Zero counts as a second.
    let settings = RegistrySettings::default().interval(std::time::Duration::ZERO);
    let world = World::with(settings);
    world.admits(ACME).await;
    world.pass(899 * MILLI).await;
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 1);
    world.pass(202 * MILLI).await;
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 2);
}

/// Every request would wait for a look-up again and again.
#[test]
fn the_interval_is_less_than_the_highest_age() {
    let build = |interval, max_age| {
        let settings = RegistrySettings::default().interval(interval);
        let builder = crate::Verifier::builder()
            .pool_registry(World::new().book)
            .fetcher(Keys::default());
        builder.registry_settings(settings.max_age(max_age)).build()
    };
    assert!(build(MINUTE, MINUTE + SECOND).is_ok());
    for interval in [MINUTE, HOUR] {
        let error = build(interval, MINUTE).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the registry's `max_age` is 60 s, and its `interval` {} s; expected an `interval` that is less than the `max_age`",
                interval.as_secs()
            )
        );
    }
}

/// A clock that jumps makes registrations old, not a storm, and a clock that is set back makes none younger.
#[tokio::test(start_paused = true)]
async fn clocks_that_jump_cost_one_look_up() {
    let world = World::warm().await;
    world.clock.set_wall(NOW + 7200);
    for _ in 0..100 {
        world.admits(ACME).await;
    }
    assert_eq!(world.book.count(), 2);
    world.clock.set_wall(NOW);
    for _ in 0..100 {
        world.admits(ACME).await;
    }
    settle().await;
    assert_eq!(world.book.count(), 2);
    // The wall stands still; time goes on.
    world.clock.advance_monotonic(331 * SECOND);
    world.admits(ACME).await;
    settle().await;
    assert_eq!(world.book.count(), 3);
}
