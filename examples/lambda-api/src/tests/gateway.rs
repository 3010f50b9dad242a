//! Claims that API Gateway has verified. The token that came with them is none here, so that nothing else can let a request in.

use axum::http::Request;
use cognito_tower::core::gateway::UpstreamContext;
use serde_json::json;

use super::*;

const REST_ACCESS: &str = include_str!("../../events/rest-cognito-access.json");
const REST_ID: &str = include_str!("../../events/rest-cognito-id.json");
const HTTP_ACCESS: &str = include_str!("../../events/http-jwt-access.json");
const HTTP_MACHINE: &str = include_str!("../../events/http-jwt-machine.json");
const HTTP_FEDERATED: &str = include_str!("../../events/http-jwt-federated.json");
const ALL: [&str; 5] = [
    REST_ACCESS,
    REST_ID,
    HTTP_ACCESS,
    HTTP_MACHINE,
    HTTP_FEDERATED,
];

/// Behind a gateway.
fn behind() -> Router {
    let keys = deployed(&POOL, NewKeys::OneFetch);
    let auth = authenticator(POOL.user_pool(), keys, POOL.clock().clone());
    let auth = auth.unwrap().accept_upstream_verified().build();
    routes::routes(auth.unwrap()).finish()
}

#[tokio::test]
async fn every_recorded_event_says_who_it_is() {
    let app = behind();
    for (event, expected) in [
        // One text for several groups: whether that is one with a comma in its name nobody can tell.
        (
            REST_ACCESS,
            json!({"who": "test.user", "token": "access", "verified_by": "rest_api", "groups": [], "scopes": ["openid", "orders/read"]}),
        ),
        (
            REST_ID,
            json!({"who": "test.user", "token": "id", "verified_by": "rest_api", "groups": ["admins"], "scopes": []}),
        ),
        (
            HTTP_ACCESS,
            json!({"who": "test.user", "token": "access", "verified_by": "http_api", "groups": ["admins", "editors"], "scopes": ["openid", "orders/read"]}),
        ),
        (
            HTTP_MACHINE,
            json!({"who": POOL.client_id(), "token": "access", "verified_by": "http_api", "groups": [], "scopes": ["orders/read"]}),
        ),
        (
            HTTP_FEDERATED,
            json!({"who": "Google_000000000000000000001", "token": "access", "verified_by": "http_api", "groups": ["us-east-1_TestPool1_Google"], "scopes": ["openid", "orders/read"]}),
        ),
    ] {
        let answered = invoke(&app, event, "none").await;
        assert_eq!(answered, (StatusCode::OK, expected));
    }
}

#[tokio::test]
async fn policies_hold_for_them() {
    let app = behind();
    for (event, orders, admin) in [
        (REST_ACCESS, 200, 403),
        (REST_ID, 403, 401),
        (HTTP_ACCESS, 200, 200),
        (HTTP_MACHINE, 200, 403),
        (HTTP_FEDERATED, 200, 403),
    ] {
        for (path, expected) in [("/orders", orders), ("/admin", admin)] {
            let (status, _) = invoke(&app, &with_path(event, path), "none").await;
            assert_eq!(status, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn unless_told_to_nobody_takes_them() {
    let app = app(&POOL, deployed(&POOL, NewKeys::OneFetch));
    for event in ALL {
        let (status, _) = invoke(&app, event, "none").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        // It is the token that counts.
        let (status, body) = invoke(&app, event, &POOL.machine_token().mint()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            (&body["who"], &body["verified_by"]),
            (&POOL.client_id().into(), &"token".into())
        );
    }
}

#[tokio::test]
async fn behind_a_gateway_too_a_token_is_needed_where_no_authorizer_was() {
    let app = behind();
    for event in [REST, HTTP, FUNCTION_URL] {
        let (status, _) = invoke(&app, event, "none").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let (status, body) = invoke(&app, event, &user(&POOL).mint()).await;
        assert_eq!(
            (status, &body["verified_by"]),
            (StatusCode::OK, &"token".into())
        );
    }
}

#[tokio::test]
async fn what_they_claim_is_checked() {
    let app = behind();
    for (from, to) in [
        ("us-east-1_TestPool1\"", "us-east-1_Another\""),
        ("testclient000000000000001", "anotherclient"),
        ("Nov 13 03:13:20", "Nov 13 02:12:19"),
        ("Nov 13 03:13:20", "soon"),
        ("\"access\"", "\"refresh\""),
    ] {
        let event = REST_ACCESS.replace(from, to);
        assert_ne!(event, REST_ACCESS);
        let (status, _) = invoke(&app, &event, "none").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{to}");
    }
}

/// Adapters for other web servers put the context there, and so can anybody.
#[tokio::test]
async fn a_context_in_a_header_is_not_looked_at() {
    let context: Value = serde_json::from_str(HTTP_ACCESS).unwrap();
    let context = context["requestContext"].to_string();
    assert!(UpstreamContext::of_gateway(&serde_json::from_str::<Value>(&context).unwrap()).is_ok());
    for event in [REST, HTTP, FUNCTION_URL] {
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["headers"]["x-amzn-request-context"] = context.clone().into();
        let (status, _) = invoke(&behind(), &event.to_string(), "none").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    // Nor by the server that is no function.
    let request = Request::get("/me").header("x-amzn-request-context", context);
    let request = request.body(Body::empty()).unwrap();
    let answer = behind().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}
