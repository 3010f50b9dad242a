//! Contexts of an independent emulator's API Gateway, with the payloads of their tokens.

use cognito_core::{
    Provenance, TokenUse, UserPool, Verifier,
    gateway::UpstreamContext,
    test_util::{ManualClock, TestPool},
};
use serde_json::Value;

const HTTP: [&str; 3] = [
    include_str!("../../lambda/recorded/ministack-http-api-access.json"),
    include_str!("../../lambda/recorded/ministack-http-api-id.json"),
    include_str!("../../lambda/recorded/ministack-http-api-machine.json"),
];
const REST: [&str; 3] = [
    include_str!("../../lambda/recorded/ministack-rest-api-access.json"),
    include_str!("../../lambda/recorded/ministack-rest-api-id.json"),
    include_str!("../../lambda/recorded/ministack-rest-api-machine.json"),
];

/// The claims as they come out, and the token's own.
async fn claims(recorded: &str) -> (Provenance, Value, Value) {
    let recorded: Value = serde_json::from_str(recorded).unwrap();
    let token = recorded["token"].clone();
    let iat = token["iat"].as_u64().unwrap();
    let pool = UserPool::with_any_client("us-east-1_FAKEpool1".parse().unwrap());
    let verifier = Verifier::builder()
        .user_pool(pool)
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(ManualClock::new(iat))
        .fetcher(TestPool::new())
        .build()
        .unwrap();
    let context = UpstreamContext::of_gateway(&recorded["requestContext"]).unwrap();
    let claims = verifier.check_upstream(&context).await.unwrap();
    let written = serde_json::to_value(&claims).unwrap();
    (claims.provenance(), written, token)
}

#[tokio::test]
async fn an_http_apis_claims_are_the_tokens() {
    for recorded in HTTP {
        let (provenance, claims, token) = claims(recorded).await;
        assert_eq!(provenance, Provenance::HttpApi);
        assert_eq!(claims, token);
    }
}

/// It writes a REST API's groups as an HTTP API's, which AWS does not: in doubt they are none.
#[tokio::test]
async fn a_rest_apis_claims_are_the_tokens_but_for_lists_of_another_form() {
    for recorded in REST {
        let (provenance, claims, mut token) = claims(recorded).await;
        assert_eq!(provenance, Provenance::RestApi);
        token.as_object_mut().unwrap().remove("cognito:groups");
        assert_eq!(claims, token);
    }
}
