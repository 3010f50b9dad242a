//! What is sent, what comes back, and for whom it is kept.

use aws_credential_types::provider::ProvideCredentials as _;
use serde_json::json;

use crate::{
    fake::{GET_CREDENTIALS, GET_ID},
    world::{IDENTITY_POOL, World, access_key, secret},
};

const ADMIN: &str = "arn:aws:iam::000000000000:role/dev-admin";
const EDITOR: &str = "arn:aws:iam::000000000000:role/dev-editor";

#[tokio::test]
async fn a_token_becomes_an_identity_and_credentials() {
    let world = World::new().await;
    let token = world.token("kim").mint();
    let claims = world.claims(&token).await;
    let kim = world.pool.credentials_for(&claims, &token).unwrap();
    assert_eq!(world.fake.counts(), (0, 0), "no call yet");

    let session = kim.session().await.unwrap();
    assert_eq!(session.identity_id().as_str(), "eu-west-1:0000-0");
    assert_eq!(session.identity_id().prefix(), "eu-west-1:0000-0/");
    let credentials = session.credentials();
    assert_eq!(credentials.access_key_id(), "ASIA-kim-default");
    assert_eq!(credentials.secret_access_key(), "secret-of-kim-2");
    assert_eq!(credentials.session_token(), Some("session-of-kim-2"));
    let left = credentials.expiry().unwrap();
    let left = left.duration_since(claims.issued_at().unwrap()).unwrap();
    assert_eq!(left.as_secs(), 3600);

    let calls = world.fake.script().calls.clone();
    let provider = world.users.id().provider_name().unwrap();
    let logins = json!({ provider: token });
    assert_eq!(calls[0].operation, GET_ID);
    assert_eq!(
        calls[0].body,
        json!({"IdentityPoolId": IDENTITY_POOL, "Logins": logins})
    );
    assert_eq!(calls[1].operation, GET_CREDENTIALS);
    assert_eq!(
        calls[1].body,
        json!({"IdentityId": "eu-west-1:0000-0", "Logins": logins})
    );
    assert!(!calls.iter().any(|call| call.is_signed));
}

#[tokio::test]
async fn the_provider_gives_what_the_session_has() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    let session = kim.session().await.unwrap();
    let provided = kim.provide_credentials().await.unwrap();
    assert_eq!(provided.secret_access_key(), secret(&session));
    assert_eq!(
        provided.session_token(),
        session.credentials().session_token()
    );
    assert_eq!(provided.expiry(), session.credentials().expiry());
    assert_eq!(kim.identity_id().await.unwrap(), *session.identity_id());
    assert_eq!(world.fake.counts(), (1, 1));
}

#[tokio::test]
async fn every_token_of_a_user_shares_one_exchange() {
    let world = World::new().await;
    let first = world.session(&world.token("kim")).await.unwrap();
    world.advance(60);
    let later = world
        .session(&world.token("kim").claim("jti", "2"))
        .await
        .unwrap();
    assert_eq!(secret(&later), secret(&first));
    assert_eq!(world.fake.counts(), (1, 1));
    assert_eq!(world.pool.kept(), 1);
}

#[tokio::test]
async fn no_user_gets_what_another_has() {
    let world = World::new().await;
    let kim = world.session(&world.token("kim")).await.unwrap();
    let lee = world.session(&world.token("lee")).await.unwrap();
    assert_eq!(access_key(&kim), "ASIA-kim-default");
    assert_eq!(access_key(&lee), "ASIA-lee-default");
    assert_ne!(kim.identity_id(), lee.identity_id());
    assert_eq!(world.fake.counts(), (2, 2));
}

/// The next token says that the user is an administrator no more: so do the credentials, at once.
#[tokio::test]
async fn another_role_in_the_token_is_another_exchange_of_the_same_identity() {
    let world = World::new().await;
    let admin = world.token("kim").group("admins");
    let admin = admin.claim("cognito:preferred_role", ADMIN);
    let as_admin = world.session(&admin).await.unwrap();
    let demoted = world.session(&world.token("kim")).await.unwrap();
    assert_eq!(access_key(&as_admin), format!("ASIA-kim-{ADMIN}"));
    assert_eq!(access_key(&demoted), "ASIA-kim-default");
    assert_eq!(as_admin.identity_id(), demoted.identity_id());
    assert_eq!(world.fake.counts(), (1, 2), "the identity is known");
}

