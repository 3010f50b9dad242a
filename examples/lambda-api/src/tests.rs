//! Events as API Gateway and function URLs send them, read by `lambda_http`, through the routes. `$TOKEN` in them is a token of a pool in
//! memory; the ids in them are made up.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod events;
mod gateway;
mod new_keys;

use std::sync::LazyLock;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Response, StatusCode},
};
use cognito_tower::{
    assert_no_open_routes,
    core::{
        jwks::StaticKeys,
        test_util::{TestPool, TokenBuilder},
    },
};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{keys::NewKeys, *};

/// One for all tests that do not rotate its keys: to make them takes its time.
static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

const REST: &str = include_str!("../events/rest-bearer.json");
const HTTP: &str = include_str!("../events/http-bearer.json");
const FUNCTION_URL: &str = include_str!("../events/function-url.json");

/// A user with everything that the events tell of.
fn user(pool: &TestPool) -> TokenBuilder {
    pool.access_token()
        .group("admins")
        .group("editors")
        .scope("openid orders/read")
}

/// The key store of a function that was deployed with the keys that the pool has now.
fn deployed(pool: &TestPool, new_keys: NewKeys) -> KeyStore {
    let builder = KeyStore::builder(&pool.user_pool())
        .fetcher(pool.clone())
        .clock(pool.clock().clone());
    let keys = StaticKeys::from_json(pool.jwks()).unwrap();
    new_keys.with(builder, keys).build().unwrap()
}

fn app(pool: &TestPool, keys: KeyStore) -> Router {
    let auth = authenticator(pool.user_pool(), keys, pool.clock().clone());
    routes::routes(auth.unwrap().build().unwrap()).finish()
}

/// What the function answers to an event, its JSON where it is some.
async fn invoke(app: &Router, event: &str, token: &str) -> (StatusCode, Value) {
    let answer = answer(app, event, token).await;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 64 * 1024).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn answer(app: &Router, event: &str, token: &str) -> Response<Body> {
    let request = lambda_http::request::from_str(&event.replace("$TOKEN", token));
    let served = on_lambda::served(app.clone());
    served.oneshot(request.unwrap()).await.unwrap()
}

fn with_path(event: &str, path: &str) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    let at = if event["rawPath"].is_string() {
        "rawPath"
    } else {
        "path"
    };
    event[at] = path.into();
    event.to_string()
}

#[tokio::test]
async fn no_route_is_open() {
    let verifier = POOL.verifier();
    let router = routes::routes(verifier.into());
    let table = router.table();
    assert_no_open_routes(router.finish(), &table, &POOL).await;
}
