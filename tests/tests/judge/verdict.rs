//! What is said of tokens.

use cognito_core::{
    TokenUse,
    test_util::{SigningKey, TestPool},
};
use serde_json::{Value, json};

use super::session::{answers, judge, line, verdict};

const SAMPLES: &str = include_str!("../../../cognito-core/tests/samples.json");

/// One row: a token, what is asked of it, and the reason if it is refused.
type Row = (String, Value, Option<&'static str>);

fn check(pool: &TestPool, test: &str, rows: &[Row]) {
    let lines: String = rows
        .iter()
        .enumerate()
        .map(|(id, (token, config, _))| line(id, token, config))
        .collect();
    let answers = answers(judge(pool, test), lines);
    assert_eq!(answers.len(), rows.len());
    for (id, (answer, (_, config, reason))) in answers.iter().zip(rows).enumerate() {
        assert_eq!(answer, &verdict(id, *reason), "row {id}, {config}");
    }
}

/// The kit's bad tokens are for a verifier whose leeway is 60 s.
#[test]
fn every_bad_token_of_the_test_kit_has_its_reason() {
    let pool = TestPool::new();
    let leeway = json!({"leeway": 60});
    let mut rows = vec![(pool.access_token().mint(), Value::Null, None)];
    rows.extend(pool.bad_tokens().into_iter().map(|bad| {
        let token = bad.token().to_owned();
        (token, leeway.clone(), Some(bad.reason().as_str()))
    }));
    for reason in [
        "alg_not_allowed",
        "audience_mismatch",
        "bad_claim",
        "bad_signature",
        "bad_time_claim",
        "client_mismatch",
        "crit_not_understood",
        "encrypted_token",
        "expired",
        "kid_missing",
        "malformed_token",
        "not_yet_valid",
        "token_too_large",
        "unknown_issuer",
        "unknown_kid",
        "wrong_token_use",
    ] {
        assert!(rows.iter().any(|row| row.2 == Some(reason)), "{reason}");
    }
    check(&pool, "bad-tokens", &rows);
}

#[test]
fn rules_are_applied_and_win_in_the_order_of_the_specification() {
    let pool = TestPool::new();
    let plain = || pool.access_token().scope("r w").group("g").group("h");
    let token = plain().mint();
    let scope = Some("insufficient_scope");
    let group = Some("missing_group");
    let rows = [
        (json!({"scopes": ["any", "x", "w"]}), None),
        (json!({"scopes": ["all", "r", "w"]}), None),
        (json!({"scopes": ["any", "x", "y"]}), scope),
        (json!({"scopes": ["all", "r", "x"]}), scope),
        (json!({"scopes": ["all", "R"]}), scope),
        (json!({"groups": ["any", "x", "h"]}), None),
        (json!({"groups": ["all", "g", "h"]}), None),
        (json!({"groups": ["any", "x"]}), group),
        (json!({"groups": ["all", "g", "x"]}), group),
        (
            json!({"groups": ["any", "x"], "scopes": ["any", "x"]}),
            scope,
        ),
        (
            json!({"groups": ["any", "x"], "resource": "api"}),
            Some("audience_mismatch"),
        ),
        (
            json!({"client_ids": ["other"], "scopes": ["any", "x"]}),
            Some("client_mismatch"),
        ),
        (json!({"client_ids": ["other", pool.client_id()]}), None),
        (json!({"client_ids": "any"}), None),
        (
            json!({"token_use": "id", "client_ids": ["other"]}),
            Some("wrong_token_use"),
        ),
        (json!({"token_use": "any"}), None),
        (json!({}), None),
        (Value::Null, None),
    ];
    let rows = rows.map(|(config, reason)| (token.clone(), config, reason));
    check(&pool, "rules", &rows);
}

#[test]
fn kinds_resources_and_leeway() {
    let pool = TestPool::new();
    let id = pool.id_token().mint();
    let bound = pool.access_token().claim("aud", "api").mint();
    let expired = pool.access_token().claim("exp", 1_763_000_000).mint();
    let early = pool.access_token().claim("nbf", 1_763_000_001).mint();
    let other = pool.access_token().claim("client_id", "other").mint();
    let rows = [
        (&id, Value::Null, Some("wrong_token_use")),
        (&id, json!({"token_use": "id"}), None),
        (&id, json!({"token_use": "any"}), None),
        (&id, json!({"token_use": "id", "resource": "api"}), None),
        (&bound, Value::Null, Some("audience_mismatch")),
        (&bound, json!({"resource": "api"}), None),
        (
            &bound,
            json!({"resource": "API"}),
            Some("audience_mismatch"),
        ),
        (&expired, Value::Null, Some("expired")),
        (&expired, json!({"leeway": 0.5}), None),
        (&early, Value::Null, Some("not_yet_valid")),
        (&early, json!({"leeway": 0.5}), Some("not_yet_valid")),
        (&early, json!({"leeway": 1}), None),
        (&early, json!({"leeway": 600}), None),
        (&other, json!({"client_ids": "any"}), None),
        (&other, json!({"client_ids": ["other"]}), None),
    ];
    let rows = rows.map(|(token, config, reason)| (token.clone(), config, reason));
    check(&pool, "kinds", &rows);
}

#[test]
fn all_configured_clients_are_accepted() {
    let pool = TestPool::new();
    let other = pool.access_token().claim("client_id", "other").mint();
    let mut judge = judge(&pool, "clients");
    judge.args(["--client", "other"]);
    let lines = line(0, &other, &Value::Null) + &line(1, &pool.access_token().mint(), &Value::Null);
    assert_eq!(answers(judge, lines), [verdict(0, None), verdict(1, None)]);
}

/// Cognito's own shapes, under the pool's keys; what is not a user pool's is refused by name.
#[test]
fn the_samples_are_judged() {
    let pool = TestPool::with_id("us-east-1_FAKEpool1".parse().unwrap());
    let samples: Vec<Value> = serde_json::from_str(SAMPLES).unwrap();
    let both = ["fakewebclient0000000000001", "fakem2mclient0000000000002"];
    let rows: Vec<Row> = samples
        .iter()
        .map(|sample| {
            let kind = sample["kind"].as_str().unwrap();
            let token_use = if kind == "id" {
                TokenUse::Id
            } else {
                TokenUse::Access
            };
            let token = signed(&pool.signing_key(token_use), sample);
            let mut config = json!({"token_use": "any", "client_ids": both});
            let reason = match sample["name"].as_str().unwrap() {
                // Bound to an API by the pool, and by a token exchange five seconds after our clock.
                "access_user_resource_binding" | "access_token_exchange_delegation" => {
                    config["resource"] = sample["payload"]["aud"].clone();
                    config["leeway"] = json!(5);
                    None
                }
                "access_user_original_issuer_from_replica_region" => Some("unknown_issuer"),
                _ if kind == "access" || kind == "id" => None,
                _ => Some("alg_not_allowed"),
            };
            (token, config, reason)
        })
        .collect();
    let accepted = rows.iter().filter(|row| row.2.is_none()).count();
    assert_eq!((rows.len(), accepted), (17, 14));
    check(&pool, "samples", &rows);
}

/// The sample's own header and payload, under another key.
fn signed(key: &SigningKey, sample: &Value) -> String {
    let mut header = sample["header"].clone();
    header["kid"] = key.kid().into();
    key.sign_with_header(&header.to_string(), &sample["payload"].to_string())
}
