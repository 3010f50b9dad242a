//! Several pools, and several handles of one.

use std::time::Duration;

use super::world::*;
use crate::jwks::FetchErrorKind;

#[tokio::test(start_paused = true)]
async fn clones_share_one_set() {
    let world = World::new();
    let clone = world.store.clone();
    world.get("a").await.key();
    assert!(clone.is_ready());
    assert_eq!(clone.state().fetches, 1);
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_one_pool_is_none_of_another() {
    let dead = World::new();
    // A second pool at the same endpoint, under the same clock.
    let alive = dead.another("https://alive.test");
    let serves = |keys: &[_]| {
        let reply = Reply::Keys(keys.to_vec(), None);
        dead.endpoint.replies_at("alive", Duration::ZERO, reply);
    };
    dead.endpoint.is_down();
    serves(&[("a", 1)]);
    for n in 0..100 {
        let kid = format!("x{n}");
        assert!(matches!(dead.get(&kid).await, Verdict::Unavailable(..)));
    }
    get(&alive, "a").await.key();
    // Its bucket is full, its endpoint answers.
    serves(&[("a", 1), ("b", 2)]);
    get(&alive, "b").await.key();
    let state = alive.state();
    assert_eq!((state.fetches, state.failures), (2, 0));
    assert!(!dead.store.is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_silent_pool_holds_up_no_other() {
    let silent = World::new();
    let other = silent.another("https://other.test");
    silent.endpoint.is_silent();
    let reply = Reply::Keys(vec![("a", 1)], None);
    silent.endpoint.replies_at("other", Duration::ZERO, reply);
    let request = silent.spawn("a");
    silent.settled().await;
    get(&other, "a").await.key();
    assert!(!request.is_finished());
    assert_eq!(silent.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cool_down_of_one_pool_is_none_of_another() {
    let cooling = World::new();
    let other = cooling.another("https://other.test");
    let busy = Reply::Fail(FetchErrorKind::Status(429), Some(MINUTE));
    cooling.endpoint.replies(busy.clone());
    assert_eq!(cooling.get("a").await.retry_after(), MINUTE);
    // The other learns the same only when it has asked itself, and then for itself.
    cooling.pass(10 * SECOND).await;
    assert_eq!(get(&other, "a").await.retry_after(), MINUTE);
    assert_eq!(cooling.get_now("a").retry_after(), 50 * SECOND);

    cooling.endpoint.serves(&[("a", 1)]);
    cooling.pass(50 * SECOND).await;
    cooling.get("a").await.key();
    assert_eq!(get_now(&other, "a").retry_after(), 10 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_flood_at_one_pool_takes_no_token_of_another() {
    let flooded = World::warm().await;
    let other = flooded.another("https://other.test");
    get(&other, "a").await.key();
    for n in 0..1000 {
        let kid = format!("x{n}");
        assert!(flooded.get(&kid).await.is_absent());
    }
    flooded.endpoint.serves(&[("a", 1), ("b", 2), ("c", 3)]);
    assert!(flooded.get_now("b").is_absent());
    // At once: its bucket is as full as ever.
    get(&other, "b").await.key();
    assert_eq!(
        (flooded.store.state().fetches, other.state().fetches),
        (3, 2)
    );
}
