use std::time::Duration;

use super::world::*;
use crate::jwks::FetchErrorKind;

/// Beyond the jittered interval.
const LATER: Duration = Duration::from_secs(331);

#[tokio::test(start_paused = true)]
async fn young_keys_are_not_renewed() {
    let world = World::warm().await;
    for _ in 0..269 {
        world.get_now("a").key();
        world.pass(SECOND).await;
    }
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn ageing_keys_are_renewed_once_while_they_serve() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(3 * SECOND, Reply::Keys(vec![("a", 1), ("b", 2)], None));
    world.pass(LATER).await;
    for _ in 0..3 {
        for _ in 0..100 {
            assert_eq!(world.get_now("a").key().generation(), 1);
        }
        world.pass(SECOND).await;
    }
    assert_eq!(world.get_now("a").key().generation(), 2);
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn stores_do_not_refresh_in_step() {
    let mut ages = Vec::new();
    for _ in 0..8 {
        let world = World::warm().await;
        let mut age = 0;
        while world.endpoint.calls() == 1 {
            world.pass(SECOND).await;
            world.get_now("a").key();
            world.settled().await;
            age += 1;
        }
        assert!((270..=331).contains(&age), "{age}");
        ages.push(age);
    }
    ages.dedup();
    assert!(ages.len() > 1, "{ages:?}");
}

#[tokio::test(start_paused = true)]
async fn a_day_of_failure_drops_the_keys() {
    let world = World::warm().await;
    world.endpoint.is_down();
    world.pass(24 * HOUR).await;
    world.get("a").await.key();
    assert!(world.store.is_ready());
    world.pass(SECOND).await;
    assert!(!world.store.is_ready());
    let Verdict::Unavailable(_, kind) = world.get("a").await else {
        panic!("the keys are too old");
    };
    assert_eq!(kind, FetchErrorKind::Connect);

    world.endpoint.serves(&[("a", 1)]);
    world.pass(MINUTE).await;
    world.get("a").await.key();
}

#[tokio::test(start_paused = true)]
async fn a_withdrawn_key_is_refused_from_the_next_refresh_on() {
    let world = World::warm().await;
    let before = world.get_now("a").key().generation();
    world.endpoint.serves(&[("b", 2)]);
    world.pass(LATER).await;
    world.get_now("a").key();
    world.settled().await;
    assert!(world.get("a").await.is_absent());
    assert!(world.get_now("b").key().generation() > before);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_goes_makes_a_new_generation_too() {
    let world = World::new();
    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    let before = world.get("a").await.key().generation();
    world.endpoint.serves(&[("a", 1)]);
    world.pass(LATER).await;
    world.get_now("a").key();
    world.settled().await;
    assert!(world.get_now("a").key().generation() > before);
}

#[tokio::test(start_paused = true)]
async fn keys_are_as_old_as_the_request_for_them() {
    let world = World::new();
    world
        .endpoint
        .replies_after(4 * SECOND, Reply::Keys(vec![("a", 1)], None));
    let request = world.spawn("a");
    world.pass(4 * SECOND).await;
    request.await.unwrap().key();
    assert_eq!(world.store.state().age, Some(4 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_reused_kid_gets_the_new_material_as_a_whole() {
    let world = World::warm().await;
    let old = world.get_now("a").key();
    world.endpoint.serves(&[("a", 7)]);
    world.pass(LATER).await;
    assert_eq!(*world.get_now("a").key(), *old);
    world.settled().await;
    let new = world.get_now("a").key();
    assert_ne!(*new, *old);
    assert!(new.generation() > old.generation());
}

#[tokio::test(start_paused = true)]
async fn the_same_keys_again_are_no_new_generation() {
    let world = World::warm().await;
    world.pass(LATER).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2);
    assert_eq!(world.get_now("a").key().generation(), 1);
}

#[tokio::test(start_paused = true)]
async fn max_age_shortens_the_interval_to_a_minute_at_least() {
    let world = World::new();
    world
        .endpoint
        .replies(Reply::Keys(vec![("a", 1)], Some(SECOND)));
    world.get("a").await.key();
    world.pass(59 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 1);
    world.pass(8 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn max_age_never_lengthens_the_interval() {
    let world = World::new();
    world
        .endpoint
        .replies(Reply::Keys(vec![("a", 1)], Some(240 * HOUR)));
    world.get("a").await.key();
    world.pass(LATER).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2);
}
