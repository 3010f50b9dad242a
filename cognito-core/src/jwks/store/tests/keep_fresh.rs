//! The optional task that renews the keys without traffic.

use std::{sync::Arc, time::Duration};

use tokio::runtime::{Builder, Handle};

use super::world::*;
use crate::{
    clock::SystemClock,
    jwks::{FetchErrorKind, KeyStore, RefreshSettings, SeedKeys},
};

#[tokio::test(start_paused = true)]
async fn a_day_without_traffic_costs_one_fetch_an_interval() {
    let world = World::new();
    let _keep = world.store.keep_fresh().unwrap();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 1, "the first one at once");
    let mut oldest = Duration::ZERO;
    for _ in 0..24 * 360 {
        world.pass(10 * SECOND).await;
        oldest = oldest.max(world.store.state().age.unwrap());
    }
    // 288 intervals of five minutes, each ten per cent more or less.
    let calls = world.endpoint.calls();
    assert!((270..=310).contains(&calls), "{calls}");
    assert!(oldest <= 340 * SECOND, "{oldest:?}");
}

#[tokio::test(start_paused = true)]
async fn it_backs_off_as_requests_do() {
    for (is_warm, least, most) in [(true, 5, 10), (false, 15, 22)] {
        let world = if is_warm {
            World::warm().await
        } else {
            World::new()
        };
        world.endpoint.is_down();
        let before = world.endpoint.calls();
        if is_warm {
            world.pass(10 * MINUTE).await;
        }
        let _keep = world.store.keep_fresh().unwrap();
        for _ in 0..1200 {
            world.pass(50 * MILLI).await;
        }
        let calls = world.endpoint.calls() - before;
        assert!((least..=most).contains(&calls), "{calls}");
        // Back again: without a request, and without a restart.
        world.endpoint.serves(&[("b", 2)]);
        for _ in 0..70 {
            world.pass(SECOND).await;
        }
        world.get_now("b").key();
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_hangs_or_panics_does_not_end_it() {
    let world = World::new();
    world.endpoint.replies(Reply::Panic);
    let _keep = world.store.keep_fresh().unwrap();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 1);
    let keys = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(HOUR, keys);
    world.pass(SECOND).await;
    assert_eq!(world.endpoint.calls(), 2);
    world.pass(5 * SECOND).await;
    world.endpoint.serves(&[("a", 1)]);
    world.pass(SECOND).await;
    world.get_now("a").key();
    assert_eq!(world.endpoint.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn requests_and_the_task_share_one_fetch() {
    let world = World::new();
    let keys = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(SECOND, keys);
    let _keep = [(); 3].map(|()| world.store.keep_fresh().unwrap());
    let requests: Vec<_> = (0..100).map(|_| world.spawn("a")).collect();
    world.pass(SECOND).await;
    for request in requests {
        request.await.unwrap().key();
    }
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_its_handle() {
    let world = World::warm().await;
    let tasks = Handle::current().metrics();
    let keep = world.store.keep_fresh().unwrap();
    world.settled().await;
    assert_eq!((tasks.num_alive_tasks(), world.clock.sleepers()), (1, 1));
    drop(keep);
    world.settled().await;
    assert_eq!((tasks.num_alive_tasks(), world.clock.sleepers()), (0, 0));
    world.pass(23 * HOUR).await;
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_last_handle_of_the_store() {
    let tasks = Handle::current().metrics();
    for is_in_flight in [false, true] {
        let world = World::new();
        if is_in_flight {
            let keys = Reply::Keys(vec![("a", 1)], None);
            world.endpoint.replies_after(HOUR, keys);
        }
        let _keep = world.store.keep_fresh().unwrap();
        world.settled().await;
        assert!(tasks.num_alive_tasks() > 0);
        let World { clock, store, .. } = world;
        drop(store);
        tokio::time::sleep(MILLI).await;
        assert_eq!((tasks.num_alive_tasks(), clock.sleepers()), (0, 0));
    }
}

#[test]
fn outside_a_runtime_it_is_an_error_and_pinned_keys_need_no_task() {
    let world = World::new();
    let error = world.store.keep_fresh().unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::NoRuntime);

    let seed = SeedKeys::Pinned(static_keys(&[("s", 9)]));
    let pinned = World::with(RefreshSettings::default(), &["https://a.test"], Some(seed));
    drop(pinned.store.keep_fresh().unwrap());
    assert_eq!(pinned.endpoint.calls() + world.endpoint.calls(), 0);
}

#[test]
fn a_runtime_without_a_timer_is_an_error() {
    let world = World::new();
    let store = KeyStore::new(
        "us-east-1_test".into(),
        vec!["https://a.test".into()],
        Some(Arc::new(world.endpoint)),
        Arc::new(SystemClock::default()),
        RefreshSettings::default(),
        None,
    );
    let runtime = Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async { store.keep_fresh().unwrap_err() });
    assert_eq!(error.kind(), FetchErrorKind::NoRuntime);
    assert_eq!(runtime.metrics().num_alive_tasks(), 0);
}

/// The shortest time that keys may be used for leaves room for the longest interval.
#[tokio::test(start_paused = true)]
async fn fresh_keys_are_never_too_old() {
    let interval = 10 * MINUTE;
    let least = RefreshSettings::default()
        .interval(interval)
        .max_stale(interval * 11 / 10 + 5 * SECOND);
    assert!(least.check().is_ok());
    let less = least.clone().max_stale(interval * 11 / 10);
    assert!(less.check().is_err());
    for _ in 0..5 {
        let world = World::with(least.clone(), &["https://a.test"], None);
        let _keep = world.store.keep_fresh().unwrap();
        world.settled().await;
        for second in 0..3000 {
            world.pass(SECOND).await;
            assert!(world.store.is_ready(), "{second}");
        }
    }
}

#[test]
fn a_runtime_that_shuts_down_takes_it_along() {
    let runtime = || {
        let mut builder = Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    };
    let world = World::new();
    let keys = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(SECOND, keys);
    let dying = runtime();
    let keep = dying.block_on(async {
        let keep = world.store.keep_fresh().unwrap();
        world.settled().await;
        keep
    });
    drop(dying);
    assert_eq!(world.clock.sleepers(), 0);
    runtime().block_on(async {
        let request = world.spawn("a");
        world.pass(SECOND).await;
        request.await.unwrap().key();
        drop(keep);
        world.get_now("a").key();
    });
    assert_eq!(world.endpoint.calls(), 2);
}
