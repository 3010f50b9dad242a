//! What an endpoint that fails costs, and what requests are told meanwhile.

use std::time::Duration;

use super::{dice::Dice, world::*};
use crate::jwks::{FetchErrorKind, RefreshSettings};

/// Requests one millisecond apart for `seconds`; the time of the first success.
async fn hammer(world: &World, seconds: u32, back_at: Option<u32>) -> Option<u32> {
    for millisecond in 0..seconds * 1000 {
        if back_at == Some(millisecond) {
            world.endpoint.serves(&[("a", 1)]);
        }
        if let Verdict::Key(_) = world.get("a").await {
            return Some(millisecond);
        }
        world.clock.advance(MILLI);
    }
    None
}

/// Every time between two calls that follow each other is one of these, ten per cent and a step of the test more or less.
#[track_caller]
fn assert_between_calls(called_at: &[Duration], expected: &[u32], step: Duration) {
    let between = called_at
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]));
    for (n, (waited, millis)) in between.zip(expected).enumerate() {
        let wait = Duration::from_millis(u64::from(*millis));
        let least = wait * 9 / 10;
        let most = wait * 11 / 10 + step;
        assert!((least..=most).contains(&waited), "{n}: {waited:?}");
    }
    assert!(called_at.len() > expected.len(), "{called_at:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_a_minute_costs_22_fetches_cold() {
    for _ in 0..3 {
        let world = World::new();
        world.endpoint.is_down();
        assert_eq!(hammer(&world, 60, None).await, None);
        let calls = world.endpoint.calls();
        assert!((15..=22).contains(&calls), "{calls}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_a_minute_costs_10_fetches_warm_and_nobody_notices() {
    let world = World::warm().await;
    world.endpoint.is_down();
    world.clock.advance(10 * MINUTE);
    for _ in 0..60_000 {
        world.get_now("a").key();
        world.clock.advance(MILLI);
        tokio::task::yield_now().await;
    }
    let calls = world.endpoint.calls() - 1;
    assert!((5..=10).contains(&calls), "{calls}");
}

#[tokio::test(start_paused = true)]
async fn a_cold_store_waits_a_quarter_of_a_second_and_then_longer_up_to_five() {
    let world = World::new();
    world.endpoint.is_down();
    hammer(&world, 40, None).await;
    let expected = [
        250, 500, 750, 750, 750, 1000, 1600, 2560, 4096, 5000, 5000, 5000,
    ];
    assert_between_calls(&world.endpoint.called_at(), &expected, MILLI);
}

#[tokio::test(start_paused = true)]
async fn a_warm_store_waits_twice_as_long_each_time_up_to_a_minute() {
    let world = World::warm().await;
    world.endpoint.is_down();
    world.clock.advance(10 * MINUTE);
    world.endpoint.called_at().clear();
    for _ in 0..30_000 {
        world.get_now("a").key();
        world.clock.advance(10 * MILLI);
        tokio::task::yield_now().await;
    }
    let expected = [
        1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ];
    assert_between_calls(&world.endpoint.called_at(), &expected, 10 * MILLI);
}

#[tokio::test(start_paused = true)]
async fn back_after_two_seconds_the_first_success_is_within_one_more() {
    for _ in 0..20 {
        let world = World::new();
        world.endpoint.is_down();
        let at = hammer(&world, 10, Some(2000)).await.unwrap();
        assert!((2000..=3000).contains(&at), "{at}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_any_outage_the_same_store_serves_again() {
    for seed in 0..20 {
        let mut dice = Dice::of(seed);
        let world = World::new();
        world.endpoint.is_down();
        for _ in 0..=dice.below(200) {
            assert!(matches!(world.get("a").await, Verdict::Unavailable(..)));
            world.pass(dice.time(30 * SECOND)).await;
        }
        world.endpoint.serves(&[("a", 1)]);
        // The longest wait of a cold store, and ten per cent.
        let at = hammer(&world, 6, None).await;
        assert!(at.is_some_and(|at| at <= 5500), "{at:?}");
    }
}

/// Of 60,000 requests each is told when the next fetch may begin, to the millisecond, and it does begin then.
#[tokio::test(start_paused = true)]
async fn retry_after_names_the_moment_of_the_next_fetch() {
    let world = World::new();
    world.endpoint.is_down();
    let mut told = Vec::new();
    for millisecond in 0..60_000 {
        let now = millisecond * MILLI;
        told.push((now, now + world.get("a").await.retry_after()));
        world.clock.advance(MILLI);
    }
    let called_at = world.endpoint.called_at().clone();
    let mut held = 0;
    for (now, then) in told {
        if let Some(next) = called_at.iter().find(|at| **at > now) {
            assert!((then..then + MILLI).contains(next), "{now:?} {then:?}");
            held += 1;
        }
    }
    // The last fetch was followed by the end of the test.
    assert!(held > 50_000, "{held}");
}

/// The request that causes a fetch gives up in the same moment as the fetch: it must not be told less than the others.
#[tokio::test(start_paused = true)]
async fn retry_after_a_timeout_is_no_shorter_than_the_cool_down() {
    for is_warm in [false, true] {
        let world = World::warm().await;
        let (world, kid) = if is_warm {
            (world, "x")
        } else {
            (World::new(), "a")
        };
        world.endpoint.is_silent();
        for _ in 0..8 {
            let request = world.spawn(kid);
            world.pass(5 * SECOND).await;
            let told = request.await.unwrap().retry_after();
            let left = world.get_now(kid).retry_after();
            assert_eq!(told, left, "warm: {is_warm}");
            let calls = world.endpoint.calls();
            world.pass(told.saturating_sub(MILLI)).await;
            assert_eq!(world.get_now(kid).retry_after(), MILLI);
            world.pass(MILLI).await;
            assert_eq!(world.endpoint.calls(), calls);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cold_requests_in_between_learn_the_remaining_time() {
    let world = World::new();
    world.endpoint.is_down();
    let first = world.get("a").await.retry_after();
    assert!((225 * MILLI..=275 * MILLI).contains(&first), "{first:?}");
    world.clock.advance(100 * MILLI);
    assert_eq!(world.get_now("a").retry_after() + 100 * MILLI, first);
    assert_eq!(world.endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_the_endpoint_is_honoured_up_to_a_minute() {
    for (asked, honoured) in [(30 * SECOND, 30 * SECOND), (HOUR, MINUTE)] {
        let world = World::new();
        let busy = Reply::Fail(FetchErrorKind::Status(429), Some(asked));
        world.endpoint.replies(busy);
        assert_eq!(world.get("a").await.retry_after(), honoured);
        world.endpoint.serves(&[("a", 1)]);
        world.pass(honoured.saturating_sub(MILLI)).await;
        assert_eq!(world.get_now("a").retry_after(), MILLI);
        world.pass(MILLI).await;
        world.get("a").await.key();
    }
}

/// A process frozen for two hours in a cool-down of up to a minute: that is over when it wakes.
#[tokio::test(start_paused = true)]
async fn a_cool_down_ends_by_the_wall_clock_too() {
    let world = World::new();
    let busy = Reply::Fail(FetchErrorKind::Status(429), Some(HOUR));
    world.endpoint.replies(busy);
    world.get("a").await.retry_after();
    world.endpoint.serves(&[("a", 1)]);
    world.clock.set_wall(NOW + 59);
    assert_eq!(world.get_now("a").retry_after(), SECOND);
    world.clock.set_wall(NOW + 60);
    world.get("a").await.key();
}

#[tokio::test(start_paused = true)]
async fn the_patience_of_the_warm_does_not_outlive_the_keys() {
    let settings = RefreshSettings::default().max_stale(10 * MINUTE);
    let world = World::with(settings, &["https://keys.test"], None);
    world.get("a").await.key();
    world.endpoint.is_down();
    // From five minutes on it fails, with ever longer waits between.
    for _ in 0..520 {
        world.pass(SECOND).await;
        world.get_now("a").key();
    }
    world.pass(79 * SECOND + 900 * MILLI).await;
    world.get_now("a").key();
    world.pass(101 * MILLI).await;
    let left = world.get_now("a").retry_after();
    assert!(left <= 5500 * MILLI, "{left:?}");
    assert_eq!(world.store.state().cooling_down, Some(left));

    world.endpoint.serves(&[("a", 1)]);
    let at = hammer(&world, 60, None).await.unwrap();
    assert!(at <= 5500, "{at}");
}
