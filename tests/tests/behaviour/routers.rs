//! axum's `ProtectedRouter` and actix's `ProtectedScope`: the same calls give the same answers.

use std::sync::LazyLock;

use actix_web::{App, guard, http::header::HeaderValue, test, web};
use axum::{Router, body::to_bytes, http::Request, routing};
use cognito_actix::ProtectedScope;
use cognito_core::{Policy, test_util::TestPool};
use cognito_tower::ProtectedRouter;
use tower::ServiceExt as _;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];

const PATHS: [&str; 19] = [
    "/",
    "/me",
    "/me/",
    "/mixed",
    "/open",
    "/maybe",
    "/anything",
    "/orders",
    "/orders/7",
    "/orders/new",
    "/orders/help",
    "/orders/7/x",
    "/closed",
    "/closed/me",
    "/closed/none",
    "/tree/x",
    "/routes",
    "/none",
    "/a/b/c",
];

/// The calls are the text of both, so that they cannot differ.
macro_rules! composed {
    ($router:ident, get: $get:ident, any: $any:ident, $nest_any:ident: $tree:expr) => {{
        let new = || $router::new(POOL.verifier());
        let admins = || Policy::group("admins");
        let orders = new()
            .get("/", Policy::user(), async || "all orders")
            .get("/{id}", Policy::user(), async || "an order")
            .get("/new", admins(), async || "a new order")
            .public("/help", $get!("help"))
            .method_not_allowed(async || "not to orders")
            .fallback(Policy::user(), async || "no order");
        let closed = new().get("/me", Policy::user(), async || "me");
        new()
            .public("/open", $any!("open"))
            .public("/mixed", $get!("mixed"))
            .post("/mixed", Policy::user(), async || "posted")
            .get("/me", Policy::user(), async || "me")
            .put("/me", admins(), async || "put")
            .patch("/me", Policy::machine(), async || "patched")
            .delete("/me", Policy::user(), async || "deleted")
            .optional("/maybe", $get!("maybe"))
            .route("/anything", admins(), $any!("anything"))
            .nest("/orders", orders)
            .nest("/closed", closed)
            .$nest_any("/tree", admins(), $tree)
            .serve_table("/routes", admins())
            .public_fallback(async || "a page")
    }};
}

macro_rules! axum_get {
    ($says:literal) => {
        routing::get(async || $says)
    };
}

macro_rules! axum_any {
    ($says:literal) => {
        routing::any(async || $says)
    };
}

/// axum's `get` takes `HEAD`; actix's does not.
macro_rules! actix_get {
    ($says:literal) => {{
        let read = guard::Any(guard::Get()).or(guard::Head());
        web::route().guard(read).to(async || $says)
    }};
}

macro_rules! actix_any {
    ($says:literal) => {
        web::to(async || $says)
    };
}

fn router() -> ProtectedRouter {
    let tree = Router::new().route("/x", axum_any!("x"));
    composed!(ProtectedRouter, get: axum_get, any: axum_any, nest_router: tree)
}

fn scope() -> ProtectedScope {
    let tree = web::scope("")
        .route("/x", actix_any!("x"))
        .default_service(web::route());
    composed!(ProtectedScope, get: actix_get, any: actix_any, nest_service: tree)
}

/// Status, challenge and body.
type Answer = (u16, Option<String>, String);

fn answer(method: &str, status: u16, challenge: Option<&[u8]>, body: &[u8]) -> Answer {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    // A server sends none with `HEAD`, and axum none with `CONNECT`.
    let has_body = !["HEAD", "CONNECT"].contains(&method);
    let body = if has_body { body } else { &[] };
    (status, challenge.map(text), text(body))
}

async fn of_axum(app: &Router, method: &str, path: &str, token: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 10_000).await.unwrap();
    let challenge = head.headers.get("www-authenticate");
    answer(
        method,
        head.status.as_u16(),
        challenge.map(axum::http::HeaderValue::as_bytes),
        &body,
    )
}

#[::core::prelude::v1::test]
fn their_tables_are_the_same() {
    assert_eq!(router().table().to_string(), scope().table().to_string());
}

#[tokio::test]
async fn their_answers_are_the_same() {
    let router: Router = router().finish();
    let scope = test::init_service(App::new().service(scope())).await;
    let user = POOL.access_token().mint();
    let admin = POOL.access_token().group("admins").mint();
    let mut found = Vec::new();
    for token in [None, Some("garbage"), Some(&*user), Some(&*admin)] {
        for path in PATHS {
            for method in METHODS {
                let of_axum = of_axum(&router, method, path, token).await;
                let mut request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
                if let Some(token) = token {
                    request = request.append_header(("authorization", format!("Bearer {token}")));
                }
                let response = test::call_service(&scope, request.to_request()).await;
                let status = response.status().as_u16();
                let challenge = response.headers().get("www-authenticate").cloned();
                let body = test::read_body(response).await;
                let of_actix = answer(
                    method,
                    status,
                    challenge.as_ref().map(HeaderValue::as_bytes),
                    &body,
                );
                if of_axum != of_actix {
                    let who = token.map_or("nobody", |t| {
                        if t == user {
                            "user"
                        } else if t == admin {
                            "admin"
                        } else {
                            t
                        }
                    });
                    found.push(format!(
                        "{method} {path} {who}: {} {:?}, {} {:?}",
                        of_axum.0, of_axum.2, of_actix.0, of_actix.2
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "axum, actix:\n{}", found.join("\n"));
}
