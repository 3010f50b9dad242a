//! Pools that are not known yet.

use std::error::Error as _;

use super::world::*;
use crate::Reason;

#[tokio::test(start_paused = true)]
async fn a_tenant_is_looked_up_once_and_then_known() {
    let world = World::new();
    for _ in 0..100 {
        world.admits(ACME).await;
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_share_one_look_up_and_half_of_them_leave() {
    let world = World::new();
    world.book.answers_after(SECOND);
    let token = world.token(ACME).mint();
    let requests: Vec<_> = (0..1000).map(|_| world.spawn(token.clone())).collect();
    world.pass(SECOND / 2).await;
    let mut stay = Vec::new();
    for (n, request) in requests.into_iter().enumerate() {
        // The first one, too, which caused the look-up.
        if n % 2 == 0 {
            request.abort();
        } else {
            stay.push(request);
        }
    }
    world.pass(SECOND / 2).await;
    for request in stay {
        request.await.unwrap().unwrap();
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_look_up_goes_on_when_nobody_waits_any_more() {
    let world = World::new();
    world.book.answers_after(SECOND);
    let request = world.spawn(world.token(ACME).mint());
    settle().await;
    request.abort();
    world.pass(SECOND).await;
    world.book.answers_after(HOUR);
    world.admits(ACME).await;
    assert_eq!(world.book.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_registry_that_fails_is_503_with_its_error_and_a_time_to_retry() {
    let world = World::new();
    world.book.says(ACME, Row::Fails);
    for _ in 0..100 {
        let error = world.refuses(ACME, Reason::PoolLookupFailed).await;
        assert_eq!(error.status(), 503);
        let retry_after = error.retry_after().unwrap().as_secs_f64();
        assert!((0.9..=1.1).contains(&retry_after), "{retry_after}");
        let source = error.source().unwrap();
        assert_eq!(source.to_string(), "the pool registry failed");
        assert_eq!(source.source().unwrap().to_string(), "no connection");
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 0));
    world.book.has(tenant(ACME));
    world.pass(1100 * MILLI).await;
    world.admits(ACME).await;
}

/// 60 s of requests, however many a second, and the first success after the registry is back.
#[tokio::test(start_paused = true)]
async fn a_dead_registry_is_asked_at_most_16_times_a_minute_for_one_pool() {
    let world = World::new();
    world.book.says(ACME, Row::Fails);
    let token = world.token(ACME).claim("exp", NOW + 86_400).mint();
    for _ in 0..6000 {
        let error = world.send(&token).await.unwrap_err();
        assert!(error.retry_after().unwrap() <= 5500 * MILLI);
        world.clock.advance(10 * MILLI);
    }
    let asked = world.book.count();
    assert!((12..=16).contains(&asked), "{asked}");
    world.book.has(tenant(ACME));
    let mut waited = 0;
    while world.send(&token).await.is_err() {
        world.clock.advance(10 * MILLI);
        waited += 10;
    }
    assert!(waited <= 5500, "{waited} ms");
}

#[tokio::test(start_paused = true)]
async fn a_registry_that_panics_is_a_failure_like_any_other() {
    let world = World::new();
    world.book.says(ACME, Row::Panics);
    let error = world.refuses(ACME, Reason::PoolLookupFailed).await;
    assert_eq!(
        error.source().unwrap().to_string(),
        "the pool registry panicked"
    );
    world.book.has(tenant(ACME));
    world.pass(1100 * MILLI).await;
    world.admits(ACME).await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_registry_is_given_two_seconds() {
    let world = World::new();
    world.book.answers_after(2001 * MILLI);
    let token = world.token(ACME).mint();
    let request = world.spawn(token.clone());
    world.pass(1999 * MILLI).await;
    assert!(!request.is_finished());
    world.pass(MILLI).await;
    let error = request.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::PoolLookupFailed);
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "the pool registry did not answer within 2s");
    // What it says later is not heard.
    world.pass(SECOND / 2).await;
    world.refuses(ACME, Reason::PoolLookupFailed).await;
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 0));
    world.book.answers_after(SECOND);
    world.pass(SECOND).await;
    let request = world.spawn(token);
    world.pass(SECOND).await;
    request.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_unknown_pool_is_401_for_a_minute_without_asking_again_and_costs_no_fetch() {
    let world = World::new();
    for _ in 0..100 {
        let error = world
            .refuses("us-east-1_Nobody", Reason::UnknownIssuer)
            .await;
        assert_eq!(error.status(), 401);
    }
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 0));
    world.pass(59 * SECOND).await;
    world
        .refuses("us-east-1_Nobody", Reason::UnknownIssuer)
        .await;
    assert_eq!(world.book.count(), 1);
    world.book.has(tenant("us-east-1_Nobody"));
    world.pass(SECOND).await;
    world.admits("us-east-1_Nobody").await;
    assert_eq!(world.book.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_while_its_pool_is_looked_up_is_expired() {
    let world = World::new();
    world.book.answers_after(SECOND);
    let token = world.token(ACME).claim("exp", NOW + 1 - 60).mint();
    let request = world.spawn(token);
    world.pass(SECOND).await;
    let error = request.await.unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::Expired);
}

#[tokio::test(start_paused = true)]
async fn one_tenants_keys_or_row_touch_nobody_else() {
    let world = World::new();
    for (name, row) in [
        ("us-east-1_Fails", Row::Fails),
        ("us-east-1_Panics", Row::Panics),
        ("us-east-1_Keyless", Row::Pool(tenant("us-east-1_Keyless"))),
    ] {
        world.book.says(name, row);
    }
    world.keys.is_down_for("us-east-1_Keyless");
    for _ in 0..10 {
        world
            .refuses("us-east-1_Fails", Reason::PoolLookupFailed)
            .await;
        world
            .refuses("us-east-1_Panics", Reason::PoolLookupFailed)
            .await;
        world
            .refuses("us-east-1_Keyless", Reason::KeysUnavailable)
            .await;
        world
            .refuses("us-east-1_Nobody", Reason::UnknownIssuer)
            .await;
        world.admits(ACME).await;
    }
    assert!(world.verifier.is_ready());
}
