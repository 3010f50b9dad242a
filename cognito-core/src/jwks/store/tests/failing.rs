use super::world::*;
use crate::jwks::FetchErrorKind;

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

/// Without keys it is a 503 until the cool-down is over, with keys nobody notices.
#[tokio::test(start_paused = true)]
async fn every_kind_of_failure_costs_one_fetch_and_no_key() {
    for kind in [
        FetchErrorKind::BadDocument,
        FetchErrorKind::Client,
        FetchErrorKind::Connect,
        FetchErrorKind::InsecureLocation,
        FetchErrorKind::Other,
        FetchErrorKind::Redirected,
        FetchErrorKind::Status(403),
        FetchErrorKind::Status(404),
        FetchErrorKind::Status(500),
        FetchErrorKind::Tls,
        FetchErrorKind::TooLarge,
        FetchErrorKind::Transfer,
    ] {
        let cold = World::new();
        cold.endpoint.replies(Reply::Fail(kind, None));
        for _ in 0..10 {
            let Verdict::Unavailable(_, told) = cold.get("a").await else {
                panic!("there are no keys");
            };
            assert_eq!(told, kind);
        }
        assert_eq!(cold.endpoint.calls(), 1, "{kind:?}");

        let warm = World::warm().await;
        warm.endpoint.replies(Reply::Fail(kind, None));
        warm.pass(331 * SECOND).await;
        for _ in 0..10 {
            warm.get_now("a").key();
            warm.settled().await;
        }
        assert_eq!(warm.endpoint.calls(), 2, "{kind:?}");
        assert_eq!(warm.store.state().last_error, Some(kind.as_str()));
    }
}
