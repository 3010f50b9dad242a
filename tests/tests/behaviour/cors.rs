//! The CORS layer outside: preflights pass, and refusals carry its headers.

use actix_cors::Cors;
use actix_web::{App, test, web};
use axum::{Router, body::Body, routing::get};
use cognito_actix::{CognitoAuth, ProtectedScope};
use cognito_core::{Policy, test_util::TestPool};
use cognito_tower::{CognitoLayer, ProtectedRouter};
use http::{Method, Request, header};
use tower::ServiceExt as _;
use tower_http::cors::CorsLayer;

const APP: &str = "https://app.example.com";
const ALLOW: &str = "access-control-allow-origin";

type Headers = Vec<(&'static str, String)>;

fn axum_cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin([APP.parse().unwrap()])
        .allow_methods([Method::GET])
        .allow_headers([header::AUTHORIZATION])
}

fn axum_routes() -> Router {
    Router::new().route("/me", get(async || "hello"))
}

fn actix_cors() -> Cors {
    Cors::default()
        .allowed_origin(APP)
        .allowed_methods(["GET"])
        .allowed_header("authorization")
}

fn preflight() -> Headers {
    vec![
        ("origin", APP.to_owned()),
        ("access-control-request-method", "GET".to_owned()),
        ("access-control-request-headers", "authorization".to_owned()),
    ]
}

/// Status, and whether the browser's page may see the answer.
async fn by_axum(app: &Router, method: &str, headers: &[(&str, String)]) -> (u16, bool) {
    let mut request = Request::builder().method(method).uri("/me");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let allowed = response.headers().get(ALLOW);
    (
        response.status().as_u16(),
        allowed.is_some_and(|origin| origin == APP),
    )
}

/// The requests of a page on another origin.
fn exchange(pool: &TestPool) -> [(&'static str, Headers, u16); 4] {
    let origin = || ("origin", APP.to_owned());
    let bearer = |token: &str| ("authorization", format!("Bearer {token}"));
    let good = pool.access_token().mint();
    [
        ("OPTIONS", preflight(), 200),
        ("GET", vec![origin()], 401),
        ("GET", vec![origin(), bearer("x")], 401),
        ("GET", vec![origin(), bearer(&good)], 200),
    ]
}

#[tokio::test]
async fn axum_with_cors_outside() {
    let pool = TestPool::new();
    let app = axum_routes()
        .layer(CognitoLayer::from(pool.verifier()))
        .layer(axum_cors());
    for (method, headers, status) in exchange(&pool) {
        let answer = by_axum(&app, method, &headers).await;
        assert_eq!(answer, (status, true), "{method}");
    }
}

#[tokio::test]
async fn axum_with_cors_outside_of_the_protected_router() {
    let pool = TestPool::new();
    let app = ProtectedRouter::new(pool.verifier())
        .get("/me", Policy::user(), async || "hello")
        .finish()
        .layer(axum_cors());
    for (method, headers, status) in exchange(&pool) {
        let answer = by_axum(&app, method, &headers).await;
        assert_eq!(answer, (status, true), "{method}");
    }
}

#[tokio::test]
async fn axum_with_cors_inside_refuses_preflights() {
    let app = axum_routes()
        .layer(axum_cors())
        .layer(CognitoLayer::from(TestPool::new().verifier()));
    assert_eq!(by_axum(&app, "OPTIONS", &preflight()).await, (401, false));
}

/// As `by_axum`.
macro_rules! by_actix {
    ($app:expr, $method:expr, $headers:expr) => {{
        let method = $method.parse().unwrap();
        let mut request = test::TestRequest::with_uri("/me").method(method);
        for (name, value) in $headers {
            request = request.append_header((*name, value.as_str()));
        }
        let response = test::call_service($app, request.to_request()).await;
        let allowed = response.headers().get(ALLOW);
        (
            response.status().as_u16(),
            allowed.is_some_and(|origin| origin == APP),
        )
    }};
}

#[tokio::test]
async fn actix_with_cors_outside() {
    let pool = TestPool::new();
    let app = App::new()
        .route("/me", web::get().to(async || "hello"))
        .wrap(CognitoAuth::from(pool.verifier()))
        .wrap(actix_cors());
    let app = test::init_service(app).await;
    for (method, headers, status) in exchange(&pool) {
        let answer = by_actix!(&app, method, &headers);
        assert_eq!(answer, (status, true), "{method}");
    }
}

#[tokio::test]
async fn actix_with_cors_outside_of_the_protected_scope() {
    let pool = TestPool::new();
    let scope = ProtectedScope::new(pool.verifier());
    let scope = scope.get("/me", Policy::user(), async || "hello");
    let app = App::new().service(scope).wrap(actix_cors());
    let app = test::init_service(app).await;
    for (method, headers, status) in exchange(&pool) {
        let answer = by_actix!(&app, method, &headers);
        assert_eq!(answer, (status, true), "{method}");
    }
}

#[tokio::test]
async fn actix_with_cors_inside_refuses_preflights() {
    let app = App::new()
        .route("/me", web::get().to(async || "hello"))
        .wrap(actix_cors())
        .wrap(CognitoAuth::from(TestPool::new().verifier()));
    let app = test::init_service(app).await;
    assert_eq!(by_actix!(&app, "OPTIONS", &preflight()), (401, false));
}
