//! Keys that came with the program: they serve without a fetch until a token names another one.

use super::world::*;
use crate::jwks::{FetchErrorKind, RefreshSettings, SeedKeys};

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// A store with key `e` in the program, and an endpoint that has replaced it by `a`.
fn embedded() -> World {
    let seed = SeedKeys::Embedded(static_keys(&[("e", 9)]));
    let settings = RefreshSettings::default();
    World::with(settings, &["https://keys.test"], Some(seed))
}

#[tokio::test(start_paused = true)]
async fn a_hundred_days_of_known_kids_cost_nothing() {
    let world = embedded();
    for _ in 0..100 * 24 {
        world.get_now("e").key();
        world.pass(HOUR).await;
    }
    let mut frozen = NOW + 200 * DAY.as_secs();
    for _ in 0..100 {
        world.clock.set_wall(frozen);
        world.get_now("e").key();
        frozen += DAY.as_secs();
    }
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 0);
    let tasks = tokio::runtime::Handle::current().metrics();
    assert_eq!((world.clock.sleepers(), tasks.num_alive_tasks()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_one_fetch_and_the_old_one_is_refused() {
    let world = embedded();
    world.pass(100 * DAY).await;
    let reply = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(SECOND, reply);
    let requests: Vec<_> = (0..1000).map(|_| world.spawn("a")).collect();
    world.pass(MILLI).await;
    world.get_now("e").key();
    world.pass(SECOND).await;
    for request in requests {
        request.await.unwrap().key();
    }
    assert_eq!(world.endpoint.calls(), 1);
    world.endpoint.serves(&[("a", 1)]);
    assert!(world.get("e").await.is_absent());
    world.get_now("a").key();
    assert_eq!(world.endpoint.calls(), 2, "`e` is the unknown one by now");
}

#[tokio::test(start_paused = true)]
async fn while_the_endpoint_is_down_a_new_key_is_503_and_the_embedded_one_serves() {
    for is_silent in [false, true] {
        let world = embedded();
        if is_silent {
            world.endpoint.is_silent();
        } else {
            world.endpoint.is_down();
        }
        for _ in 0..100 {
            let request = world.spawn("a");
            world.pass(5 * SECOND).await;
            let verdict = request.await.unwrap();
            assert!(matches!(verdict, Verdict::Unavailable(..)), "{verdict:?}");
            world.get_now("e").key();
            assert!(world.store.is_ready());
            world.pass(DAY).await;
        }
        assert_eq!(world.endpoint.calls(), 100);
        world.get_now("e").key();
        // Without a restart.
        world.endpoint.serves(&[("a", 1)]);
        world.get("a").await.key();
        assert_eq!(world.endpoint.calls(), 101);
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_a_minute_costs_no_more_than_with_fetched_keys() {
    let world = embedded();
    world.endpoint.is_down();
    for _ in 0..60_000 {
        let waited = world.get("a").await;
        assert!(matches!(
            waited,
            Verdict::Unavailable(_, FetchErrorKind::Connect)
        ));
        world.get_now("e").key();
        world.clock.advance(MILLI);
    }
    let calls = world.endpoint.calls();
    assert!((5..=10).contains(&calls), "{calls}");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_unknown_kids_costs_eight_fetches() {
    let world = embedded();
    world.endpoint.serves(&[("e", 9)]);
    for n in 0..10_000 {
        assert!(world.get(&format!("x{n}")).await.is_absent());
        world.get_now("e").key();
        world.clock.advance(3 * MILLI);
    }
    let calls = world.endpoint.calls();
    assert!((7..=8).contains(&calls), "{calls}");
}

/// A fetched set is renewed and dropped, also one that brought the very keys that the program has.
#[tokio::test(start_paused = true)]
async fn what_a_fetch_brought_ages_as_any_other() {
    let world = embedded();
    world.endpoint.serves(&[("e", 9)]);
    assert!(world.get("a").await.is_absent());
    world.pass(331 * SECOND).await;
    world.get_now("e").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 2, "renewed in the background");

    world.endpoint.is_down();
    world.pass(86_399 * SECOND).await;
    world.get("e").await.key();
    world.pass(2 * SECOND).await;
    let verdict = world.get("e").await;
    assert!(matches!(verdict, Verdict::Unavailable(..)), "{verdict:?}");
    assert!(!world.store.is_ready());
}

#[tokio::test(start_paused = true)]
async fn neither_prefetch_nor_keep_fresh_asks_before_a_token_did() {
    let world = embedded();
    world.store.prefetch().await.unwrap();
    let _keep = world.store.keep_fresh().unwrap();
    for _ in 0..1000 {
        world.pass(MINUTE).await;
    }
    assert_eq!(world.endpoint.calls(), 0);

    world.get("a").await.key();
    for _ in 0..60 {
        world.pass(MINUTE).await;
    }
    let calls = world.endpoint.calls();
    assert!((10..=14).contains(&calls), "one an interval: {calls}");
}

#[tokio::test(start_paused = true)]
async fn the_state_tells_that_no_refresh_is_due() {
    let world = embedded();
    world.pass(100 * DAY).await;
    let state = world.store.state();
    assert!(state.ready);
    assert_eq!(*state.kids, ["e".into()]);
    assert_eq!((state.fetched_at, state.age), (None, None));
    assert_eq!(state.next_refresh, None);

    world.get("a").await.key();
    let state = world.store.state();
    assert_eq!((*state.kids).first(), Some(&"a".into()));
    assert_eq!((state.generation, state.fetches), (1, 1));
    assert!(state.next_refresh > Some(4 * MINUTE));
}
