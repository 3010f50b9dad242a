use std::time::Duration;

use super::world::*;

#[tokio::test(start_paused = true)]
async fn a_newly_published_key_is_accepted_at_once() {
    let world = World::warm().await;
    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    world.get("b").await.key();
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn requests_with_one_unknown_kid_share_one_fetch() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1), ("b", 2)], None));
    let requests: Vec<_> = (0..1000).map(|_| world.spawn("b")).collect();
    world.pass(SECOND).await;
    for request in requests {
        request.await.unwrap().key();
    }
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn known_kids_do_not_wait_for_the_fetch_of_an_unknown_one() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let request = world.spawn("x");
    world.settled().await;
    world.get_now("a").key();
    world.pass(SECOND).await;
    assert!(request.await.unwrap().is_absent());
}

#[tokio::test(start_paused = true)]
async fn an_empty_bucket_answers_at_once() {
    let world = World::warm().await;
    assert!(world.get("x1").await.is_absent());
    assert!(world.get("x2").await.is_absent());
    assert!(world.get_now("x3").is_absent());
    assert_eq!(world.endpoint.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_brought_new_keys_gives_its_token_back() {
    let world = World::warm().await;
    let mut keys = vec![("a", 1)];
    for kid in ["b", "c", "d", "e", "f"] {
        keys.push((kid, 2));
        world.endpoint.serves(&keys);
        world.get(kid).await.key();
    }
    assert_eq!(world.endpoint.calls(), 6);
    // The bucket is as full as before.
    world.get("x1").await;
    world.get("x2").await;
    assert!(world.get_now("x3").is_absent());
    assert_eq!(world.endpoint.calls(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_refresh_spends_no_token() {
    let world = World::warm().await;
    for _ in 0..5 {
        world.pass(331 * SECOND).await;
        // An unknown kid finds the refresh due anyway.
        assert!(world.get("x").await.is_absent());
    }
    assert_eq!(world.endpoint.calls(), 6);
    world.get("x1").await;
    world.get("x2").await;
    assert!(world.get_now("x3").is_absent());
    assert_eq!(world.endpoint.calls(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_began_after_the_request_decides_without_a_token() {
    let world = World::new();
    // Cold: the fetch begins with the request itself.
    assert!(world.get("x").await.is_absent());
    assert_eq!(world.endpoint.calls(), 1);
    world.get("x1").await;
    world.get("x2").await;
    assert_eq!(world.endpoint.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_began_before_the_request_does_not_prove_absence() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let first = world.spawn("a");
    world.pass(500 * MILLI).await;
    // `b` is published while the answer without it is on its way.
    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    let second = world.spawn("b");
    world.pass(500 * MILLI).await;
    first.await.unwrap().key();
    second.await.unwrap().key();
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_absent_kid_is_remembered_for_five_seconds() {
    let world = World::warm().await;
    assert!(world.get("x").await.is_absent());
    for _ in 0..4999 {
        world.clock.advance(MILLI);
        assert!(world.get_now("x").is_absent());
    }
    assert_eq!(world.endpoint.calls(), 2);
    world.clock.advance(MILLI);
    assert!(world.get("x").await.is_absent());
    assert_eq!(world.endpoint.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn every_refresh_clears_the_memory() {
    let world = World::warm().await;
    assert!(world.get("x").await.is_absent());
    assert!(world.get_now("x").is_absent());
    world.endpoint.serves(&[("a", 1), ("c", 3)]);
    world.get("c").await.key();
    assert_eq!(world.endpoint.calls(), 3);
    // It may have come since: asked for again.
    assert!(world.get("x").await.is_absent());
    assert_eq!(world.endpoint.calls(), 4);
}

#[tokio::test(start_paused = true)]
async fn nothing_can_be_said_while_the_last_refresh_failed() {
    let world = World::warm().await;
    world.endpoint.is_down();
    assert!(matches!(world.get("x").await, Verdict::Unavailable(..)));
    let left = world.get_now("x").retry_after();
    assert!(left > Duration::ZERO && left <= 1100 * MILLI, "{left:?}");
    world.get_now("a").key();

    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    world.pass(left).await;
    world.get("b").await.key();
}

#[tokio::test(start_paused = true)]
async fn the_retry_of_a_failed_refresh_costs_no_token() {
    let world = World::warm().await;
    assert!(world.get("x1").await.is_absent());
    world.endpoint.is_down();
    // The second token.
    let left = world.get("b").await.retry_after();
    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    world.pass(left).await;
    world.get("b").await.key();
    assert_eq!(world.endpoint.calls(), 4);
}
