use super::world::*;
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

#[tokio::test(start_paused = true)]
async fn an_outage_of_a_minute_costs_22_fetches_cold() {
    let world = World::new();
    world.endpoint.is_down();
    assert_eq!(hammer(&world, 60, None).await, None);
    let calls = world.endpoint.calls();
    assert!((15..=22).contains(&calls), "{calls}");
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
async fn recovers_within_a_second_of_a_short_outage() {
    for _ in 0..20 {
        let world = World::new();
        world.endpoint.is_down();
        let at = hammer(&world, 10, Some(2000)).await.unwrap();
        assert!((2000..=3000).contains(&at), "{at}");
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

#[tokio::test(start_paused = true)]
async fn a_bad_document_is_a_failed_fetch_and_loses_no_key() {
    let many: Vec<_> = (0..101).map(|n| format!(r#"{{"kid":"{n}"}}"#)).collect();
    for (document, kind) in [
        (r#"{"keys":[]}"#.to_owned(), FetchErrorKind::BadDocument),
        (
            r#"{"keys":[{"kty":"EC"}]}"#.to_owned(),
            FetchErrorKind::BadDocument,
        ),
        (
            "<!doctype html><h1>hello</h1>".to_owned(),
            FetchErrorKind::BadDocument,
        ),
        (
            document(&[("b", 2)])[..200].to_owned(),
            FetchErrorKind::BadDocument,
        ),
        (String::new(), FetchErrorKind::BadDocument),
        (
            format!(r#"{{"keys":[{}]}}"#, many.join(",")),
            FetchErrorKind::BadDocument,
        ),
        (
            document(&[("b", 2)]) + &" ".repeat(256 * 1024),
            FetchErrorKind::TooLarge,
        ),
    ] {
        let world = World::warm().await;
        world.endpoint.replies(Reply::Document(document));
        world.pass(331 * SECOND).await;
        world.get_now("a").key();
        world.settled().await;
        world.get_now("a").key();
        let state = world.store.state();
        assert_eq!(state.last_error, Some(kind.as_str()));
        assert_eq!((state.failures, state.fetches), (1, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_entry_among_good_ones_is_skipped_and_counted() {
    let world = World::new();
    let with_a_bad_one = document(&[("a", 1), ("b", 2)]).replacen(r#""kid":"b""#, r#""kid":7"#, 1);
    world.endpoint.replies(Reply::Document(with_a_bad_one));
    world.get("a").await.key();
    let state = world.store.state();
    assert_eq!((state.kids.len(), state.skipped), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_panicking_fetcher_is_a_failed_fetch() {
    let world = World::new();
    world.endpoint.replies(Reply::Panic);
    let Verdict::Unavailable(_, kind) = world.get("a").await else {
        panic!("there are no keys");
    };
    assert_eq!(kind, FetchErrorKind::Panicked);
    assert!(matches!(world.get_now("a"), Verdict::Unavailable(..)));
    world.endpoint.serves(&[("a", 1)]);
    world.pass(SECOND).await;
    world.get("a").await.key();
}

#[tokio::test(start_paused = true)]
async fn a_timeout_counts_its_wait_from_its_end() {
    let world = World::new();
    world
        .endpoint
        .replies_after(HOUR, Reply::Keys(vec![("a", 1)], None));
    for (least, most) in [(225, 275), (450, 550), (675, 825)] {
        let request = world.spawn("a");
        world.pass(5 * SECOND).await;
        let left = world.get_now("a").retry_after();
        assert!((least * MILLI..=most * MILLI).contains(&left), "{left:?}");
        // Who had to give up was told as much.
        assert_eq!(request.await.unwrap().retry_after(), left);
        world.pass(left).await;
    }
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
