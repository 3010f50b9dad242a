use std::time::Duration;

use cognito_core::{
    TokenUse,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::json;

use super::*;

async fn claims(pool: &TestPool, token: &str) -> IdClaims {
    let verifier = pool.verifier_builder().accept([TokenUse::Id]);
    verifier.build().unwrap().verify_id(token).await.unwrap()
}

pub(crate) async fn login(pool: &TestPool, token: &TokenBuilder) -> Login {
    let token = token.mint();
    let claims = claims(pool, &token).await;
    Login::new(&claims, &token, "provider".into()).unwrap()
}

fn kim(pool: &TestPool) -> TokenBuilder {
    pool.id_token().subject("kim")
}

#[tokio::test]
async fn another_token_than_the_one_that_was_verified_is_refused() {
    let pool = TestPool::new();
    let token = kim(&pool).mint();
    let claims = claims(&pool, &token).await;
    let parts: Vec<_> = token.split('.').collect();
    let longer = kim(&pool).expires_in(Duration::from_hours(2)).mint();
    let others = [
        String::new(),
        "garbage".into(),
        "a.b.c".into(),
        format!("{token}."),
        format!("{}.{}", parts[0], parts[1]),
        pool.id_token().subject("lee").mint(),
        pool.access_token().subject("kim").mint(),
        longer,
    ];
    for other in others {
        let refused = Login::new(&claims, &other, "provider".into()).unwrap_err();
        assert_eq!(refused.reason(), Reason::TokenMismatch, "{other}");
    }
    assert!(Login::new(&claims, &token, "provider".into()).is_ok());
}

#[tokio::test]
async fn numbers_texts_and_lists_of_every_form_are_the_same_on_both_sides() {
    let pool = TestPool::new();
    let token = kim(&pool)
        .claim("custom:big", u64::MAX)
        .claim("custom:low", i64::MIN)
        .claim("custom:part", 0.1)
        .claim(
            "custom:list",
            json!([null, true, {"b": 1, "a": "\u{1f600}\"\\/"}]),
        );
    login(&pool, &token).await;
}

#[tokio::test]
async fn a_later_token_of_the_same_standing_has_the_same_key() {
    let pool = TestPool::new();
    let first = login(&pool, &kim(&pool)).await;
    let mut later = kim(&pool).expires_in(Duration::from_hours(2));
    for name in ["jti", "origin_jti", "event_id", "nonce", "at_hash"] {
        later = later.claim(name, "another");
    }
    pool.clock().advance(Duration::from_mins(1));
    let later = login(&pool, &later.auth_age(Duration::from_secs(5))).await;
    assert!(later.standing == first.standing && later.user == first.user);
    assert_ne!(later.token, first.token);
}

#[tokio::test]
async fn whatever_may_decide_about_the_role_is_in_the_key() {
    let pool = TestPool::new();
    let role = "arn:aws:iam::000000000000:role/dev-admin";
    let plain = login(&pool, &kim(&pool)).await;
    let others = [
        kim(&pool).group("admins"),
        kim(&pool).claim("cognito:roles", [role]),
        kim(&pool).claim("cognito:preferred_role", role),
        kim(&pool).custom_attribute("department", "legal"),
        kim(&pool).claim("email", "kim@example.com"),
        kim(&pool).claim("acr", "urn:cognito:loa:4"),
    ];
    for other in others {
        let other = login(&pool, &other).await;
        assert!(other.standing != plain.standing, "{}", other.token);
        assert!(other.user == plain.user);
    }
    let lee = login(&pool, &pool.id_token().subject("lee")).await;
    assert!(lee.standing != plain.standing && lee.user != plain.user);
}

#[tokio::test]
async fn another_provider_is_another_user() {
    let pool = TestPool::new();
    let token = kim(&pool).mint();
    let claims = claims(&pool, &token).await;
    let one = Login::new(&claims, &token, "one".into()).unwrap();
    let two = Login::new(&claims, &token, "two".into()).unwrap();
    assert!(one.standing != two.standing && one.user != two.user);
}

#[tokio::test]
async fn a_role_must_be_in_the_token_and_has_a_key_of_its_own() {
    let pool = TestPool::new();
    let (admin, editor) = ("arn:aws:iam::0:role/admin", "arn:aws:iam::0:role/editor");
    let login = login(&pool, &kim(&pool).claim("cognito:roles", [admin, editor])).await;
    let as_admin = login.with_role(admin).unwrap();
    assert_eq!(as_admin.role.as_deref(), Some(admin));
    assert!(as_admin.standing != login.standing);
    assert!(as_admin.with_role(editor).unwrap().standing != as_admin.standing);
    for role in ["", "arn:aws:iam::0:role/adm", "arn:aws:iam::0:role/root"] {
        assert_eq!(
            login.with_role(role).unwrap_err().reason(),
            Reason::RoleNotGranted
        );
    }
}

#[tokio::test]
async fn debug_shows_no_token_and_no_user() {
    let pool = TestPool::new();
    let login = login(&pool, &kim(&pool)).await;
    assert_eq!(
        format!("{login:?}"),
        "Login { provider: \"provider\", role: None, .. }"
    );
}
