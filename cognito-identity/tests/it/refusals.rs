//! What can go wrong has a name.

use cognito_core::test_util::TestPool;
use cognito_identity::{IdentityError, IdentityPool, Reason};
use serde_json::json;

use crate::{
    fake::{GET_CREDENTIALS, GET_ID},
    world::{IDENTITY_POOL, World, client},
};

async fn failure(world: &World) -> IdentityError {
    let kim = world.credentials(&world.token("kim")).await;
    kim.session().await.unwrap_err()
}

#[tokio::test]
async fn a_token_of_a_pool_that_was_not_named_is_refused_before_any_call() {
    let world = World::new().await;
    let strangers = TestPool::with_id("eu-west-1_Strangers".parse().unwrap());
    let verifier = strangers
        .verifier_builder()
        .accept([cognito_core::TokenUse::Id]);
    let token = strangers.id_token().mint();
    let claims = verifier.build().unwrap().verify_id(&token).await.unwrap();
    let refused = world.pool.credentials_for(&claims, &token).unwrap_err();
    assert_eq!(
        (refused.reason(), refused.status()),
        (Reason::ForeignPool, 403)
    );
    assert_eq!(
        world.pool.forget(&claims).unwrap_err().reason(),
        Reason::ForeignPool
    );
    assert_eq!(world.fake.counts(), (0, 0));
}

#[tokio::test]
async fn claims_of_one_user_and_the_token_of_another_are_refused_before_any_call() {
    let world = World::new().await;
    let claims = world.claims(&world.token("kim").mint()).await;
    let token = world.token("lee").mint();
    let refused = world.pool.credentials_for(&claims, &token).unwrap_err();
    assert_eq!(
        (refused.reason(), refused.status()),
        (Reason::TokenMismatch, 500)
    );
    assert_eq!(world.fake.counts(), (0, 0));
}

#[tokio::test]
async fn a_role_that_the_token_does_not_name_is_refused_before_any_call() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    let refused = kim.custom_role_arn("arn:aws:iam::0:role/root").unwrap_err();
    assert_eq!(
        (refused.reason(), refused.status()),
        (Reason::RoleNotGranted, 403)
    );
    assert_eq!(world.fake.counts(), (0, 0));
}

#[tokio::test]
async fn every_error_of_the_service_is_typed_and_has_its_words() {
    let invalid = "Invalid login token. Issuer doesn't match providerName";
    let expired = "Invalid login token. Token expired: 1700003600 >= 1700000000";
    for (operation, code, message, reason, status) in [
        (
            GET_ID,
            "NotAuthorizedException",
            invalid,
            Reason::NotAuthorized,
            403,
        ),
        (
            GET_ID,
            "NotAuthorizedException",
            expired,
            Reason::TokenExpired,
            401,
        ),
        (
            GET_ID,
            "ResourceNotFoundException",
            "IdentityPool not found.",
            Reason::UnknownIdentityPool,
            500,
        ),
        (
            GET_ID,
            "TooManyRequestsException",
            "Rate exceeded",
            Reason::TooManyRequests,
            503,
        ),
        (
            GET_ID,
            "LimitExceededException",
            "Too many",
            Reason::LimitExceeded,
            500,
        ),
        (
            GET_ID,
            "InvalidParameterException",
            "Bad",
            Reason::Misconfigured,
            500,
        ),
        (
            GET_CREDENTIALS,
            "ResourceNotFoundException",
            "Identity not found.",
            Reason::UnknownIdentity,
            503,
        ),
        (
            GET_CREDENTIALS,
            "InvalidIdentityPoolConfigurationException",
            "No role",
            Reason::Misconfigured,
            500,
        ),
        (
            GET_CREDENTIALS,
            "ResourceConflictException",
            "Linked",
            Reason::Conflict,
            403,
        ),
        (
            GET_CREDENTIALS,
            "ExternalServiceException",
            "Away",
            Reason::Unavailable,
            503,
        ),
    ] {
        let world = World::new().await;
        world.fake.refuse(operation, code, message);
        let error = failure(&world).await;
        assert_eq!((error.reason(), error.status()), (reason, status), "{code}");
        let said = std::error::Error::source(&error).unwrap().to_string();
        assert!(said.starts_with(&format!("{code}: {message}")), "{said}");
    }
}

#[tokio::test]
async fn a_service_that_fails_or_is_not_there_is_unavailable() {
    let world = World::new().await;
    for body in [json!({}), json!(["a page of a proxy's"])] {
        world.fake.fail(GET_ID, 503, body);
        assert_eq!(failure(&world).await.reason(), Reason::Unavailable);
    }

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let pool = IdentityPool::builder(IDENTITY_POOL.parse().unwrap())
        .user_pool(world.users.id().clone())
        .client(client(&url))
        .clock(world.clock().clone())
        .build()
        .unwrap();
    let token = world.token("kim").mint();
    let claims = world.claims(&token).await;
    let kim = pool.credentials_for(&claims, &token).unwrap();
    let error = kim.session().await.unwrap_err();
    assert_eq!(error.reason(), Reason::Unavailable);
    let said = std::error::Error::source(&error).unwrap().to_string();
    assert!(said.contains("onnect"), "{said}");
}

#[tokio::test]
async fn an_answer_that_is_none_is_told_from_an_outage() {
    let credentials = |without: &str| {
        let mut all = json!({
            "AccessKeyId": "a", "SecretKey": "s", "SessionToken": "t", "Expiration": 1_900_000_000,
        });
        all.as_object_mut().unwrap().remove(without);
        json!({"IdentityId": "eu-west-1:0000-0", "Credentials": all})
    };
    for (operation, body) in [
        (GET_ID, json!({})),
        (GET_ID, json!([])),
        (GET_ID, json!({"IdentityId": "../other"})),
        (GET_CREDENTIALS, json!({"IdentityId": "eu-west-1:0000-0"})),
        (
            GET_CREDENTIALS,
            json!({"Credentials": credentials("")["Credentials"]}),
        ),
        (GET_CREDENTIALS, credentials("AccessKeyId")),
        (GET_CREDENTIALS, credentials("SecretKey")),
        (GET_CREDENTIALS, credentials("SessionToken")),
        (GET_CREDENTIALS, credentials("Expiration")),
    ] {
        let world = World::new().await;
        world.fake.fail(operation, 200, body.clone());
        let error = failure(&world).await;
        assert_eq!(error.reason(), Reason::BadAnswer, "{operation} {body}");
        assert_eq!(world.pool.kept(), 0);
    }
}
