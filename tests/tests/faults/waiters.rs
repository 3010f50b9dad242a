//! Requests that come together, and requests that go.

use std::{collections::VecDeque, time::Duration};

use cognito_core::clock::Clock as _;
use cognito_tests::fault_server::Reply;
use tokio::task::JoinHandle;

use crate::{
    keys::published,
    subject::{Subject as _, Verdict},
    world::{INTERVAL, World},
};

/// The request that caused the fetch is dropped: the fetch goes on and serves the others.
pub(crate) async fn leader_cancelled(world: &World) {
    hold(world);
    let leader = spawn(world);
    world.server.until(|counts| counts.stalled == 1).await;
    let others: Vec<_> = (0..20).map(|_| spawn(world)).collect();
    tokio::task::yield_now().await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    world.server.release();
    for other in others {
        assert!(other.await.unwrap());
    }
    world.took(&[0, 1]);
    assert_eq!(world.fetches.begun(), 1);
}

/// Everybody goes: the fetch ends well, and its keys serve who comes next.
pub(crate) async fn all_cancelled(world: &World) {
    hold(world);
    let requests: Vec<_> = (0..20).map(|_| spawn(world)).collect();
    world.server.until(|counts| counts.stalled == 1).await;
    for request in requests {
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    world.server.release();
    world.settled().await;
    assert!(world.state().ready);
    world.took(&[0, 1]);
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    assert_eq!(world.fetches.begun(), 1);
}

/// 50 requests a second for a minute, each given up after 200 ms, and a fetch of 300 ms: 3,000 fetches and nobody served, if the
/// fetch went with the request.
pub(crate) async fn impatient(world: &World) {
    const STEP: Duration = Duration::from_millis(20);
    hold(world);
    let token = world.token(0);
    let (mut waiting, mut served) = (VecDeque::new(), 0);
    for request in 0..3000 {
        waiting.push_back(spawn_token(world, token.clone()));
        tokio::task::yield_now().await;
        if request == 0 {
            world.server.until(|counts| counts.stalled == 1).await;
        }
        if request == 15 {
            world.server.release();
            while !world.state().ready {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        world.clock.advance(STEP);
        if waiting.len() == 10 {
            let oldest: JoinHandle<bool> = waiting.pop_front().unwrap();
            oldest.abort();
            served += usize::from(oldest.await.unwrap_or_default());
        }
    }
    for request in waiting {
        served += usize::from(request.await.unwrap());
    }
    assert!((2980..=2995).contains(&served), "{served} of 3,000 served");
    world.took(&[0, 1]);
    assert_eq!(world.fetches.begun(), 1);
}

/// 10,000 requests find no keys, half of them go before these come: one fetch, and the others are served.
pub(crate) async fn herd(world: &World) {
    hold(world);
    let token = world.token(0);
    let requests: Vec<_> = (0..10_000)
        .map(|_| spawn_token(world, token.clone()))
        .collect();
    world.server.until(|counts| counts.stalled == 1).await;
    let mut dice = 7_u32;
    let (going, staying): (Vec<_>, Vec<_>) = requests.into_iter().partition(|_| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        dice >> 31 == 0
    });
    assert!(going.len() > 4500 && staying.len() > 4500);
    for request in going {
        request.abort();
    }
    world.server.release();
    for request in staying {
        assert!(request.await.unwrap());
    }
    world.took(&[0, 1]);
    assert_eq!(world.fetches.begun(), 1);
    assert_eq!(world.server.counts().connections, 1);
}

/// Requests come while a fetch hangs and after it. Nobody is kept waiting, and no other fetch begins before the back-off is over,
/// though the runtime comes late to the fetch whose deadline has come.
pub(crate) async fn incessant(world: &World) {
    world.server.answer(Reply::silence());
    world.pass(INTERVAL).await;
    let (token, begun) = (world.token(0), world.clock.monotonic());
    let mut passed = Duration::ZERO;
    while passed < Duration::from_secs(12) {
        let (verdict, waited) = world.ask_timed(&token).await;
        assert_eq!((verdict, waited), (Verdict::Accepted, Duration::ZERO));
        if passed.is_zero() {
            world.server.until(|counts| counts.stalled == 1).await;
        }
        if (4980..5020).contains(&passed.as_millis()) {
            world.clock.advance(Duration::from_millis(1));
        } else {
            world.clock.advance(Duration::from_millis(20));
            tokio::task::yield_now().await;
        }
        passed = world.clock.monotonic().saturating_sub(begun);
    }
    // From 0 s to 5 s, and from 6 s to 11 s.
    assert_eq!((world.fetches.begun(), world.state().failures), (3, 2));
}

fn hold(world: &World) {
    world.server.answer(Reply::ok(published(&[0, 1])).held());
}

fn spawn(world: &World) -> JoinHandle<bool> {
    spawn_token(world, world.token(0))
}

fn spawn_token(world: &World, token: String) -> JoinHandle<bool> {
    let verifier = world.verifier.clone();
    tokio::spawn(async move { verifier.verify(&token).await.is_ok() })
}
