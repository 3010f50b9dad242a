//! Every form of event that brings a bearer token.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_bearer_token_is_the_same_by_every_way() {
    let app = app(&POOL, deployed(&POOL, NewKeys::Refuse));
    for event in [REST, HTTP, FUNCTION_URL] {
        let (status, body) = invoke(&app, event, &user(&POOL).mint()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            body,
            json!({
                "who": "test.user",
                "token": "access",
                "verified_by": "token",
                "groups": ["admins", "editors"],
                "scopes": ["openid", "orders/read"],
            })
        );
        let (status, body) = invoke(&app, event, &POOL.id_token().mint()).await;
        assert_eq!((status, &body["token"]), (StatusCode::OK, &"id".into()));
        let (status, body) = invoke(&app, event, &POOL.machine_token().mint()).await;
        assert_eq!(
            (status, &body["who"]),
            (StatusCode::OK, &POOL.client_id().into())
        );
    }
}

#[tokio::test]
async fn what_is_no_token_of_the_pool_is_refused_by_every_way() {
    let app = app(&POOL, deployed(&POOL, NewKeys::Refuse));
    let stranger = TestPool::new();
    let good = user(&POOL).mint();
    let (head, signature) = good.rsplit_once('.').unwrap();
    let reversed: String = signature.chars().rev().collect();
    let tampered = format!("{head}.A{}", &reversed[1..]);
    for event in [REST, HTTP, FUNCTION_URL] {
        for token in [&*tampered, &user(&stranger).mint()] {
            let (status, _) = invoke(&app, event, token).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        }
        let nothing = event.replace("uthorization", "uthor");
        let (status, _) = invoke(&app, &nothing, "").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let nobody = POOL.access_token().mint();
        for (path, expected) in [("/orders", 403), ("/admin", 403), ("/health", 200)] {
            let event = with_path(event, path);
            assert_eq!(invoke(&app, &event, &nobody).await.0, expected, "{path}");
            assert_eq!(invoke(&app, &event, &good).await.0, 200, "{path}");
        }
    }
}

/// `lambda_http` puts the stage of a REST API before the path, and an HTTP API does so itself.
#[tokio::test]
async fn the_stage_is_no_part_of_the_path() {
    let app = app(&POOL, deployed(&POOL, NewKeys::Refuse));
    let token = user(&POOL).mint();
    let staged = |event: &str, stage: &str, path: &str| {
        let mut event: Value = serde_json::from_str(&with_path(event, path)).unwrap();
        event["requestContext"]["stage"] = stage.into();
        event.to_string()
    };
    for (event, stage, path, expected) in [
        (REST, "prod", "/me", 200),
        (REST, "me", "/me", 200),
        (REST, "prod", "/prod/me", 404),
        (REST, "prod", "/production", 404),
        (HTTP, "$default", "/me", 200),
        (HTTP, "prod", "/prod/me", 200),
        (HTTP, "$default", "/prod/me", 404),
        (HTTP, "prod", "/prod/prod/me", 404),
    ] {
        let event = staged(event, stage, path);
        let (status, _) = invoke(&app, &event, &token).await;
        assert_eq!(status, expected, "{stage} {path}");
    }
}

#[tokio::test]
async fn the_query_stays() {
    let app = Router::new().route(
        "/me",
        axum::routing::get(async |uri: axum::http::Uri| uri.query().unwrap().to_owned()),
    );
    let mut event: Value = serde_json::from_str(REST).unwrap();
    event["queryStringParameters"] = json!({"a": "1 2"});
    event["multiValueQueryStringParameters"] = json!({"a": ["1 2"]});
    let answer = answer(&app, &event.to_string(), "").await;
    let body = to_bytes(answer.into_body(), 1024).await.unwrap();
    assert_eq!(&body[..], b"a=1+2");
}
