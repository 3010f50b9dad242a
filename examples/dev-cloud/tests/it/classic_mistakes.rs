//! What people get wrong with `Logins`, and what they are told.

use serde_json::{Value, json};

use crate::world::{OTHER_CLIENT, Refusal, World};

/// Asserts the exception, the service's own words and ours.
#[track_caller]
fn assert_refused<T>(outcome: Result<T, Refusal>, kind: &str, words: &str, hint: &str) {
    let Err((actual, message)) = outcome else {
        panic!("it was not refused");
    };
    assert_eq!(actual, kind);
    assert!(message.starts_with(words), "{message}");
    assert!(message.contains(hint), "{message}");
}

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const UNSUPPORTED: &str = "Token is not from a supported provider of this identity pool.";
const NOT_A_TOKEN: &str = "Invalid login token. Not a valid OpenId Connect identity token.";

#[test]
fn a_wrong_key_of_logins_is_told() {
    let world = World::new();
    let tokens = world.user("a", &[]);
    let get = |key: &str| world.get_id(&json!({key: tokens["IdToken"]}));
    let provider = world.cloud.provider_name();

    let parameter = "InvalidParameterException";
    let public = "Please provide a valid public provider";
    let pool_id = world.pool.user_pool_id();
    assert_refused(
        get(pool_id),
        parameter,
        public,
        "the key is the pool id; it must be the provider name",
    );
    let url = format!("https://{provider}");
    assert_refused(
        get(&url),
        parameter,
        public,
        "the provider name without one",
    );
    assert_refused(get(""), parameter, public, provider);

    let mismatch = "Invalid login token. Issuer doesn't match providerName";
    for key in [
        format!(
            "cognito-idp.us-east-1.amazonaws.com/{}",
            world.cloud.identity_pool_id()
        ),
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_another".to_owned(),
        format!("{provider}/"),
    ] {
        assert_refused(get(&key), NOT_AUTHORIZED, mismatch, provider);
    }
    assert_refused(
        get("accounts.google.com"),
        NOT_AUTHORIZED,
        UNSUPPORTED,
        provider,
    );
}

#[test]
fn a_wrong_token_is_told() {
    let world = World::new();
    let tokens = world.user("a", &[]);
    let get = |token: &Value| world.get_id(&world.logins(token));
    let access = "Invalid login token. Missing a required claim: aud";
    assert_refused(
        get(&tokens["AccessToken"]),
        NOT_AUTHORIZED,
        access,
        "this is the access token",
    );
    assert_refused(
        get(&tokens["RefreshToken"]),
        NOT_AUTHORIZED,
        NOT_A_TOKEN,
        "this is the refresh token",
    );
    for garbage in ["", "x", "a.b.c"] {
        assert_refused(get(&garbage.into()), NOT_AUTHORIZED, NOT_A_TOKEN, "");
    }
    let id = tokens["IdToken"].as_str().unwrap();
    let (signed, _) = id.rsplit_once('.').unwrap();
    let unsigned = format!("{signed}.{}", "A".repeat(342));
    let unverified = "Invalid login token. Couldn't verify signed token.";
    assert_refused(
        get(&unsigned.into()),
        NOT_AUTHORIZED,
        unverified,
        "sign in again",
    );
    world.pool.rotate_keys(dev_pool::OldKeys::Drop);
    assert_refused(
        get(&tokens["IdToken"]),
        NOT_AUTHORIZED,
        unverified,
        "sign in again",
    );

    let elsewhere = World::new().user("a", &[]);
    let mismatch = "Invalid login token. Issuer doesn't match providerName";
    assert_refused(
        get(&elsewhere["IdToken"]),
        NOT_AUTHORIZED,
        mismatch,
        "another pool",
    );
}

#[test]
fn a_token_expires_at_its_second() {
    let world = World::new();
    let tokens = world.user("a", &[]);
    let logins = world.logins(&tokens["IdToken"]);
    world.wait(3_599);
    let id = world.get_id(&logins).unwrap();
    world.wait(1);
    let expired = "Invalid login token. Token expired";
    assert_refused(
        world.get_id(&logins),
        NOT_AUTHORIZED,
        expired,
        "new ID token",
    );
    assert_refused(
        world.enter(&id, &logins),
        NOT_AUTHORIZED,
        expired,
        "new ID token",
    );
}

