//! Whole stories.

use dev_pool::{MailKind, NewUser};
use serde_json::json;

use crate::{
    client::{
        Client, EMAIL, PASSWORD, REVOKED, START, WRONG_PASSWORD, another_code, assert_refused,
        decoded,
    },
    srp_client::SrpClient,
};

const MISMATCH: (&str, &str) = (
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
);
const EXPIRED_CODE: (&str, &str) = (
    "ExpiredCodeException",
    "Invalid code provided, please request a code again.",
);

#[test]
fn from_sign_up_to_sign_out() {
    let client = Client::new();
    let members = json!({
        "Username": EMAIL,
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": EMAIL}, {"Name": "name", "Value": "Ünï Fake"}],
    });
    let signed_up = client.call("SignUp", members).unwrap();
    assert_eq!(signed_up["UserConfirmed"], false);
    assert_eq!(
        signed_up["CodeDeliveryDetails"],
        json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"})
    );
    let mail = client.mail();
    assert_eq!((&*mail.to, mail.kind), (EMAIL, MailKind::SignUp));
    assert_eq!(signed_up["UserSub"], mail.username);
    assert_eq!(mail.sent_at, START);

    let not_confirmed = ("UserNotConfirmedException", "User is not confirmed.");
    assert_refused(client.sign_in_by_srp(EMAIL, PASSWORD), not_confirmed);
    assert_refused(client.sign_in(EMAIL, PASSWORD), not_confirmed);
    assert_refused(client.sign_in(EMAIL, "Wrong-Pass1"), WRONG_PASSWORD);

    let confirm = |code: &str| {
        let members = json!({"Username": EMAIL, "ConfirmationCode": code});
        client.call("ConfirmSignUp", members)
    };
    assert_refused(confirm(another_code(&mail.code)), MISMATCH);
    confirm(&mail.code).unwrap();
    assert_refused(
        confirm(&mail.code),
        (
            "NotAuthorizedException",
            "User cannot be confirmed. Current status is CONFIRMED",
        ),
    );

    assert_refused(client.sign_in_by_srp(EMAIL, "Wrong-Pass1"), WRONG_PASSWORD);
    let tokens = client.sign_in_by_srp("A@Example.com", PASSWORD).unwrap();
    assert_eq!(tokens["TokenType"], "Bearer");
    assert_eq!(tokens["ExpiresIn"], 3600);

    let user = client.as_bearer("GetUser", &tokens).unwrap();
    assert_eq!(user["Username"], mail.username);
    assert_eq!(
        user["UserAttributes"],
        json!([
            {"Name": "sub", "Value": mail.username},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "email", "Value": EMAIL},
            {"Name": "name", "Value": "Ünï Fake"},
        ])
    );

    client.wait(60);
    let refreshed = client.refresh(&tokens).unwrap();
    assert!(refreshed.get("RefreshToken").is_none());
    let (_, before) = decoded(&tokens["AccessToken"]);
    let (_, after) = decoded(&refreshed["AccessToken"]);
    assert_eq!(before["origin_jti"], after["origin_jti"]);
    assert_eq!(after["auth_time"], START);
    assert_eq!(after["iat"], START + 60);
    assert_ne!(before["jti"], after["jti"]);
    client.as_bearer("GetUser", &refreshed).unwrap();

    let token = json!({"Token": tokens["RefreshToken"]});
    client.call("RevokeToken", token).unwrap();
    assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    assert_refused(client.as_bearer("GetUser", &refreshed), REVOKED);
    assert_refused(
        client.refresh(&tokens),
        ("NotAuthorizedException", "Refresh Token has been revoked"),
    );
}

#[test]
fn srp_tells_right_from_wrong_under_any_random_values() {
    let client = Client::new();
    client.confirmed_user();
    for _ in 0..10 {
        client.sign_in_by_srp(EMAIL, PASSWORD).unwrap();
        assert_refused(client.sign_in_by_srp(EMAIL, "Fake-Pass2"), WRONG_PASSWORD);
    }
}

#[test]
fn a_plain_username_keeps_its_name_and_has_the_email_as_alias() {
    let client = Client::new();
    let members = json!({
        "Username": "Fake.User",
        "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": EMAIL}],
    });
    let signed_up = client.call("SignUp", members).unwrap();
    let mail = client.mail();
    assert_eq!(mail.username, "fake.user");
    let members = json!({"Username": "FAKE.USER", "ConfirmationCode": mail.code});
    client.call("ConfirmSignUp", members).unwrap();
    for name in ["fake.user", "Fake.User", EMAIL, "A@EXAMPLE.COM"] {
        let tokens = client.sign_in_by_srp(name, PASSWORD).unwrap();
        let (_, claims) = decoded(&tokens["AccessToken"]);
        assert_eq!(claims["username"], "fake.user");
        assert_eq!(claims["sub"], signed_up["UserSub"]);
    }
}

