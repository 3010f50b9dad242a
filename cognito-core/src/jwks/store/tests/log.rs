use std::sync::{Arc, Mutex};

use tracing::Level;

use super::world::*;
use crate::sink::Sink;

#[tokio::test(start_paused = true)]
async fn a_log_may_look_into_the_store() {
    let world = World::new();
    let (store, seen) = (world.store.clone(), Arc::new(Mutex::default()));
    let kept = Arc::clone(&seen);
    let _guard = Sink::install(move |event| {
        // Were it locked, `state` would never return.
        let is_free = store.0.protocol.control.try_lock().is_ok();
        let kids = is_free.then(|| store.state().kids.len());
        let mut kept: std::sync::MutexGuard<'_, Vec<_>> = kept.lock().unwrap();
        kept.push((*event.metadata().level(), kids));
    });

    world.get("a").await.key();
    world.endpoint.serves(&[("a", 1), ("b", 2)]);
    world.get("b").await.key();
    world.endpoint.is_down();
    world.pass(10 * MINUTE).await;
    world.get_now("a").key();
    world.settled().await;

    assert_eq!(
        *seen.lock().unwrap(),
        [
            // The new set is in force when the log hears of it.
            (Level::INFO, Some(1)),
            (Level::DEBUG, Some(1)),
            (Level::INFO, Some(2)),
            (Level::WARN, Some(2)),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_log_that_panics_loses_no_keys() {
    let world = World::new();
    let _guard = Sink::install(|_| panic!("the log of this test panics"));
    world.get("a").await.key();
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_slow_log_holds_no_request_up() {
    let world = World::new();
    let landing = world.store.0.renew().unwrap().unwrap();
    let answered = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&answered);
    let _guard = Sink::install(move |_| {
        *kept.lock().unwrap() = Some(landing.borrow().is_some());
    });
    world.settled().await;
    assert_eq!(*answered.lock().unwrap(), Some(true));
}
