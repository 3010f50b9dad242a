//! What a token says is what its claims say, and what they serialize to.

use cognito_core::TokenUse;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use serde_json::{Map, Value};

use super::{POOL, VERIFIER, cases, verify};

/// Any JSON value of a few levels.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e15..1e15).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn claims_are_written_as_they_were_read(
        unknown in btree_map("x[a-z]?|.{1,8}", json(), 0..5),
        custom in json(),
        groups in vec(any::<String>(), 0..5),
        scopes in vec("[!#-~]{0,6}", 0..6),
        is_id in any::<bool>(),
    ) {
        let mut token = if is_id { POOL.id_token() } else { POOL.access_token() };
        for (name, value) in &unknown {
            token = token.claim(name, value);
        }
        let token = token
            .claim("custom:any", &custom)
            .claim("cognito:groups", &groups)
            .claim("scope", scopes.join(" "));
        let claims = verify(&VERIFIER, &token.mint()).unwrap();
        let expected: Value = serde_json::from_str(&token.claims_json()).unwrap();
        prop_assert_eq!(&serde_json::to_value(&claims).unwrap(), &expected);
        for (name, value) in expected.as_object().unwrap() {
            let read = claims.claim::<Value>(name);
            prop_assert_eq!(read.as_ref(), Some(value));
        }
        prop_assert!(claims.groups().iter().eq(&groups));
        let granted = scopes.iter().filter(|scope| !scope.is_empty());
        prop_assert!(claims.scopes().iter().eq(granted));
        let custom = claims.with_custom::<Map<String, Value>>().unwrap();
        prop_assert_eq!(Value::Object(custom.custom().clone()), expected);
    }

    /// Claims of any type, known ones too: the verdict is a verdict, and the same again.
    #[test]
    fn a_verdict_is_stable(
        name in prop_oneof![
            "iss|exp|nbf|iat|auth_time|token_use|client_id|aud|sub|cognito:groups|scope",
            "username|cognito:username|jti|origin_jti|event_id|email|email_verified|identities",
            "cognito:roles|cognito:preferred_role|address|acr|amr|act|custom:a|nonce|birthdate",
        ],
        value in json(),
        is_id in any::<bool>(),
    ) {
        let token = if is_id { POOL.id_token() } else { POOL.access_token() };
        let token = token.claim(&name, value).mint();
        let first = verify(&VERIFIER, &token);
        let second = verify(&VERIFIER.clone(), &token);
        prop_assert_eq!(first.as_ref().err(), second.as_ref().err());
        if let (Ok(first), Ok(second)) = (first, second) {
            prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
            let used = if is_id { TokenUse::Id } else { TokenUse::Access };
            prop_assert_eq!(first.token_use(), used);
            let written = |claims| serde_json::to_string(claims).unwrap();
            prop_assert_eq!(written(&first), written(&second));
        }
    }

    #[test]
    fn any_payload_has_a_verdict(value in json()) {
        let token = POOL.access_token().mint_payload(&value.to_string());
        let verdict = verify(&VERIFIER, &token).map(drop);
        prop_assert!(verdict.is_err());
        prop_assert_eq!(verify(&VERIFIER, &token).map(drop), verdict);
    }
}
