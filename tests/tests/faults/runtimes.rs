//! Runtimes that end, that nobody drives, or that are short of threads.

use std::{sync::mpsc, time::Duration};

use cognito_tests::fault_server::Reply;
use tokio::runtime::{Builder, Runtime};

use crate::{
    row::warm,
    subject::{Subject as _, Verdict},
    world::{FOREVER, INTERVAL, World},
};

/// One runtime after the other, as tests of one static verifier have them.
pub(crate) fn one_after_another(world: &World) {
    runtime().block_on(warm(world));
    for round in 1..=3 {
        runtime().block_on(async {
            world.clock.advance(INTERVAL);
            assert_eq!(world.ask_key(0).await, Verdict::Accepted);
            world.settled().await;
        });
        assert_eq!(world.fetches.begun(), 1 + round);
    }
    assert_eq!(world.state().failures, 0);
}

/// A runtime ends in the middle of a fetch: the next one fetches at once, for that was nobody's failure.
pub(crate) fn dropped_in_a_fetch(world: &World) {
    let dying = runtime();
    start_a_fetch(world, &dying);
    drop(dying);
    world.publish(&[0, 1]);
    runtime().block_on(async {
        assert_eq!(world.ask_key(0).await, Verdict::Accepted);
        world.settled().await;
    });
    world.took(&[0, 1]);
    assert_eq!((world.fetches.begun(), world.state().failures), (2, 0));
}

/// The same, while requests of another runtime wait for that fetch.
pub(crate) fn dropped_while_others_wait(world: &World) {
    let dying = runtime();
    start_a_fetch(world, &dying);
    world.publish(&[0, 1]);
    let living = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let token = world.token(0);
    let requests: Vec<_> = (0..50)
        .map(|_| {
            let (verifier, token) = (world.verifier.clone(), token.clone());
            living.spawn(async move { verifier.verify(&token).await.is_ok() })
        })
        .collect();
    let all_served = async {
        // All of them sleep until the deadline, and so does the fetch.
        while world.clock.sleepers() < 51 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(world.fetches.begun(), 1);
        // A runtime must not be dropped in another one.
        std::thread::scope(|threads| threads.spawn(|| drop(dying)).join().unwrap());
        for request in requests {
            assert!(request.await.unwrap());
        }
        world.settled().await;
    };
    let ended = living.block_on(async { tokio::time::timeout(FOREVER, all_served).await });
    assert!(ended.is_ok(), "hangs: {:?}", world.state());
    world.took(&[0, 1]);
    assert_eq!((world.fetches.begun(), world.state().failures), (2, 0));
}

/// A fetch on a runtime whose threads are gone, which is what a forked child has: requests elsewhere are told so at the deadline,
/// and then the fetch counts as failed.
pub(crate) fn nobody_drives(world: &World) {
    let undriven = runtime();
    start_a_fetch(world, &undriven);
    runtime().block_on(async {
        let after = world.ask_key(0).await.retry_after();
        world.clock.advance(after);
        world.publish(&[0, 1]);
        assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    });
    world.took(&[0, 1]);
    assert_eq!(world.fetches.begun(), 2);
    drop(undriven);
}

/// One of two workers is busy for good: keys at hand serve, and new ones are fetched.
pub(crate) fn short_of_threads(world: &World) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (started, is_started) = mpsc::channel();
    let (end, is_over) = mpsc::channel::<()>();
    runtime.spawn(async move {
        started.send(()).unwrap();
        // No await: the worker is gone until the test ends.
        let _ = is_over.recv();
    });
    is_started.recv().unwrap();
    runtime.block_on(async {
        assert_eq!(
            world.ask_many(&world.token(0), 20).await,
            [Verdict::Accepted; 20]
        );
        world.took(&[0, 1]);
        world.publish(&[2, 3]);
        assert_eq!(
            world.ask_many(&world.token(2), 20).await,
            [Verdict::Accepted; 20]
        );
        world.took(&[2, 3]);
        assert_eq!(
            world.ask_many(&world.token(3), 20).await,
            [Verdict::Accepted; 20]
        );
    });
    assert_eq!(world.fetches.begun(), 2);
    drop(end);
}

/// A fetch under way on this runtime, and nobody left who waits for it.
fn start_a_fetch(world: &World, runtime: &Runtime) {
    world.server.answer(Reply::silence());
    let (verifier, token) = (world.verifier.clone(), world.token(0));
    runtime.block_on(async {
        let request = tokio::spawn(async move { verifier.verify(&token).await.is_ok() });
        world.server.until(|counts| counts.stalled == 1).await;
        request.abort();
    });
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
