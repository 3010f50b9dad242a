mod closed;
mod compose;
mod table;

use std::sync::LazyLock;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use cognito_core::test_util::TestPool;
use tower::ServiceExt as _;

use super::*;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];

fn protected() -> ProtectedRouter {
    ProtectedRouter::new(POOL.verifier())
}

/// A handler that says that it ran.
async fn ran() -> &'static str {
    "ran"
}

fn everyone() -> Policy {
    Policy::authenticated()
}

fn admins() -> Policy {
    Policy::group("admins")
}

fn member() -> String {
    POOL.access_token().mint()
}

fn admin() -> String {
    POOL.access_token().group("admins").mint()
}

/// Status and body.
async fn ask(app: &Router, method: &str, path: &str, token: Option<&str>) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 64 * 1024).await.unwrap();
    (status, String::from_utf8(body.into()).unwrap())
}

/// The status without a token, and with this one.
async fn both(app: &Router, method: &str, path: &str, token: &str) -> (u16, u16) {
    let (without, _) = ask(app, method, path, None).await;
    let (with, _) = ask(app, method, path, Some(token)).await;
    (without, with)
}
