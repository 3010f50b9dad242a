//! What the application says has changed.

use std::error::Error as _;

use super::world::*;
use crate::{Reason, UserPool, registry::RegistrySettings};

#[tokio::test(start_paused = true)]
async fn a_removed_tenant_is_refused_at_once() {
    let world = World::warm().await;
    world.book.removes(ACME);
    world.admits(ACME).await;
    world.verifier.forget_pool(&id(ACME));
    world.refuses(ACME, Reason::UnknownIssuer).await;
}

#[tokio::test(start_paused = true)]
async fn a_new_tenant_who_was_asked_for_before_is_admitted_at_once() {
    let world = World::new();
    world.refuses("us-east-1_Beta", Reason::UnknownIssuer).await;
    world.book.has(tenant("us-east-1_Beta"));
    world.refuses("us-east-1_Beta", Reason::UnknownIssuer).await;
    world.verifier.forget_pool(&id("us-east-1_Beta"));
    world.admits("us-east-1_Beta").await;
}

#[tokio::test(start_paused = true)]
async fn a_mended_row_need_not_wait_for_the_next_try() {
    let world = World::new();
    world.book.says(ACME, Row::Fails);
    world.refuses(ACME, Reason::PoolLookupFailed).await;
    world.book.has(tenant(ACME));
    world.refuses(ACME, Reason::PoolLookupFailed).await;
    world.verifier.forget_pool(&id(ACME));
    world.admits(ACME).await;
}

/// The look-up began before the tenant was removed, and ends after it.
#[tokio::test(start_paused = true)]
async fn what_an_older_look_up_brings_does_not_count() {
    for known_before in [false, true] {
        let world = World::new();
        if known_before {
            world.admits(ACME).await;
            world.pass(331 * SECOND).await;
        }
        world.book.answers_after(SECOND);
        let request = world.spawn(world.token(ACME).mint());
        settle().await;
        let asked = world.book.count();
        world.book.removes(ACME);
        world.book.answers_after(SECOND / 2);
        world.verifier.forget_pool(&id(ACME));
        if known_before {
            request.await.unwrap().unwrap();
            let late = world.spawn(world.token(ACME).mint());
            world.pass(SECOND / 2).await;
            let error = late.await.unwrap().unwrap_err();
            assert_eq!(error.reason(), Reason::UnknownIssuer);
        } else {
            // Whoever waits is answered by the newer one.
            world.pass(SECOND / 2).await;
            let error = request.await.unwrap().unwrap_err();
            assert_eq!(error.reason(), Reason::UnknownIssuer);
        }
        world.pass(SECOND).await;
        world.refuses(ACME, Reason::UnknownIssuer).await;
        assert_eq!(world.book.count(), asked + 1);
        assert!(world.verifier.key_states().is_empty());
    }
}

/// The pool was found, and its key is waited for.
#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_removed_while_its_key_is_fetched_is_refused() {
    let world = World::new();
    world.keys.answers_after(&world.clock, SECOND);
    let request = world.spawn(world.token(ACME).mint());
    settle().await;
    world.book.has(UserPool::new(id(ACME), ["another"]));
    world.verifier.forget_pool(&id(ACME));
    world.pass(SECOND).await;
    let error = request.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::ClientMismatch);
    assert_eq!((world.book.count(), world.keys.fetches()), (2, 1));
}

/// It also had to make room meanwhile: there is no seat left that could be marked.
#[tokio::test(start_paused = true)]
async fn a_tenant_that_made_room_and_was_removed_while_its_key_is_fetched_is_refused() {
    let world = World::with(RegistrySettings::default().max_pools(1));
    world.book.has(tenant("us-east-1_Beta"));
    world.keys.answers_after(&world.clock, SECOND);
    let request = world.spawn(world.token(ACME).mint());
    settle().await;
    let other = world.spawn(world.token("us-east-1_Beta").mint());
    settle().await;
    assert_eq!((world.left().pools, world.book.count()), (1, 2));
    world.book.removes(ACME);
    world.verifier.forget_pool(&id(ACME));
    world.pass(SECOND).await;
    let error = request.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::UnknownIssuer);
    other.await.unwrap().unwrap();
}

/// A network fault never loses what was known to be good.
#[tokio::test(start_paused = true)]
async fn forgetting_while_the_registry_is_down_refuses_and_loses_no_key() {
    let world = World::warm().await;
    world.book.says(ACME, Row::Fails);
    world.verifier.forget_pool(&id(ACME));
    world.refuses(ACME, Reason::PoolLookupFailed).await;
    world.book.has(tenant(ACME));
    world.pass(2 * SECOND).await;
    world.admits(ACME).await;
    assert_eq!((world.book.count(), world.keys.fetches()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn an_application_that_forgets_all_the_time_is_answered_all_the_same() {
    let world = World::new();
    world.book.answers_after(100 * MILLI);
    let request = world.spawn(world.token(ACME).mint());
    for _ in 0..30 {
        world.pass(99 * MILLI).await;
        world.verifier.forget_pool(&id(ACME));
    }
    let error = request.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::PoolLookupFailed);
    assert_eq!(
        error.source().unwrap().to_string(),
        "each look-up of the pool was cut off, or outdated when it ended"
    );
}