#[test]
fn a_token_of_another_app_client_is_refused_where_one_is_named() {
    let world = World::with(|builder| builder.client_id(OTHER_CLIENT));
    let tokens = world.user("a", &[]);
    let outcome = world.get_id(&world.logins(&tokens["IdToken"]));
    assert_refused(outcome, NOT_AUTHORIZED, UNSUPPORTED, "an app client");
    let tokens = world.sign_in("a@example.com", OTHER_CLIENT);
    assert!(world.get_id(&world.logins(&tokens["IdToken"])).is_ok());
}

#[test]
fn a_cached_identity_of_somebody_else_is_told() {
    let world = World::new();
    let first = world.logins(&world.user("a", &[])["IdToken"]);
    let second = world.logins(&world.user("b", &[])["IdToken"]);
    let id = world.get_id(&first).unwrap();
    assert_eq!(world.get_id(&first).unwrap(), id);
    assert_ne!(world.get_id(&second).unwrap(), id);
    let words = "Logins don't match. Please include at least one valid login for this identity or identity pool.";
    assert_refused(
        world.enter(&id, &second),
        NOT_AUTHORIZED,
        words,
        "clearCachedId",
    );
    let words = "Unauthenticated access is not supported for this identity pool.";
    assert_refused(
        world.enter(&id, &Value::Null),
        NOT_AUTHORIZED,
        words,
        "no Logins",
    );
}

#[test]
fn ids_must_be_known_and_have_their_form() {
    let world = World::new();
    let call = |operation: &str, members: Value| world.identity(operation, &members);
    let (parameter, missing) = ("InvalidParameterException", "ResourceNotFoundException");
    let unknown = "us-east-1:00000000-0000-4000-8000-000000000000";
    let outcome = call("GetId", json!({"IdentityPoolId": unknown}));
    let hint = world.cloud.identity_pool_id();
    assert_refused(
        outcome,
        missing,
        &format!("IdentityPool '{unknown}' not found."),
        hint,
    );
    let logins = world.logins(&world.user("a", &[])["IdToken"]);
    let outcome = call(
        "GetCredentialsForIdentity",
        json!({"IdentityId": unknown, "Logins": logins}),
    );
    assert_refused(
        outcome,
        missing,
        &format!("Identity '{unknown}' not found."),
        "",
    );
    for (id, words) in [
        (
            json!("us-east-1_x"),
            "1 validation error detected: Value 'us-east-1_x' at 'identityPoolId'",
        ),
        (
            Value::Null,
            "1 validation error detected: Value null at 'identityPoolId'",
        ),
    ] {
        let outcome = call("GetId", json!({"IdentityPoolId": id}));
        assert_refused(outcome, parameter, words, "failed to satisfy constraint");
    }
    let outcome = call("GetId", json!({"IdentityPoolId": 7}));
    assert_refused(outcome, "SerializationException", "", "IdentityPoolId");
    let pool = world.cloud.identity_pool_id();
    for logins in [
        json!([]),
        json!("x"),
        json!({world.cloud.provider_name(): 7}),
    ] {
        let outcome = call("GetId", json!({"IdentityPoolId": pool, "Logins": logins}));
        assert_refused(outcome, parameter, "Logins must be", "");
    }
    let classic = "Basic (classic) flow is not supported with RoleMappings";
    assert_refused(call("GetOpenIdToken", json!({})), parameter, classic, "");
    let unknown = call("ListIdentityPools", json!({}));
    assert_refused(
        unknown,
        "UnknownOperationException",
        "ListIdentityPools",
        "",
    );
}

#[test]
fn a_sign_out_is_noticed_if_that_is_asked_for() {
    let words = "Invalid login token. The user is signed out.";
    for check in [false, true] {
        let world = World::with(|builder| builder.server_side_token_check(check));
        let tokens = world.user("a", &[]);
        let logins = world.logins(&tokens["IdToken"]);
        let id = world.get_id(&logins).unwrap();
        world.sign_out(&tokens);
        let outcome = world.enter(&id, &logins);
        if check {
            assert_refused(outcome, NOT_AUTHORIZED, words, "ServerSideTokenCheck");
        } else {
            assert!(outcome.is_ok());
        }
    }
}

#[test]
fn an_unlinked_identity_is_gone() {
    let world = World::new();
    let logins = world.logins(&world.user("a", &[])["IdToken"]);
    let id = world.get_id(&logins).unwrap();
    let unlink = |remove: Value| {
        let members = json!({"IdentityId": id, "Logins": logins, "LoginsToRemove": remove});
        world.identity("UnlinkIdentity", &members)
    };
    assert!(unlink(json!([])).is_err());
    assert!(unlink(json!([world.cloud.provider_name()])).is_ok());
    assert_ne!(world.get_id(&logins).unwrap(), id);
}