#[tokio::test]
async fn a_role_of_the_token_can_be_chosen() {
    let world = World::new().await;
    let token = world.token("kim").claim("cognito:roles", [ADMIN, EDITOR]);
    let kim = world.credentials(&token).await;
    let editor = kim.custom_role_arn(EDITOR).unwrap();
    let session = editor.session().await.unwrap();
    assert_eq!(access_key(&session), format!("ASIA-kim-{EDITOR}"));
    let call = world.fake.script().calls[1].body.clone();
    assert_eq!(call["CustomRoleArn"], EDITOR);
    // The identity pool's own choice is kept apart.
    let own = kim.session().await.unwrap();
    assert_eq!(access_key(&own), "ASIA-kim-default");
    assert_eq!(world.fake.counts(), (1, 2));
}

/// Two identities of one person were merged: the answer names another one than the call.
#[tokio::test]
async fn a_merged_identity_counts_from_then_on() {
    let world = World::new().await;
    world.session(&world.token("kim")).await.unwrap();
    let merged = "eu-west-1:ffff-1";
    world
        .fake
        .script()
        .identities
        .insert("kim".into(), merged.into());
    world.advance(3600);
    let session = world.session(&world.token("kim")).await.unwrap();
    assert_eq!(session.identity_id().as_str(), merged);
    assert_eq!(
        world.fake.script().calls[2].body["IdentityId"],
        "eu-west-1:0000-0"
    );

    world.advance(3600);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.script().calls[3].body["IdentityId"], merged);
    assert_eq!(world.fake.counts(), (1, 3));
}

#[tokio::test]
async fn an_identity_that_was_deleted_is_asked_for_anew() {
    for code in [
        "ResourceNotFoundException",
        "NotAuthorizedException",
        "ResourceConflictException",
    ] {
        let world = World::new().await;
        world.session(&world.token("kim")).await.unwrap();
        world.advance(3600);
        world.fake.refuse(
            GET_CREDENTIALS,
            code,
            "Identity 'eu-west-1:0000-0' not found.",
        );
        let new = "eu-west-1:ffff-2";
        world
            .fake
            .script()
            .identities
            .insert("kim".into(), new.into());
        let session = world.session(&world.token("kim")).await.unwrap();
        assert_eq!(session.identity_id().as_str(), new, "{code}");
        assert_eq!(world.fake.counts(), (2, 3));
    }
}

#[tokio::test]
async fn a_forgotten_user_is_asked_for_anew_and_nobody_else() {
    let world = World::new().await;
    let admin = world.token("kim").claim("cognito:roles", [ADMIN]);
    let kim = world.session(&admin).await.unwrap();
    world.session(&world.token("kim")).await.unwrap();
    world.session(&world.token("lee")).await.unwrap();
    assert_eq!(world.pool.kept(), 3);

    let claims = world.claims(&world.token("kim").mint()).await;
    world.pool.forget(&claims).unwrap();
    assert_eq!(world.pool.kept(), 1);
    let again = world.session(&admin).await.unwrap();
    assert_ne!(secret(&again), secret(&kim));
    world.session(&world.token("lee")).await.unwrap();
    assert_eq!(world.fake.counts(), (3, 4));
}

#[tokio::test]
async fn the_memory_is_bounded() {
    let world = World::with(|builder| builder.capacity(16)).await;
    for n in 0..50 {
        world
            .session(&world.token(&format!("user-{n}")))
            .await
            .unwrap();
        assert!(world.pool.kept() <= 16);
    }
    assert_eq!(world.fake.counts(), (50, 50));
    world.session(&world.token("user-49")).await.unwrap();
    assert_eq!(world.fake.counts(), (50, 50), "the last one stays");
    world.session(&world.token("user-0")).await.unwrap();
    assert_eq!(world.fake.counts(), (51, 51), "the first one went");
}

#[tokio::test]
async fn with_no_capacity_nothing_is_kept() {
    let world = World::with(|builder| builder.capacity(0)).await;
    for _ in 0..2 {
        world.session(&world.token("kim")).await.unwrap();
    }
    assert_eq!((world.fake.counts(), world.pool.kept()), ((2, 2), 0));
}