#[test]
fn a_forgotten_password_is_replaced_by_mail() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let forgot = || client.call("ForgotPassword", json!({"Username": EMAIL}));
    let confirm = |code: &str, password: &str| {
        let members = json!({"Username": EMAIL, "ConfirmationCode": code, "Password": password});
        client.call("ConfirmForgotPassword", members)
    };
    assert_refused(confirm("123456", "Fake-Pass2"), EXPIRED_CODE);
    let answer = forgot().unwrap();
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let mail = client.mail();
    assert_eq!(
        (mail.kind, &*mail.username),
        (MailKind::ForgotPassword, &*sub)
    );
    assert_refused(confirm(another_code(&mail.code), "Fake-Pass2"), MISMATCH);
    assert_eq!(
        confirm(&mail.code, "weak").unwrap_err().0,
        "InvalidPasswordException"
    );
    client.wait(3_600);
    assert_refused(confirm(&mail.code, "Fake-Pass2"), EXPIRED_CODE);

    forgot().unwrap();
    confirm(&client.mail().code, "Fake-Pass2").unwrap();
    assert_refused(client.sign_in_by_srp(EMAIL, PASSWORD), WRONG_PASSWORD);
    client.sign_in_by_srp(EMAIL, "Fake-Pass2").unwrap();
}

#[test]
fn a_new_code_replaces_the_old_and_guessing_ends() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    client.call("SignUp", members).unwrap();
    let resend = || client.call("ResendConfirmationCode", json!({"Username": EMAIL}));
    let confirm = |code: &str| {
        let members = json!({"Username": EMAIL, "ConfirmationCode": code});
        client.call("ConfirmSignUp", members)
    };
    resend().unwrap();
    let mail = client.mail();
    assert_eq!(mail.kind, MailKind::Resend);
    for _ in 0..5 {
        assert_refused(confirm(another_code(&mail.code)), MISMATCH);
    }
    assert_eq!(
        confirm(&mail.code).unwrap_err().0,
        "TooManyFailedAttemptsException"
    );
    for _ in 0..3 {
        resend().unwrap();
    }
    assert_refused(
        resend(),
        (
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
        ),
    );
    client.wait(86_400);
    assert_refused(confirm(&client.mail().code), EXPIRED_CODE);
    resend().unwrap();
    confirm(&client.mail().code).unwrap();
    assert_refused(
        resend(),
        ("InvalidParameterException", "User is already confirmed."),
    );
}

#[test]
fn a_changed_password_holds_from_then_on() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let change = |previous: &str, proposed: &str| {
        let members = json!({
            "AccessToken": tokens["AccessToken"],
            "PreviousPassword": previous,
            "ProposedPassword": proposed,
        });
        client.call("ChangePassword", members)
    };
    // Begun with the old password, finished after the change.
    let srp = SrpClient::new();
    let parameters = client.begin_srp(EMAIL, &srp);
    let late = srp.answer(client.pool.user_pool_id(), &parameters, PASSWORD);

    assert_refused(change("Wrong-Pass1", "Fake-Pass2"), WRONG_PASSWORD);
    assert_eq!(
        change(PASSWORD, "weak").unwrap_err().0,
        "InvalidPasswordException"
    );
    change(PASSWORD, "Fake-Pass2").unwrap();
    assert_refused(client.respond(&late), WRONG_PASSWORD);
    assert_refused(client.sign_in(EMAIL, PASSWORD), WRONG_PASSWORD);
    client.sign_in(EMAIL, "Fake-Pass2").unwrap();
}

#[test]
fn a_global_sign_out_ends_every_session_but_not_the_next() {
    let client = Client::new();
    client.confirmed_user();
    client
        .pool
        .add_user(NewUser::new("b@example.com", PASSWORD))
        .unwrap();
    let first = client.sign_in(EMAIL, PASSWORD).unwrap();
    let second = client.sign_in(EMAIL, PASSWORD).unwrap();
    let other = client.sign_in("b@example.com", PASSWORD).unwrap();
    client.as_bearer("GlobalSignOut", &first).unwrap();
    // Within the same second: a session is revoked by its family, not by its time.
    let next = client.sign_in(EMAIL, PASSWORD).unwrap();
    assert_refused(client.as_bearer("GetUser", &first), REVOKED);
    assert_refused(client.as_bearer("GetUser", &second), REVOKED);
    assert!(client.refresh(&second).is_err());
    client.as_bearer("GetUser", &other).unwrap();
    client.as_bearer("GetUser", &next).unwrap();
    client.refresh(&next).unwrap();
}

