//! What logs requests stands outside of our layer, where a token is still as it came: the recipes that print none.

use actix_web::{App, dev::ServiceResponse, middleware::Logger, test, web};
use axum::{Router, body::Body, http::Response, routing::get};
use cognito_actix::CognitoAuth;
use cognito_core::{Authenticator, Rejection, TokenSource, test_util::TestPool};
use cognito_tower::CognitoLayer;
use http::{HeaderName, Request};
use tower::ServiceExt as _;
use tower_http::{
    sensitive_headers::SetSensitiveRequestHeadersLayer,
    trace::{DefaultMakeSpan, TraceLayer},
};
use tracing::{Level, Span, info};

use super::capture::{listen_to_all, logged};
use crate::log::Log;

fn authenticator(pool: &TestPool) -> Authenticator {
    Authenticator::builder(pool.verifier())
        .token_sources([
            TokenSource::bearer(),
            TokenSource::header("x-token"),
            TokenSource::cookie("__Host-token"),
        ])
        .build()
        .unwrap()
}

/// The headers of one token, in each of its places.
fn headers(token: &str) -> [(&'static str, String); 4] {
    [
        ("authorization", format!("Bearer {token}")),
        ("x-token", token.to_owned()),
        ("cookie", "theme=dark".to_owned()),
        ("cookie", format!("__Host-token={token}")),
    ]
}

/// Routes behind our layer, with a trace layer around it that prints every header.
fn traced(auth: Authenticator) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(
            DefaultMakeSpan::new()
                .level(Level::INFO)
                .include_headers(true),
        )
        .on_response(
            |response: &Response<Body>, _: std::time::Duration, _: &Span| {
                let refused = response.extensions().get::<Rejection>();
                let reason = refused.map(|rejection| rejection.reason().as_str());
                info!(status = response.status().as_u16(), reason);
            },
        );
    Router::new()
        .route("/me", get(async || "hello"))
        .layer(CognitoLayer::new(auth))
        .layer(trace)
}

async fn trace(app: Router, headers: &[(&str, String)]) -> String {
    let log = Log::default();
    let guard = log.start();
    let mut request = Request::get("/me");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    app.oneshot(request).await.unwrap();
    drop(guard);
    log.take()
}

#[tokio::test]
async fn a_trace_layer_prints_no_token_inside_of_a_layer_that_marks_its_headers() {
    let pool = TestPool::new();
    let auth = authenticator(&pool);
    let secret = auth.token_headers().map(HeaderName::try_from);
    let secret: Vec<_> = secret.collect::<Result<_, _>>().unwrap();
    let marking = SetSensitiveRequestHeadersLayer::new(secret);

    let token = pool.access_token().mint();
    let bare = trace(traced(auth.clone()), &headers(&token)).await;
    let marked = traced(auth.clone()).layer(marking.clone());
    let marked = trace(marked, &headers(&token)).await;
    assert!(bare.contains(&token), "else nothing is shown");
    assert!(!marked.contains(&token), "the token is printed");
    for line in ["authorization", "x-token", "cookie", "status=200"] {
        assert!(bare.contains(line) && marked.contains(line), "{line}");
    }

    let refused = traced(auth).layer(marking);
    let refused = trace(refused, &[("x-token", token[1..].to_owned())]).await;
    assert!(
        refused.contains("status=401 reason=\"malformed_token\""),
        "{refused}"
    );
    assert!(!refused.contains(&token[1..]), "the token is printed");
}

/// The reason of a refusal, for a format of the logger.
fn reason(response: &ServiceResponse) -> String {
    let extensions = response.response().extensions();
    let reason = extensions.get::<Rejection>().map(Rejection::reason);
    reason.map_or("-", |reason| reason.as_str()).to_owned()
}

/// The logger prints the headers that its format names, and marks none: it names none that may hold a token.
#[actix_web::test]
async fn actix_logger_prints_no_header_that_its_format_does_not_name() {
    listen_to_all();
    let pool = TestPool::new();
    let app = |format: &str| {
        let logger = Logger::new(format).custom_response_replace("reason", reason);
        App::new()
            .route("/request-log/{id}", web::get().to(async || "hello"))
            .wrap(CognitoAuth::new(authenticator(&pool)))
            .wrap(logger)
    };
    let token = pool.access_token().mint();
    let good = test::init_service(app(r#"%a "%r" %s %{reason}xo %b %T"#)).await;
    for (path, headers) in [
        ("/request-log/let-in", headers(&token).to_vec()),
        (
            "/request-log/refused",
            vec![("x-token", token[1..].to_owned())],
        ),
    ] {
        let mut request = test::TestRequest::with_uri(path);
        for header in headers {
            request = request.append_header(header);
        }
        test::call_service(&good, request.to_request()).await;
    }
    let said = logged();
    for line in [
        r#""GET /request-log/let-in HTTP/1.1" 200 - "#,
        r#""GET /request-log/refused HTTP/1.1" 401 malformed_token "#,
    ] {
        assert!(said.contains(line), "{line}");
    }
    assert!(!said.contains(&token[1..]), "the token is printed");

    let bad = test::init_service(app("%U %{authorization}i")).await;
    let request = test::TestRequest::with_uri("/request-log/named")
        .insert_header(("authorization", "Bearer what.was.sent"));
    test::call_service(&bad, request.to_request()).await;
    assert!(logged().contains("/request-log/named Bearer what.was.sent"));
}
