use super::world::*;
use crate::jwks::{FetchErrorKind, RefreshSettings, SeedKeys};

#[tokio::test(start_paused = true)]
async fn a_new_store_does_nothing() {
    let world = World::new();
    world.pass(24 * HOUR).await;
    assert!(!world.store.is_ready());
    assert_eq!(world.endpoint.calls(), 0);
    assert_eq!(world.clock.sleepers(), 0);
}

#[tokio::test(start_paused = true)]
async fn prefetch_fetches_once_and_reports_failure() {
    let world = World::new();
    world.endpoint.is_down();
    let error = world.store.prefetch().await.unwrap_err();
    assert_eq!(error.fetch_error().kind(), FetchErrorKind::Connect);
    assert!(!world.store.is_ready());

    world.endpoint.serves(&[("a", 1)]);
    world.pass(SECOND).await;
    world.store.prefetch().await.unwrap();
    world.store.prefetch().await.unwrap();
    assert!(world.store.is_ready());
    assert_eq!(world.endpoint.calls(), 2);
    world.get_now("a").key();
}

#[tokio::test(start_paused = true)]
async fn pinned_keys_never_fetch() {
    let seed = SeedKeys::Pinned(static_keys(&[("s", 9)]));
    let world = World::with(
        RefreshSettings::default(),
        &["https://keys.test"],
        Some(seed),
    );
    world.pass(100 * 24 * HOUR).await;
    world.get_now("s").key();
    assert!(world.get_now("a").is_absent());
    world.store.prefetch().await.unwrap();
    assert!(world.store.is_ready());
    assert_eq!(world.endpoint.calls(), 0);
    assert_eq!(world.store.state().next_refresh, None);
}

#[tokio::test(start_paused = true)]
async fn start_keys_serve_at_once_and_are_renewed() {
    let seed = SeedKeys::Start(static_keys(&[("s", 9)]));
    let world = World::with(
        RefreshSettings::default(),
        &["https://keys.test"],
        Some(seed),
    );
    world.get_now("s").key();
    world.settled().await;
    assert_eq!(world.endpoint.calls(), 1);
    world.get_now("a").key();
}

#[tokio::test(start_paused = true)]
async fn start_keys_serve_while_the_endpoint_is_down() {
    let seed = SeedKeys::Start(static_keys(&[("s", 9)]));
    let world = World::with(
        RefreshSettings::default(),
        &["https://keys.test"],
        Some(seed),
    );
    world.endpoint.is_down();
    for _ in 0..23 {
        world.get("s").await.key();
        world.pass(HOUR).await;
    }
    world.pass(2 * HOUR).await;
    assert!(matches!(world.get("s").await, Verdict::Unavailable(..)));
}
