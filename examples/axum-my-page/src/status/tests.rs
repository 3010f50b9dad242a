#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use cognito_tower::core::{Verifier, test_util::TestPool};
use serde_json::{Value, json};
use tower::ServiceExt as _;

struct Answer {
    code: u16,
    body: Value,
}

impl Answer {
    fn pool(&self) -> &Value {
        &self.body["pools"][0]
    }
}

fn app(verifier: Verifier) -> Router {
    Router::new().route("/status", super::route(verifier))
}

async fn get(app: Router) -> Answer {
    let request = Request::get("/status").body(Body::empty()).unwrap();
    let answer = app.oneshot(request).await.unwrap();
    let code = answer.status().as_u16();
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap();
    Answer { code, body }
}

#[cfg(feature = "dev-pool")]
#[tokio::test]
async fn the_site_is_ready_once_it_is_asked() {
    let site = my_page::Site::embedded(3000).unwrap();
    assert!(!site.verifier().is_ready());
    let answer = get(crate::routes(&site)).await;
    assert_eq!((answer.code, &answer.body["ready"]), (200, &true.into()));
    assert_eq!(answer.pool()["kids"].as_array().unwrap().len(), 2);
    assert!(answer.pool()["last_error"].is_null());
}

#[tokio::test]
async fn without_keys_it_is_not_ready_and_says_why() {
    let pool = TestPool::new();
    pool.set_available(false);
    let verifier = pool.verifier();
    for _ in 0..3 {
        let answer = get(app(verifier.clone())).await;
        assert_eq!((answer.code, &answer.body["ready"]), (503, &false.into()));
        assert_eq!(answer.pool()["kids"], json!([]));
        assert_eq!(answer.pool()["last_error"], "connect");
        // A fetch that waits its turn: whoever asks causes no more of them.
        assert_eq!(answer.pool()["cooling_down"], 1);
        assert_eq!(answer.pool()["fetches"], 1);
    }
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(1));
    assert_eq!(get(app(verifier.clone())).await.code, 200);
}

#[tokio::test]
async fn it_is_ready_as_long_as_old_keys_may_serve() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    assert_eq!(get(app(verifier.clone())).await.code, 200);
    pool.set_available(false);
    pool.clock().advance(Duration::from_secs(2 * 3600));
    verifier.verify(&pool.access_token().mint()).await.unwrap();
    let answer = get(app(verifier.clone())).await;
    assert_eq!((answer.code, &answer.pool()["ready"]), (200, &true.into()));
    assert_eq!(answer.pool()["last_error"], "connect");
    assert_eq!(
        (&answer.pool()["age"], &answer.pool()["failures"]),
        (&7200.into(), &1.into())
    );

    pool.clock().advance(Duration::from_secs(23 * 3600));
    assert_eq!(get(app(verifier.clone())).await.code, 503);
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(60));
    assert_eq!(get(app(verifier.clone())).await.code, 200);
}
