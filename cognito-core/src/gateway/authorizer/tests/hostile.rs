//! Any JSON as an event.

use proptest::prelude::*;

use super::*;

/// Names that are looked at, and values that mean something in some place.
const NAMES: &[&str] = &[
    "type",
    "version",
    "methodArn",
    "routeArn",
    "authorizationToken",
    "httpMethod",
    "resource",
    "routeKey",
    "cookies",
    "headers",
    "multiValueHeaders",
    "requestContext",
    "eventType",
    "http",
    "method",
    "authorization",
    "Authorization",
    "cookie",
    "sec-websocket-protocol",
    "origin",
    "isAuthorized",
    "principalId",
];
const TEXTS: &[&str] = &[
    "TOKEN",
    "REQUEST",
    "2.0",
    "1.0",
    "CONNECT",
    "GET",
    "OPTIONS",
    "allow",
    "Bearer ",
    "Bearer a.b.c",
    "bearer.a.b.c",
    "",
    "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/",
    "arn:aws:execute-api:eu-west-1:123456789012:*/*/*",
    "ä\u{0}\"",
];

fn texts() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => proptest::sample::select(TEXTS).prop_map(|text| json!(text)),
        1 => any::<String>().prop_map(|text| json!(text)),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => texts(),
        1 => Just(json!(null)),
        1 => any::<bool>().prop_map(|value| json!(value)),
        1 => any::<f64>().prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(3, 24, 8, |inner| {
        let name = proptest::sample::select(NAMES).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..10).prop_map(|map| json!(map)),
        ]
    })
}

/// One of the recorded events with some of its members replaced, and no good token.
fn changed() -> impl Strategy<Value = Value> {
    let events = vec![REST_TOKEN, REST_REQUEST, WEB_SOCKET, HTTP_1, HTTP_2];
    let changes = proptest::collection::vec((proptest::sample::select(NAMES), values()), 0..4);
    (proptest::sample::select(events), changes).prop_map(|(event, changes)| {
        let mut event = with(event, "a.b.c");
        for (name, value) in changes {
            event[name] = value;
        }
        event
    })
}

proptest! {
    #[test]
    fn no_event_without_a_good_token_is_allowed(event in prop_oneof![values(), changed()]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for auth in [builder(), builder().optional()] {
            let authorizer = LambdaAuthorizer::new(auth.build().unwrap());
            for authorizer in [authorizer.clone(), authorizer.iam_responses()] {
                let answer = runtime.block_on(authorizer.answer(&event));
                prop_assert!(!answer.is_ok_and(|answer| answer.is_allowed()));
            }
        }
    }
}
