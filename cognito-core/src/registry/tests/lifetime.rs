//! Runtimes that end, and handles that go.

use std::{
    error::Error as _,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use tokio::runtime::{Builder, Handle, Runtime};

use super::world::*;
use crate::{
    Reason, UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
};

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

#[test]
fn a_look_up_whose_runtime_died_is_made_again() {
    let world = World::new();
    world.book.answers_after(SECOND);
    let dying = runtime();
    dying.block_on(async {
        drop(world.spawn(world.token(ACME).mint()));
        settle().await;
    });
    let living = runtime();
    let waiters: Vec<_> = living.block_on(async {
        let token = world.token(ACME).mint();
        let waiters = (0..100).map(|_| world.spawn(token.clone())).collect();
        settle().await;
        waiters
    });
    assert_eq!(world.book.count(), 1);
    drop(dying);
    living.block_on(async {
        world.pass(SECOND).await;
        for waiter in waiters {
            waiter.await.unwrap().unwrap();
        }
    });
    assert_eq!(world.book.count(), 2);
}

/// Panics when it is dropped.
#[derive(Debug)]
struct Explosive {
    is_ready: bool,
}

impl Future for Explosive {
    type Output = Result<Option<UserPool>, PoolLookupError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        if self.is_ready {
            Poll::Ready(Ok(Some(tenant(ACME))))
        } else {
            Poll::Pending
        }
    }
}

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("a clean-up of this test panics");
    }
}

#[derive(Debug, Default)]
struct Explosives {
    is_ready: bool,
    count: AtomicUsize,
}

impl PoolRegistry for Explosives {
    fn find<'a>(
        &'a self,
        _: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        self.count.fetch_add(1, SeqCst);
        let is_ready = self.is_ready;
        Box::pin(Explosive { is_ready })
    }
}

/// With the back-off of one: it is not asked again and again.
#[tokio::test(start_paused = true)]
async fn a_clean_up_that_panics_is_a_failure() {
    for is_ready in [false, true] {
        let registry = Arc::new(Explosives {
            is_ready,
            ..Explosives::default()
        });
        let world = World::new();
        let verifier = Verifier::builder()
            .pool_registry(Arc::clone(&registry))
            .clock(world.clock.clone())
            .fetcher(world.keys.clone())
            .build()
            .unwrap();
        let token = world.token(ACME).mint();
        let request = tokio::spawn({
            let (verifier, token) = (verifier.clone(), token.clone());
            async move { verifier.verify(&token).await }
        });
        // A silent one is dropped at the deadline.
        world.pass(if is_ready { MILLI } else { 2 * SECOND }).await;
        request.await.unwrap().unwrap_err();
        for _ in 0..10 {
            let error = verifier.verify(&token).await.unwrap_err();
            let cause = error.source().unwrap().to_string();
            assert_eq!(cause, "the pool registry panicked");
        }
        assert_eq!(registry.count.load(SeqCst), 1);
    }
}

#[test]
fn a_runtime_that_nobody_drives_holds_nobody_up_for_long() {
    let world = World::new();
    world.book.answers_after(SECOND);
    let frozen = runtime();
    frozen.block_on(async {
        drop(world.spawn(world.token(ACME).mint()));
        settle().await;
    });
    runtime().block_on(async {
        let joined = world.spawn(world.token(ACME).mint());
        world.pass(2 * SECOND).await;
        let error = joined.await.unwrap().unwrap_err();
        assert_eq!(error.reason(), Reason::PoolLookupFailed);
        // A second more, and it counts as dead.
        world.pass(SECOND).await;
        let request = world.spawn(world.token(ACME).mint());
        world.pass(SECOND).await;
        request.await.unwrap().unwrap();
    });
    assert_eq!(world.book.count(), 2);
    drop(frozen);
}

/// As of a worker thread that is blocked, with all look-ups that there is room for on it.
#[test]
fn look_ups_that_nobody_drives_do_not_take_all_the_room_for_long() {
    let world = World::new();
    world.book.says_of_others(Some(Row::Silent));
    let forger = Forger::new();
    let frozen = runtime();
    frozen.block_on(async {
        for n in 0..48 {
            drop(world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))));
        }
        settle().await;
    });
    runtime().block_on(async {
        assert_eq!(world.book.count(), 48);
        let in_vain = world.spawn(world.token(ACME).mint());
        world.pass(2 * SECOND).await;
        assert!(in_vain.await.unwrap().is_err());
        world.clock.advance(2 * SECOND);
        world.admits(ACME).await;
    });
    drop(frozen);
}

#[test]
fn outside_a_runtime_known_pools_serve_and_others_are_unavailable() {
    let world = World::new();
    let forger = Forger::new();
    let outside = |token: &str| {
        let mut verifying = Box::pin(world.verifier.verify(token));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match verifying.as_mut().poll(&mut context) {
            std::task::Poll::Ready(decided) => decided.map(|_| ()),
            std::task::Poll::Pending => panic!("there is nothing to wait for"),
        }
    };
    let token = world.token(ACME).mint();
    let error = outside(&token).unwrap_err();
    assert_eq!(error.reason(), Reason::PoolLookupFailed);
    let source = error.source().unwrap().to_string();
    assert!(source.contains("tokio runtime"), "{source}");
    runtime().block_on(world.admits(ACME));
    outside(&token).unwrap();
    world.clock.advance(10 * MINUTE);
    outside(&token).unwrap();
    assert!(outside(&forger.forge("us-east-1_Other")).is_err());
    assert_eq!(world.book.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_task_outlives_the_last_handle() {
    let world = World::new();
    world.book.says_of_others(Some(Row::Silent));
    let forger = Forger::new();
    let before = Handle::current().metrics().num_alive_tasks();
    for n in 0..100 {
        let request = world.spawn(forger.forge(&format!("us-east-1_Stranger{n}")));
        tokio::task::yield_now().await;
        request.abort();
    }
    settle().await;
    let under_way = Handle::current().metrics().num_alive_tasks() - before;
    assert_eq!(under_way, 48);
    drop(world);
    settle().await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), before);
}

#[test]
fn making_a_verifier_asks_nobody_and_needs_no_runtime() {
    let world = World::new();
    assert!(world.verifier.is_ready());
    assert!(world.verifier.key_states().is_empty());
    runtime().block_on(world.verifier.prefetch()).unwrap();
    assert_eq!((world.book.count(), world.keys.fetches()), (0, 0));
}
