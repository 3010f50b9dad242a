use std::{sync::Arc, time::Duration};

use tokio::runtime::{Builder, Runtime};

use super::world::*;
use crate::{
    clock::Clock,
    jwks::{FetchErrorKind, KeyStore, Lookup, RefreshSettings},
};

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

#[test]
fn a_fetch_whose_runtime_died_is_flown_again() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let dying = runtime();
    dying.block_on(async {
        drop(world.spawn("a"));
        world.settled().await;
    });
    let living = runtime();
    let waiters: Vec<_> = living.block_on(async {
        let waiters = (0..200).map(|_| world.spawn("a")).collect();
        world.settled().await;
        waiters
    });
    assert_eq!(world.endpoint.calls(), 1);
    drop(dying);
    living.block_on(async {
        world.pass(SECOND).await;
        for waiter in waiters {
            waiter.await.unwrap().key();
        }
    });
    assert_eq!(world.endpoint.calls(), 2);
    assert_eq!(world.store.state().failures, 0);
}

#[test]
fn one_store_serves_one_runtime_after_another() {
    let world = World::new();
    for _ in 0..3 {
        runtime().block_on(async {
            world.get("a").await.key();
            world.pass(10 * MINUTE).await;
            world.get_now("a").key();
            world.settled().await;
        });
    }
    assert_eq!(world.endpoint.calls(), 4);
}

#[test]
fn a_runtime_that_nobody_drives_holds_nobody_up_for_long() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let frozen = runtime();
    frozen.block_on(async {
        drop(world.spawn("a"));
        world.settled().await;
    });
    let living = runtime();
    living.block_on(async {
        let joined = world.spawn("a");
        world.pass(5 * SECOND).await;
        let Verdict::Unavailable(_, kind) = joined.await.unwrap() else {
            panic!("nobody drives that flight");
        };
        assert_eq!(kind, FetchErrorKind::Timeout);
        // Its deadline is over: it counts as dead, and as failed in that moment.
        world.pass(300 * MILLI).await;
        let request = world.spawn("a");
        world.pass(SECOND).await;
        request.await.unwrap().key();
    });
    assert_eq!(world.endpoint.calls(), 2);
    drop(frozen);
}

#[tokio::test(start_paused = true)]
async fn a_flight_past_its_deadline_on_the_wall_is_flown_again() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    world.pass(331 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2);
    // Frozen for two hours in mid-flight.
    world.clock.set_wall(NOW + 331 + 7200);
    world.endpoint.serves(&[("b", 2)]);
    assert!(world.get("a").await.is_absent());
    assert_eq!(world.endpoint.calls(), 3);
}

/// The first request waits for a flight that a newer one has overtaken; what that one brought counts for it, too.
#[tokio::test(start_paused = true)]
async fn who_waited_before_the_freeze_learns_what_the_newer_flight_found() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(HOUR, Reply::Keys(vec![("a", 1)], None));
    world.pass(4000 * SECOND).await;
    let first = world.spawn("a");
    world.settled().await;
    // Frozen for so long that the flight has failed, and its cool-down is over.
    world.clock.set_wall(NOW + 4000 + 10);
    world.endpoint.serves(&[("b", 2)]);
    let second = world.spawn("a");
    world.settled().await;
    assert!(second.await.unwrap().is_absent());
    assert!(!first.is_finished());
    world.pass(2 * SECOND).await;
    assert!(first.await.unwrap().is_absent());
}

/// The runtime may be busy: requests come between the deadline and the landing of a fetch that hangs.
#[tokio::test(start_paused = true)]
async fn a_request_in_the_moment_of_the_deadline_finds_the_cool_down() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(HOUR, Reply::Keys(vec![("a", 1)], None));
    world.pass(331 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;
    world.clock.advance(5 * SECOND);
    world.get_now("a").key();
    assert_eq!(world.store.state().fetches, 2);
    world.settled().await;
    assert_eq!(
        (world.endpoint.calls(), world.store.state().failures),
        (2, 1)
    );
    world.pass(1100 * MILLI).await;
    world.get_now("a").key();
    assert_eq!(world.store.state().fetches, 3);
}

#[tokio::test(start_paused = true)]
async fn a_slow_old_fetch_does_not_replace_a_newer_set() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(4 * SECOND, Reply::Keys(vec![("old", 3)], None));
    world.pass(331 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;
    // The wall says that the flight is overdue, so another one begins and lands first.
    world.clock.set_wall(NOW + 331 + 10);
    world.endpoint.serves(&[("new", 4)]);
    world.get_now("a").key();
    world.settled().await;
    world.get_now("new").key();
    world.pass(4 * SECOND).await;
    world.get_now("new").key();
    assert!(world.get("old").await.is_absent());
}

