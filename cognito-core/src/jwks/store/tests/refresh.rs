use std::{sync::Arc, time::Duration};

use super::world::*;
use crate::jwks::{FetchErrorKind, KeyStore, RefreshSettings};

/// Beyond the jittered interval.
const LATER: Duration = Duration::from_secs(331);

#[tokio::test(start_paused = true)]
async fn an_idle_store_makes_no_calls() {
    let world = World::warm().await;
    world.pass(23 * HOUR).await;
    assert_eq!(world.endpoint.calls(), 1);
    assert_eq!(world.clock.sleepers(), 0);
}

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
async fn a_day_of_traffic_costs_one_fetch_an_interval() {
    let world = World::warm().await;
    for _ in 0..24 * 360 {
        world.get_now("a").key();
        world.pass(10 * SECOND).await;
    }
    let calls = world.endpoint.calls();
    // 288 intervals of five minutes, checked every ten seconds.
    assert!((270..=292).contains(&calls), "{calls}");
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
async fn after_an_hour_the_request_waits_and_a_withdrawn_key_is_refused() {
    let world = World::warm().await;
    world.endpoint.serves(&[("b", 2)]);
    world.pass(HOUR + SECOND).await;
    assert!(world.get("a").await.is_absent());
    world.get_now("b").key();
}

#[tokio::test(start_paused = true)]
async fn a_frozen_process_ages_by_the_wall_clock() {
    let world = World::warm().await;
    world.endpoint.serves(&[("b", 2)]);
    world.clock.set_wall(NOW + 3601);
    assert!(world.get("a").await.is_absent());
}

#[tokio::test(start_paused = true)]
async fn after_an_hour_old_keys_serve_on_error_at_once() {
    let world = World::warm().await;
    world.endpoint.is_down();
    world.pass(2 * HOUR).await;
    world.get("a").await.key();
    // While the failure is recent nobody waits.
    world.get_now("a").key();
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn after_an_hour_the_request_waits_two_seconds_at_most() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(4 * SECOND, Reply::Keys(vec![("b", 2)], None));
    world.pass(2 * HOUR).await;
    let request = world.spawn("a");
    world.pass(1999 * MILLI).await;
    assert!(!request.is_finished());
    world.pass(MILLI).await;
    request.await.unwrap().key();
    // The fetch goes on: what it brings counts.
    world.pass(2 * SECOND).await;
    world.get_now("b").key();
    assert_eq!(world.endpoint.calls(), 2);
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

#[tokio::test(start_paused = true)]
async fn clock_jumps_cause_no_storm_and_no_panic() {
    let world = World::warm().await;
    for wall in [0, NOW - 3600, NOW + 300_000_000, 0, NOW + 3600, NOW] {
        world.clock.set_wall(wall);
        for _ in 0..100 {
            world.get("a").await.key();
            world.pass(10 * MILLI).await;
        }
    }
    // One for each jump ahead at most.
    let calls = world.endpoint.calls();
    assert!(calls <= 5, "{calls}");
}

#[tokio::test(start_paused = true)]
async fn a_wall_clock_set_back_does_not_keep_old_keys_young() {
    let world = World::warm().await;
    world.clock.set_wall(NOW - 24 * 3600);
    world.clock.advance_monotonic(LATER);
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn several_pools_do_not_touch_each_other() {
    let dead = World::new();
    // A second pool at the same endpoint, under the same clock.
    let alive = KeyStore::new(
        "us-east-1_alive".into(),
        vec!["https://alive.test".into()],
        Some(Arc::new(dead.endpoint.clone())),
        Arc::new(dead.clock.clone()),
        RefreshSettings::default(),
        None,
    );
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
async fn clones_share_one_set() {
    let world = World::new();
    let clone = world.store.clone();
    world.get("a").await.key();
    assert!(clone.is_ready());
    assert_eq!(clone.state().fetches, 1);
}

#[tokio::test(start_paused = true)]
async fn replicas_are_tried_in_order_within_one_flight() {
    let world = World::with(
        RefreshSettings::default(),
        &["https://one.test", "https://two.test"],
        None,
    );
    world.get("a").await.key();
    assert_eq!(*world.endpoint.urls(), ["https://one.test"]);

    world.endpoint.replies_at(
        "one",
        Duration::ZERO,
        Reply::Fail(FetchErrorKind::Status(503), None),
    );
    world.pass(LATER).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(
        world.endpoint.urls()[1..],
        ["https://one.test", "https://two.test"]
    );
    let state = world.store.state();
    assert_eq!((state.fetches, state.failures), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_silent_location_leaves_time_for_its_replica() {
    let world = World::with(
        RefreshSettings::default(),
        &["https://one.test", "https://two.test"],
        None,
    );
    world
        .endpoint
        .replies_at("one", HOUR, Reply::Fail(FetchErrorKind::Other, None));
    let request = world.spawn("a");
    world.pass(2500 * MILLI).await;
    request.await.unwrap().key();
}

#[tokio::test(start_paused = true)]
async fn a_flight_failed_when_all_locations_failed() {
    let world = World::with(
        RefreshSettings::default(),
        &["https://one.test", "https://two.test"],
        None,
    );
    world.endpoint.is_down();
    world.endpoint.replies_at(
        "two",
        Duration::ZERO,
        Reply::Fail(FetchErrorKind::Status(403), None),
    );
    let Verdict::Unavailable(_, kind) = world.get("a").await else {
        panic!("there are no keys");
    };
    assert_eq!(kind, FetchErrorKind::Connect, "the first location's error");
    assert_eq!(world.store.state().fetches, 1);
    assert_eq!(world.endpoint.calls(), 2);
}
