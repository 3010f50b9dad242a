//! A pool whose keys are at several locations.

use std::time::Duration;

use super::world::*;
use crate::jwks::{FetchErrorKind, RefreshSettings};

/// Beyond the jittered interval.
const LATER: Duration = Duration::from_secs(331);

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

#[tokio::test(start_paused = true)]
async fn a_fetcher_that_panics_at_one_location_is_asked_for_the_next() {
    let locations = ["https://one.test", "https://two.test"];
    let world = World::with(RefreshSettings::default(), &locations, None);
    world
        .endpoint
        .replies_at("one", Duration::ZERO, Reply::Panic);
    world.get("a").await.key();
    assert_eq!(*world.endpoint.urls(), locations);
    assert_eq!(world.store.state().failures, 0);
}

#[tokio::test(start_paused = true)]
async fn silent_locations_share_the_one_deadline_and_count_as_one_fetch() {
    let locations = ["https://one.test", "https://two.test", "https://three.test"];
    let world = World::with(RefreshSettings::default(), &locations, None);
    world.endpoint.is_silent();
    let request = world.spawn("a");
    for _ in 0..499 {
        world.pass(10 * MILLI).await;
    }
    assert!(!request.is_finished());
    assert_eq!(*world.endpoint.urls(), locations);
    world.pass(10 * MILLI).await;
    let Verdict::Unavailable(_, kind) = request.await.unwrap() else {
        panic!("no location answers");
    };
    assert_eq!(kind, FetchErrorKind::Timeout);
    let state = world.store.state();
    assert_eq!((state.fetches, state.failures), (1, 1));
}
