//! Claims of an unexpected form: read as absent, kept, and never a panic.

use std::fmt::Debug;

use cognito_core::{
    CognitoClaims, IdClaims, TokenUse, Verifier,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::{Value, json};

use crate::claim_table;

/// A value of every type, and some that are nearly right.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("text"),
        json!("TRUE"),
        json!("a\u{0}b\u{1F600}\"\\/"),
        json!([]),
        json!(["a", 1, null]),
        json!([[[[]]]]),
        json!({}),
        json!({"a": {"a": [null]}}),
        json!([{"userId": 1}, {"userId": "u", "providerName": "p"}, null]),
    ]
}

pub(crate) fn verifier(pool: &TestPool) -> Verifier {
    let both = [TokenUse::Access, TokenUse::Id];
    pool.verifier_builder().accept(both).build().unwrap()
}

pub(crate) async fn id_claims(verifier: &Verifier, token: &TokenBuilder) -> IdClaims {
    verifier.verify_id(&token.mint()).await.unwrap()
}

/// Calls every accessor that reads a claim anew.
fn read_everything(claims: &CognitoClaims) -> Vec<Box<dyn Debug + '_>> {
    let mut read: Vec<Box<dyn Debug>> = vec![
        Box::new(claims.amr()),
        Box::new(claims.actor().map(|actor| (actor.subject(), actor.actor()))),
        Box::new(claims.audience()),
        Box::new(claims.custom_attribute("tenant")),
    ];
    match claims {
        CognitoClaims::Access(access) => read.push(Box::new(access.version())),
        CognitoClaims::Id(id) => read.extend([
            Box::new(id.email_verified()) as Box<dyn Debug>,
            Box::new(id.phone_number_verified()),
            Box::new(id.address()),
            Box::new(id.updated_at()),
            Box::new(id.roles()),
            Box::new(id.identities()),
            Box::new(id.developer_attribute("tier")),
        ]),
    }
    read
}

#[tokio::test]
async fn no_attribute_locks_a_user_out() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    assert!(claim_table::unchecked().count() > 30);
    for name in claim_table::unchecked() {
        for value in values() {
            for token in [pool.id_token(), pool.access_token()] {
                let token = token.claim(name, &value);
                let claims = verifier.verify(&token.mint()).await.unwrap();
                assert_eq!(claims.claim::<Value>(name).as_ref(), Some(&value), "{name}");
                let whole = serde_json::to_value(&claims).unwrap();
                assert_eq!(whole.get(name), Some(&value), "{name}");
                assert!(!format!("{claims:?}").is_empty());
                assert!(!format!("{:?}", read_everything(&claims)).is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_text_attribute_is_there_only_as_text() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    for value in values() {
        let token = pool
            .id_token()
            .claim("email", &value)
            .claim("nonce", &value);
        let id = id_claims(&verifier, &token).await;
        assert_eq!(id.email(), value.as_str());
        assert_eq!(id.nonce(), value.as_str());
    }
}

#[tokio::test]
async fn flags_are_booleans_or_their_text() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    for (value, expected) in [
        (json!(true), true),
        (json!("true"), true),
        (json!("True"), true),
        (json!(false), false),
        (json!("false"), false),
        (json!(""), false),
        (json!("yes"), false),
        (json!("1"), false),
        (json!(1), false),
        (json!(null), false),
        (json!([true]), false),
        (json!({"true": true}), false),
    ] {
        let token = pool
            .id_token()
            .claim("email_verified", &value)
            .claim("phone_number_verified", &value);
        let id = id_claims(&verifier, &token).await;
        assert_eq!(id.email_verified(), expected, "{value}");
        assert_eq!(id.phone_number_verified(), expected, "{value}");
    }
    let absent = id_claims(&verifier, &pool.id_token().without("email_verified")).await;
    assert!(!absent.email_verified());
}

#[tokio::test]
async fn roles_are_an_array_or_a_comma_list() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    for (value, expected) in [
        (json!(["a", "b,c"]), &["a", "b,c"][..]),
        (json!("a, b,"), &["a", "b"]),
        (json!("a"), &["a"]),
        (json!(""), &[]),
        (json!([]), &[]),
        (json!(null), &[]),
        (json!(1), &[]),
        (json!({"a": "b"}), &[]),
    ] {
        let id = id_claims(&verifier, &pool.id_token().claim("cognito:roles", &value)).await;
        assert_eq!(id.roles(), expected, "{value}");
    }
}

/// JSON that Rust's numbers and texts cannot hold is still kept and serialized.
#[tokio::test]
async fn what_no_rust_type_holds_is_kept() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    let token = pool.access_token().claim("x", "PLACE");
    for value in [
        "1e999",
        r#""\udead""#,
        r#"{"a":1,"a":2}"#,
        r#"["\ud800",-1e999]"#,
    ] {
        let payload = token.claims_json().replace(r#""PLACE""#, value);
        let claims = verifier.verify_access(&token.mint_payload(&payload)).await;
        let claims = claims.unwrap();
        let whole = serde_json::to_value(&claims).unwrap();
        assert!(whole.get("x").is_some(), "{value}");
        assert_eq!(whole["sub"], claims.subject());
        assert_eq!(claims.claim::<u64>("x"), None);
    }
}

#[tokio::test]
async fn claims_written_with_escapes_read_as_without() {
    let pool = TestPool::new();
    let token = pool.access_token().group("a/b").scope("s/t u");
    let escaped = |json: &str| {
        json.replace("a/b", r"a\/b")
            .replace("s/t u", r"s\/t\u0020u")
            .replace("test.user", r"test\u002euser")
            .replace(r#""sub":"f"#, r#""s\u0075b":"\u0066"#)
    };
    let payload = escaped(&token.claims_json());
    let verifier = pool.verifier();
    let plain = verifier.verify_access(&token.mint()).await.unwrap();
    let claims = verifier
        .verify_access(&token.mint_payload(&payload))
        .await
        .unwrap();
    assert_ne!(payload, token.claims_json());
    assert_eq!(claims.subject(), plain.subject());
    assert_eq!(claims.username(), Some("test.user"));
    assert!(claims.groups().contains("a/b"));
    assert!(claims.scopes().iter().eq(["s/t", "u"]));
    assert!(claims.principal() == plain.principal());
    assert_eq!(
        claims.claim::<String>("username").as_deref(),
        Some("test.user")
    );
    assert_eq!(claims.claim::<&str>("username"), None);
}
