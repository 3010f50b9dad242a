//! Many requests that wait for one fetch, and some that do not wait for its end.

use std::time::Duration;

use super::{dice::Dice, world::*};
use crate::jwks::FetchErrorKind;

const FETCH: Duration = Duration::from_millis(300);

#[tokio::test(start_paused = true)]
async fn ten_thousand_first_requests_share_one_fetch() {
    let world = World::new();
    world
        .endpoint
        .replies_after(FETCH, Reply::Keys(vec![("a", 1)], None));
    let requests: Vec<_> = (0..10_000).map(|_| world.spawn("a")).collect();
    world.pass(FETCH).await;
    for request in requests {
        request.await.unwrap().key();
    }
    assert_eq!(world.endpoint.calls(), 1);
}

/// Requests come in at random times during the fetch; every other one is dropped at a random time before its end. The one
/// that caused the fetch is always among them.
#[tokio::test(start_paused = true)]
async fn of_ten_thousand_half_are_cancelled_and_one_fetch_serves_the_others() {
    for seed in 0..3 {
        let mut dice = Dice::of(seed);
        let world = World::new();
        world
            .endpoint
            .replies_after(FETCH, Reply::Keys(vec![("a", 1)], None));
        let mut plan: Vec<_> = (0..10_000)
            .map(|n| {
                let comes = if n == 0 {
                    Duration::ZERO
                } else {
                    dice.time(FETCH)
                };
                let stays = 1 + dice.time(FETCH.saturating_sub(comes)).as_millis();
                (comes, (n % 2 == 0).then_some(stays))
            })
            .collect();
        plan.sort();
        // Of those who come first the impatient one is the very first.
        let (mut plan, mut leaving, mut staying) =
            (plan.into_iter().peekable(), Vec::new(), Vec::new());
        for millisecond in 0..FETCH.as_millis() {
            while let Some((_, stays)) = plan.next_if(|(comes, _)| comes.as_millis() == millisecond)
            {
                let request = world.spawn("a");
                match stays {
                    Some(stays) => leaving.push((millisecond + stays, request)),
                    None => staying.push(request),
                }
            }
            world.pass(MILLI).await;
            leaving.retain(|(leaves, request)| {
                let is_to_go = *leaves == millisecond + 1;
                if is_to_go && millisecond + 1 < FETCH.as_millis() {
                    request.abort();
                }
                !is_to_go
            });
        }
        assert_eq!(staying.len(), 5000);
        for request in staying {
            request.await.unwrap().key();
        }
        assert_eq!(world.endpoint.calls(), 1);
        assert_eq!(world.clock.sleepers(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_fetch_survives_the_request_that_started_it() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    let first = world.spawn("a");
    let second = world.spawn("a");
    world.settled().await;
    first.abort();
    world.pass(SECOND).await;
    second.await.unwrap().key();
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_fetch_survives_all_requests() {
    let world = World::new();
    world
        .endpoint
        .replies_after(SECOND, Reply::Keys(vec![("a", 1)], None));
    drop(world.store.lookup("a"));
    world.pass(SECOND).await;
    world.get_now("a").key();
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_the_deadline() {
    let world = World::new();
    world.endpoint.is_silent();
    let requests: Vec<_> = (0..100).map(|_| world.spawn("a")).collect();
    world.pass(4999 * MILLI).await;
    assert!(requests.iter().all(|request| !request.is_finished()));
    world.pass(MILLI).await;
    for request in requests {
        let Verdict::Unavailable(_, kind) = request.await.unwrap() else {
            panic!("there are no keys");
        };
        assert_eq!(kind, FetchErrorKind::Timeout);
    }
    assert_eq!(world.endpoint.calls(), 1);
}

/// A fetch that began before the request proves nothing, so the request waits for another: five seconds in all.
#[tokio::test(start_paused = true)]
async fn who_waits_for_two_fetches_waits_no_longer() {
    let world = World::new();
    world
        .endpoint
        .replies_after(4 * SECOND, Reply::Keys(vec![("a", 1)], None));
    let first = world.spawn("a");
    world.pass(SECOND).await;
    let second = world.spawn("b");
    world.settled().await;
    world.endpoint.is_silent();
    world.pass(3 * SECOND).await;
    first.await.unwrap().key();
    assert_eq!(world.endpoint.calls(), 2);
    world.pass(1999 * MILLI).await;
    assert!(!second.is_finished());
    world.pass(MILLI).await;
    assert!(second.is_finished());
    assert!(matches!(second.await.unwrap(), Verdict::Unavailable(..)));
}
