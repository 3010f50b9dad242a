//! Confidential clients: every operation that takes a secret hash, or the secret, wants the right one.

use cognito_core::secret_hash::{SecretHash, SecretString};
use dev_pool::{AppClient, DevPool, NewUser};
use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, Outcome, PASSWORD, assert_refused},
    srp_client::SrpClient,
};

const ID: &str = "1example23456789";
const SECRET: &str = "fakeclientsecret0000000000000000";
const PUBLIC: &str = "fakewebclient0000000000001";
const DENIED: &str = "NotAuthorizedException";
const WRONG: &str = "Unable to verify secret hash for client 1example23456789";
const MISSING: &str =
    "Client 1example23456789 is configured with secret but SECRET_HASH was not received";

fn client() -> Client {
    let confidential = AppClient::new(ID).secret(SECRET);
    Client::with(
        DevPool::builder()
            .app_client(confidential)
            .client_id(PUBLIC),
    )
}

fn hash(username: &str) -> String {
    let hash = SecretHash::new(username, &ID.into(), &SecretString::from(SECRET));
    hash.expose().to_owned()
}

#[test]
fn the_known_hash() {
    assert_eq!(
        hash("fake-user-0001"),
        "gJVd9DGLfJBU0mFQhYmQbKMWxlCfMqEZZ0fcQriKHJ4="
    );
}

/// Calls without a hash and with that of another user; then with the right one, whose answer it returns.
#[track_caller]
fn call(
    client: &Client,
    operation: &str,
    map: Option<&str>,
    username: &str,
    members: &Value,
) -> Outcome {
    let with = |hash: Option<String>| {
        let mut members = members.clone();
        match (map, hash) {
            (Some(map), Some(hash)) => members[map]["SECRET_HASH"] = hash.into(),
            (None, Some(hash)) => members["SecretHash"] = hash.into(),
            (_, None) => {}
        }
        client.call(operation, members)
    };
    assert_refused(with(None), (DENIED, MISSING));
    assert_refused(with(Some(hash("somebody-else"))), (DENIED, WRONG));
    assert_refused(with(Some(String::new())), (DENIED, WRONG));
    with(Some(hash(username)))
}

#[test]
fn every_operation_about_a_user_wants_the_hash() {
    let client = client();
    let members = |more: Value| {
        let mut members = json!({"Username": EMAIL});
        members
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        members
    };
    let direct =
        |operation: &str, more: Value| call(&client, operation, None, EMAIL, &members(more));
    direct("SignUp", json!({"Password": PASSWORD})).unwrap();
    direct("ResendConfirmationCode", json!({})).unwrap();
    direct(
        "ConfirmSignUp",
        json!({"ConfirmationCode": client.mail().code}),
    )
    .unwrap();
    direct("ForgotPassword", json!({})).unwrap();
    let code = client.mail().code;
    let reset = json!({"ConfirmationCode": code, "Password": "Fake-Pass2"});
    direct("ConfirmForgotPassword", reset).unwrap();

    let members = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": EMAIL, "PASSWORD": "Fake-Pass2"},
    });
    let parameters = Some("AuthParameters");
    let answer = call(&client, "InitiateAuth", parameters, EMAIL, &members).unwrap();
    let tokens = &answer["AuthenticationResult"];
    let username = client.as_bearer("GetUser", tokens).unwrap()["Username"].clone();
    let username = username.as_str().unwrap();

    let srp = SrpClient::new();
    let members = json!({
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": EMAIL, "SRP_A": srp.public()},
    });
    let challenge = call(&client, "InitiateAuth", parameters, EMAIL, &members).unwrap();
    let given = &challenge["ChallengeParameters"];
    let responses = srp.answer(client.pool.user_pool_id(), given, "Fake-Pass2");
    let members = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
    call(
        &client,
        "RespondToAuthChallenge",
        Some("ChallengeResponses"),
        username,
        &members,
    )
    .unwrap();

    let members = json!({
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
    });
    call(&client, "InitiateAuth", parameters, username, &members).unwrap();
    // An alias is not the user's own name.
    let mut by_alias = members;
    by_alias["AuthParameters"]["SECRET_HASH"] = hash(EMAIL).into();
    assert_refused(client.call("InitiateAuth", by_alias), (DENIED, WRONG));
}

#[test]
fn operations_about_a_token_want_the_secret_itself() {
    let client = client();
    let new = NewUser::new(EMAIL, PASSWORD);
    client.pool.add_user(new).unwrap();
    let members = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": EMAIL, "PASSWORD": PASSWORD, "SECRET_HASH": hash(EMAIL)},
    });
    let answer = client.call("InitiateAuth", members).unwrap();
    let token = &answer["AuthenticationResult"]["RefreshToken"];
    for (operation, member) in [
        ("GetTokensFromRefreshToken", "RefreshToken"),
        ("RevokeToken", "Token"),
    ] {
        let with = |secret: Option<&str>| {
            let mut members = json!({member: token});
            if let Some(secret) = secret {
                members["ClientSecret"] = secret.into();
            }
            client.call(operation, members)
        };
        let missing =
            "Client 1example23456789 is configured with secret but ClientSecret was not received";
        assert_refused(with(None), (DENIED, missing));
        let wrong = "Unable to verify secret for client 1example23456789";
        assert_refused(with(Some("another")), (DENIED, wrong));
        let answer = with(Some(SECRET)).unwrap();
        assert!(answer.get("ChallengeParameters").is_none(), "{operation}");
    }
}

#[test]
fn a_public_client_sends_no_hash() {
    let client = client();
    let members = json!({
        "ClientId": PUBLIC,
        "Username": EMAIL,
        "Password": PASSWORD,
        "SecretHash": hash(EMAIL),
    });
    let wrong = "Unable to verify secret hash for client fakewebclient0000000000001";
    assert_refused(client.call("SignUp", members), (DENIED, wrong));
}
