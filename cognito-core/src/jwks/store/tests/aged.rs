//! Keys older than an hour, and clocks that stand still or jump.

use super::{dice::Dice, world::*};

/// Beyond the jittered interval.
const LATER: std::time::Duration = std::time::Duration::from_secs(331);

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

/// However the hours passed: awake, frozen, or with a wall clock that was set back meanwhile.
#[tokio::test(start_paused = true)]
async fn after_an_hour_idle_no_withdrawn_key_is_accepted() {
    for seed in 0..60 {
        let mut dice = Dice::of(seed);
        let world = World::warm().await;
        let idle = HOUR + SECOND + dice.time(22 * HOUR);
        match dice.below(3) {
            0 => world.pass(idle).await,
            1 => world.clock.set_wall(NOW + idle.as_secs()),
            _ => world.clock.advance_monotonic(idle),
        }
        // Less than requests wait.
        let takes = MILLI + dice.time(1999 * MILLI);
        let reply = Reply::Keys(vec![("b", 2)], None);
        world.endpoint.replies_after(takes, reply);
        let first = (world.spawn("a"), world.spawn("b"));
        let waited = dice.time(takes);
        world.pass(waited).await;
        let second = (world.spawn("a"), world.spawn("b"));
        world.pass(takes.saturating_sub(waited)).await;
        first.1.await.unwrap().key();
        second.1.await.unwrap().key();
        assert!(first.0.await.unwrap().is_absent());
        // Where nobody has found out meanwhile another fetch must tell, for that one began before this request.
        world.pass(takes).await;
        let verdict = second.0.await.unwrap();
        assert!(!matches!(verdict, Verdict::Key(_)), "{verdict:?}");
        let calls = world.endpoint.calls();
        assert!((2..=3).contains(&calls), "{calls}");
    }
}

/// It waits two seconds for the refresh because it has an old key. Once that is gone it waits for another fetch as everybody does
/// whose kid is unknown, and learns that there is no such key.
#[tokio::test(start_paused = true)]
async fn who_loses_an_old_key_while_waiting_is_not_told_503() {
    let world = World::warm().await;
    let reply = Reply::Keys(vec![("b", 2)], None);
    world.endpoint.replies_after(1500 * MILLI, reply);
    world.pass(HOUR + SECOND).await;
    let first = world.spawn("b");
    world.pass(100 * MILLI).await;
    let second = world.spawn("a");
    world.pass(1400 * MILLI).await;
    first.await.unwrap().key();
    world.pass(1499 * MILLI).await;
    assert!(!second.is_finished());
    world.pass(MILLI).await;
    assert!(second.await.unwrap().is_absent());
    assert_eq!(world.endpoint.calls(), 3);

    // Five seconds in all, if nothing comes.
    let world = World::warm().await;
    let reply = Reply::Keys(vec![("b", 2)], None);
    world.endpoint.replies_after(1500 * MILLI, reply);
    world.pass(HOUR + SECOND).await;
    drop(world.store.lookup("b"));
    let request = world.spawn("a");
    world.pass(MILLI).await;
    world.endpoint.is_silent();
    world.pass(1499 * MILLI).await;
    world.pass(3499 * MILLI).await;
    assert!(!request.is_finished());
    world.pass(MILLI).await;
    assert!(matches!(request.await.unwrap(), Verdict::Unavailable(..)));
}

/// What was asked for before the process was frozen tells nothing about the time after.
#[tokio::test(start_paused = true)]
async fn an_answer_that_was_frozen_with_the_process_is_as_old_as_its_request() {
    let world = World::warm().await;
    world.pass(LATER).await;
    let reply = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(SECOND, reply);
    world.get_now("a").key();
    world.settled().await;
    world.clock.set_wall(NOW + 331 + 7200);
    world.pass(SECOND).await;
    world.endpoint.serves(&[("b", 2)]);
    assert!(world.get("a").await.is_absent());
    assert_eq!(world.endpoint.calls(), 3);
}

/// The five minutes, the hour and the day count from the request for the keys.
#[tokio::test(start_paused = true)]
async fn an_hour_is_an_hour_to_the_millisecond() {
    let world = World::warm().await;
    world.endpoint.serves(&[("b", 2)]);
    world.pass(HOUR).await;
    world.get_now("a").key();

    let world = World::warm().await;
    world.endpoint.serves(&[("b", 2)]);
    world.pass(HOUR + MILLI).await;
    assert!(world.get("a").await.is_absent());
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
