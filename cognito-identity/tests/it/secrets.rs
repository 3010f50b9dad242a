//! Nothing that opens a door is ever printed.

use std::{error::Error as _, fmt::Debug};

use serde_json::json;

use crate::{
    fake::{GET_CREDENTIALS, GET_ID},
    world::World,
};

#[track_caller]
fn assert_silent(of: &impl Debug, token: &str) {
    for printed in [format!("{of:?}"), format!("{of:#?}")] {
        for part in token
            .split('.')
            .chain(["secret-of", "session-of", "kim", "0000-"])
        {
            assert!(!printed.contains(part), "{part} in {printed}");
        }
    }
}

#[tokio::test]
async fn no_debug_has_a_secret_a_token_or_a_user() {
    let world = World::new().await;
    let token = world.token("kim").mint();
    let claims = world.claims(&token).await;
    let kim = world.pool.credentials_for(&claims, &token).unwrap();
    let session = kim.session().await.unwrap();
    assert_silent(&kim, &token);
    assert_silent(&session, &token);
    assert_silent(session.identity_id(), &token);
    assert_silent(&world.pool, &token);
    assert!(
        format!("{kim:?}").contains("eu-west-1:0d4f2c1a"),
        "but it says which pool"
    );
    assert!(format!("{session:?}").contains("expires_at"));
}

/// A service that quotes what it was sent, and an answer that is cut off behind the secret.
#[tokio::test]
async fn no_error_has_a_secret_or_a_token() {
    let world = World::new().await;
    let token = world.token("kim").mint();
    let claims = world.claims(&token).await;
    let kim = world.pool.credentials_for(&claims, &token).unwrap();
    world.fake.refuse(
        GET_ID,
        "NotAuthorizedException",
        &format!("Bad token {token}"),
    );
    let credentials = json!({"SecretKey": "secret-of-kim", "SessionToken": "session-of-kim", "Expiration": "soon"});
    let body = json!({"IdentityId": "eu-west-1:0000-0", "Credentials": credentials});
    world.fake.fail(GET_CREDENTIALS, 200, body);
    for _ in 0..2 {
        let error = kim.session().await.unwrap_err();
        assert_silent(&error, &token);
        let mut next = error.source();
        while let Some(cause) = next {
            assert_silent(&cause.to_string(), &token);
            next = cause.source();
        }
    }
}