#[test]
fn a_deleted_user_is_gone_and_the_name_is_free() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.as_bearer("DeleteUser", &tokens).unwrap();
    let gone = ("UserNotFoundException", "User does not exist.");
    assert_refused(client.as_bearer("GetUser", &tokens), gone);
    assert!(client.refresh(&tokens).is_err());
    assert_refused(client.sign_in(EMAIL, PASSWORD), WRONG_PASSWORD);
    assert_ne!(client.confirmed_user(), sub);
}

#[test]
fn attributes_change_with_the_next_refresh() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let update = |attributes| {
        let members = json!({"AccessToken": tokens["AccessToken"], "UserAttributes": attributes});
        client.call("UpdateUserAttributes", members)
    };
    update(json!([{"Name": "custom:tenant", "Value": "t1"}])).unwrap();
    client.pool.add_to_group(EMAIL, "editors").unwrap();
    let half = json!([{"Name": "name", "Value": "B"}, {"Name": "sub", "Value": "x"}]);
    assert_eq!(update(half).unwrap_err().0, "NotAuthorizedException");

    let (_, claims) = decoded(&client.refresh(&tokens).unwrap()["IdToken"]);
    assert_eq!(claims["custom:tenant"], "t1");
    assert_eq!(claims["cognito:groups"], json!(["editors"]));
    assert!(claims.get("name").is_none(), "nothing of a refused update");
}

#[test]
fn both_refresh_operations_serve_one_client_until_the_token_expires() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let by_operation = |client_id: &str| {
        let members = json!({"RefreshToken": tokens["RefreshToken"], "ClientId": client_id});
        client.call("GetTokensFromRefreshToken", members)
    };
    let answer = by_operation("fakewebclient0000000000001").unwrap();
    assert_eq!(answer.as_object().unwrap().len(), 1);
    client
        .as_bearer("GetUser", &answer["AuthenticationResult"])
        .unwrap();
    assert_refused(
        by_operation("fakewebclient0000000000002"),
        ("NotAuthorizedException", "Invalid Refresh Token"),
    );
    let members =
        json!({"Token": tokens["RefreshToken"], "ClientId": "fakewebclient0000000000002"});
    assert_eq!(
        client.call("RevokeToken", members).unwrap_err().0,
        "UnauthorizedException"
    );

    client.wait(3_600);
    assert_refused(
        client.as_bearer("GetUser", &tokens),
        ("NotAuthorizedException", "Access Token has expired"),
    );
    client.wait(30 * 86_400 - 3_601);
    client.refresh(&tokens).unwrap();
    client.wait(1);
    assert_refused(
        client.refresh(&tokens),
        ("NotAuthorizedException", "Refresh Token has expired"),
    );
}

#[test]
fn a_challenge_is_answered_once_in_time_and_by_its_own_client() {
    let client = Client::new();
    client.confirmed_user();
    let pool_id = client.pool.user_pool_id();
    let begin = || {
        let srp = SrpClient::new();
        let parameters = client.begin_srp(EMAIL, &srp);
        srp.answer(pool_id, &parameters, PASSWORD)
    };
    let no_session = ("NotAuthorizedException", "Invalid session for the user.");

    let answer = begin();
    client.respond(&answer).unwrap();
    assert_refused(client.respond(&answer), no_session);

    let answer = begin();
    client.wait(180);
    assert_refused(
        client.respond(&answer),
        (
            "NotAuthorizedException",
            "Invalid session for the user, session is expired.",
        ),
    );

    let members = json!({
        "ClientId": "fakewebclient0000000000002",
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": begin(),
    });
    assert_refused(
        client.call("RespondToAuthChallenge", members),
        WRONG_PASSWORD,
    );

    // Clients answer under the name they were given or under the one they gave.
    let mut answer = begin();
    answer["USERNAME"] = EMAIL.into();
    client.respond(&answer).unwrap();
    let mut answer = begin();
    answer["USERNAME"] = "admin@example.com".into();
    assert_refused(client.respond(&answer), WRONG_PASSWORD);
}

#[test]
fn the_seeded_administrator_signs_in() {
    let client = Client::new();
    let administrator = client.pool.administrator();
    let tokens = client
        .sign_in_by_srp(administrator.username(), administrator.password())
        .unwrap();
    let (_, claims) = decoded(&tokens["AccessToken"]);
    assert_eq!(claims["cognito:groups"], json!(["admins"]));
    let other = Client::new().pool.administrator();
    assert_ne!(administrator.password(), other.password());
}
