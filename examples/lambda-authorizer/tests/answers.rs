//! The recorded events, through what the function does.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{ffi::OsString, fs, path::Path, sync::LazyLock};

use aws_lambda_events::apigw::{
    ApiGatewayCustomAuthorizerRequest as RestToken,
    ApiGatewayCustomAuthorizerRequestTypeRequest as RestRequest,
    ApiGatewayV2CustomAuthorizerV1Request as Http1, ApiGatewayV2CustomAuthorizerV2Request as Http2,
};
use cognito_core::{
    Verifier,
    gateway::{LambdaAuthorizer, UpstreamContext},
    test_util::TestPool,
};
use lambda_authorizer::{answer, authorizer_of};
use lambda_runtime::Diagnostic;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| POOL.verifier());

fn readers() -> LambdaAuthorizer {
    let variable = |name| (name == "REQUIRED_SCOPE").then(|| OsString::from("orders/read"));
    authorizer_of(VERIFIER.clone(), variable).unwrap()
}

fn reader() -> String {
    POOL.access_token()
        .group("staff")
        .scope("orders/read")
        .mint()
}

/// All that are there, by their names.
fn events(token: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let read = |path: &Path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains("{token}"), "{name}");
        (
            name,
            serde_json::from_str(&text.replace("{token}", token)).unwrap(),
        )
    };
    let mut events: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| read(&entry.unwrap().path()))
        .collect();
    events.sort_by(|(one, _), (other, _)| one.cmp(other));
    events
}

#[tokio::test]
async fn there_is_an_event_of_each_kind() {
    let names: Vec<_> = events("").into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "http-1.0",
            "http-2.0",
            "rest-request",
            "rest-token",
            "websocket-connect"
        ]
    );
}

#[tokio::test]
async fn readers_are_allowed_and_the_function_behind_knows_them() {
    for (name, event) in events(&reader()) {
        let answer = answer(&readers(), event).await.unwrap();
        assert!(answer.is_allowed(), "{name}");
        let answer = serde_json::to_value(answer).unwrap();
        // As API Gateway hands it on.
        let context = match &*name {
            "http-2.0" => json!({"authorizer": {"lambda": answer["context"]}}),
            _ => json!({"authorizer": answer["context"]}),
        };
        let context = UpstreamContext::of_gateway(&context).unwrap();
        let claims = VERIFIER.check_upstream(&context).await.unwrap();
        assert!(claims.groups().contains("staff"), "{name}");
    }
}

#[tokio::test]
async fn others_are_denied() {
    for (name, event) in events(&POOL.access_token().mint()) {
        let answer = answer(&readers(), event).await.unwrap();
        assert!(!answer.is_allowed(), "{name}");
    }
}

/// What Lambda reports: API Gateway compares the text.
#[tokio::test]
async fn without_a_good_token_a_rest_api_answers_401() {
    for token in ["", "a.b.c", &POOL.id_token().mint()] {
        for (name, event) in events(token) {
            match answer(&readers(), event).await {
                Ok(answer) => assert!(name == "http-2.0" && !answer.is_allowed(), "{name}"),
                Err(error) => assert_eq!(Diagnostic::from(error).error_message, "Unauthorized"),
            }
        }
    }
}

#[tokio::test]
async fn without_keys_it_is_another_error() {
    let pool = TestPool::new();
    pool.set_available(false);
    let authorizer = authorizer_of(pool.verifier(), |_| None).unwrap();
    for (name, event) in events(&pool.access_token().mint()) {
        let error = answer(&authorizer, event).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the token could not be decided about",
            "{name}"
        );
    }
}

/// A function may take its event in a type of `aws_lambda_events`.
#[tokio::test]
async fn typed_events_are_answered_alike() {
    for token in [reader(), POOL.access_token().mint()] {
        for (name, event) in events(&token) {
            let by_json = serde_json::to_value(answer(&readers(), event.clone()).await.unwrap());
            let typed = match &*name {
                "http-1.0" => typed::<Http1>(event).await,
                "http-2.0" => typed::<Http2>(event).await,
                "rest-request" => typed::<RestRequest>(event).await,
                "rest-token" => typed::<RestToken>(event).await,
                // There is no type for it.
                _ => continue,
            };
            assert_eq!(typed, by_json.unwrap(), "{name}");
        }
    }
}

async fn typed<E: DeserializeOwned + Serialize>(event: Value) -> Value {
    let event: E = serde_json::from_value(event).unwrap();
    serde_json::to_value(readers().answer(&event).await.unwrap()).unwrap()
}