#[tokio::test(start_paused = true)]
async fn the_failure_of_a_flight_that_was_given_up_refuses_nobody() {
    let world = World::new();
    let down = Reply::Fail(FetchErrorKind::Connect, None);
    world.endpoint.replies_after(2 * SECOND, down);
    let first = world.spawn("a");
    world.settled().await;
    // The wall says that the flight is overdue, so another one begins.
    world.clock.set_wall(NOW + 10);
    let good = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(3 * SECOND, good);
    let second = world.spawn("a");
    world.pass(2 * SECOND).await;
    assert!(!first.is_finished() && !second.is_finished());
    world.pass(SECOND).await;
    first.await.unwrap().key();
    second.await.unwrap().key();
    assert_eq!(world.endpoint.calls(), 2);
}

#[test]
fn outside_a_runtime_keys_at_hand_serve_and_others_are_unavailable() {
    let world = World::new();
    let Verdict::Unavailable(_, kind) = world.get_now("a") else {
        panic!("nothing was fetched");
    };
    assert_eq!(kind, FetchErrorKind::NoRuntime);
    runtime().block_on(async { world.get("a").await.key() });
    world.clock.advance(10 * MINUTE);
    world.get_now("a").key();
    world.clock.advance(2 * HOUR);
    world.get_now("a").key();
    assert!(matches!(world.get_now("x"), Verdict::Unavailable(..)));
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_task_outlives_the_last_handle() {
    let World {
        clock,
        endpoint,
        store,
    } = World::new();
    endpoint.replies_after(HOUR, Reply::Keys(vec![("a", 1)], None));
    drop(store.lookup("a"));
    tokio::time::sleep(MILLI).await;
    let metrics = tokio::runtime::Handle::current().metrics();
    assert_eq!(metrics.num_alive_tasks(), 1);
    assert_ne!(clock.sleepers(), 0);
    drop(store);
    tokio::time::sleep(MILLI).await;
    assert_eq!(metrics.num_alive_tasks(), 0);
    assert_eq!(clock.sleepers(), 0);
}

/// A request that waits is a handle, too: it is served, and the last to go.
#[tokio::test(start_paused = true)]
async fn a_request_outlives_the_other_handles_and_leaves_nothing_behind() {
    let World {
        clock,
        endpoint,
        store,
    } = World::new();
    endpoint.replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let Lookup::Wait(wait) = store.lookup("a") else {
        panic!("nothing was fetched yet");
    };
    drop(store);
    let request = tokio::spawn(wait);
    tokio::time::sleep(MILLI).await;
    clock.advance(SECOND);
    request.await.unwrap().unwrap();
    tokio::time::sleep(MILLI).await;
    let metrics = tokio::runtime::Handle::current().metrics();
    assert_eq!((metrics.num_alive_tasks(), clock.sleepers()), (0, 0));
}

#[test]
fn without_a_fetcher_keys_are_unavailable() {
    let store = KeyStore::new(
        "us-east-1_test".into(),
        vec!["https://keys.test".into()],
        None,
        Arc::new(crate::test_util::ManualClock::new(NOW)),
        RefreshSettings::default(),
        None,
    );
    let Lookup::Unavailable(unavailable) = store.lookup("a") else {
        panic!("nobody can fetch");
    };
    assert_eq!(unavailable.fetch_error().kind(), FetchErrorKind::NoFetcher);
    assert!(!store.is_ready());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_share_one_fetch() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let requests: Vec<_> = (0..1000).map(|_| world.spawn("a")).collect();
    while world.clock.sleepers() < 1002 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    world.clock.advance(SECOND);
    for request in requests {
        request.await.unwrap().key();
    }
    assert_eq!(world.endpoint.calls(), 1);
    assert!(world.clock.monotonic() == SECOND);
}

#[tokio::test(start_paused = true)]
async fn the_state_tells_what_is_held_and_planned() {
    let world = World::new();
    let state = world.store.state();
    assert_eq!((state.ready, state.fetches, state.age), (false, 0, None));

    world.get("a").await.key();
    world.pass(MINUTE).await;
    let json = serde_json::to_value(world.store.state()).unwrap();
    assert_eq!(json["pool"], "us-east-1_test");
    assert_eq!(json["kids"], serde_json::json!(["a"]));
    assert_eq!(json["fetched_at"], NOW);
    assert_eq!(json["age"], 60);
    assert!((209..=270).contains(&json["next_refresh"].as_u64().unwrap()));
    assert_eq!(json["last_error"], serde_json::Value::Null);

    world.endpoint.is_down();
    world.pass(10 * MINUTE).await;
    world.get_now("a").key();
    world.settled().await;
    let state = world.store.state();
    assert_eq!(state.last_error, Some("connect"));
    assert_eq!((state.fetches, state.failures), (2, 1));
    assert_eq!(state.next_refresh, Some(Duration::ZERO));
    assert!(state.cooling_down.is_some_and(|left| left <= 1100 * MILLI));
}

#[tokio::test(start_paused = true)]
async fn debug_names_the_pool_and_its_keys() {
    let world = World::warm().await;
    assert_eq!(
        format!("{:?}", world.store),
        r#"KeyStore { pool: "us-east-1_test", kids: ["a"], .. }"#
    );
}

#[test]
fn waits_and_keys_move_between_threads() {
    fn is_send<T: Send + 'static>() {}
    is_send::<crate::jwks::KeyWait>();
    is_send::<crate::jwks::KeyRef>();
    is_send::<Lookup>();
}
