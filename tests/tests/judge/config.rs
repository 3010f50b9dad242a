//! What a `config` may not hold, and that one line's `config` is not another's.

use cognito_core::test_util::TestPool;
use serde_json::{Value, json};

use super::session::{answers, judge, line, verdict};

#[test]
fn a_config_that_cannot_be_meant_is_an_error_with_the_id() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let rows = [
        (json!({"token_use": "refresh"}), "token_use"),
        (json!({"client_ids": []}), "no app client"),
        (json!({"client_ids": [""]}), "app client id"),
        (json!({"client_ids": "web"}), "client_ids"),
        (json!({"scopes": []}), "scopes"),
        (json!({"scopes": ["any"]}), "at least one scope"),
        (json!({"scopes": ["none", "r"]}), "scopes"),
        (json!({"scopes": ["any", "r w"]}), "scope(r w)"),
        (json!({"scopes": ["all", "r", ""]}), "scope()"),
        (json!({"groups": ["all"]}), "at least one group"),
        (json!({"groups": ["any", ""]}), "group()"),
        (json!({"resource": ""}), "resource"),
        (json!({"resource": 1}), "resource"),
        (json!({"leeway": 601}), "leeway"),
        (json!({"leeway": -1}), "leeway"),
        (json!({"leeway": "60"}), "leeway"),
        (json!({"max_age": 60}), "max_age"),
        (json!("access"), "config"),
        (json!([]), "config"),
    ];
    let lines: String = rows
        .iter()
        .enumerate()
        .map(|(id, (config, _))| line(id, &token, config))
        .collect();
    let answers = answers(judge(&pool, "config"), lines);
    assert_eq!(answers.len(), rows.len());
    for (id, (answer, (config, named))) in answers.iter().zip(&rows).enumerate() {
        let members: Vec<_> = answer.as_object().unwrap().keys().collect();
        assert_eq!(members, ["error", "id"], "{config}");
        assert_eq!(answer["id"], id);
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(named), "{config}: {error}");
    }
}

/// More of them than are kept, each used twice, far apart.
#[test]
fn every_line_is_decided_by_its_own_config() {
    let pool = TestPool::new();
    let token = pool.access_token().scope("s7").mint();
    let lines: String = (0..1200)
        .map(|id| {
            line(
                id,
                &token,
                &json!({"scopes": ["any", format!("s{}", id % 600)]}),
            )
        })
        .collect();
    let answers = answers(judge(&pool, "many"), lines);
    for (id, answer) in answers.iter().enumerate() {
        let reason = (id % 600 != 7).then_some("insufficient_scope");
        assert_eq!(answer, &verdict(id, reason));
    }
    assert_eq!(answers.len(), 1200);
}

#[test]
fn null_is_what_is_left_out() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let config = json!({"token_use": null, "client_ids": null, "scopes": null, "leeway": null});
    let with_null = json!({"id": 1, "token": token, "config": Value::Null});
    let lines = line(0, &token, &config) + &with_null.to_string();
    let answers = answers(judge(&pool, "null"), lines);
    assert_eq!(answers, [verdict(0, None), verdict(1, None)]);
}
