//! A temporary password, and what replaces it.

use dev_pool::MailKind;
use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, PASSWORD, WRONG_PASSWORD, assert_refused, decoded},
    srp_client::SrpClient,
};

const TEMPORARY: &str = "Temp-Pass1";
const CHALLENGE: &str = "NEW_PASSWORD_REQUIRED";
const INVALID_SESSION: (&str, &str) = ("NotAuthorizedException", "Invalid session for the user.");

fn invited(client: &Client) -> Value {
    let members = json!({
        "Username": EMAIL,
        "TemporaryPassword": TEMPORARY,
        "UserAttributes": [
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": "Fake Person"},
        ],
    });
    client.admin("AdminCreateUser", members).unwrap()["User"].clone()
}

#[test]
fn an_invited_user_chooses_a_password_at_the_first_sign_in() {
    let client = Client::new();
    let user = invited(&client);
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let mail = client.mail();
    assert_eq!(
        (mail.kind, &*mail.to, &*mail.code),
        (MailKind::Invitation, EMAIL, TEMPORARY)
    );

    assert_refused(client.begin(EMAIL, PASSWORD), WRONG_PASSWORD);
    let challenge = client.begin(EMAIL, TEMPORARY).unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    assert!(challenge.get("AuthenticationResult").is_none());
    let parameters = &challenge["ChallengeParameters"];
    assert_eq!(parameters["requiredAttributes"], "[]");
    assert_eq!(parameters["USER_ID_FOR_SRP"], user["Username"]);
    let attributes: Value =
        serde_json::from_str(parameters["userAttributes"].as_str().unwrap()).unwrap();
    assert_eq!(
        attributes,
        json!({"email": EMAIL, "email_verified": "true", "name": "Fake Person"})
    );

    let respond = |more: Value| {
        let mut responses = json!({"USERNAME": EMAIL});
        responses
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        client.respond_to(CHALLENGE, &challenge["Session"], &responses)
    };
    let missing = (
        "InvalidParameterException",
        "Missing required parameter NEW_PASSWORD",
    );
    assert_refused(respond(json!({})), missing);
    assert_eq!(
        respond(json!({"NEW_PASSWORD": "weak"})).unwrap_err().0,
        "InvalidPasswordException"
    );
    let email = json!({"NEW_PASSWORD": PASSWORD, "userAttributes.email": "b@example.com"});
    let fixed = (
        "NotAuthorizedException",
        "Cannot modify an already provided email",
    );
    assert_refused(respond(email), fixed);
    let verified = json!({"NEW_PASSWORD": PASSWORD, "userAttributes.email_verified": "false"});
    assert_eq!(respond(verified).unwrap_err().0, "NotAuthorizedException");

    let good = json!({"NEW_PASSWORD": PASSWORD, "userAttributes.nickname": "Fakey"});
    let answer = respond(good.clone()).unwrap();
    let (_, id) = decoded(&answer["AuthenticationResult"]["IdToken"]);
    assert_eq!(
        (&id["email_verified"], &id["nickname"]),
        (&json!(true), &json!("Fakey"))
    );
    assert_refused(respond(good), INVALID_SESSION);

    assert_refused(client.begin(EMAIL, TEMPORARY), WRONG_PASSWORD);
    client.sign_in_by_srp(EMAIL, PASSWORD).unwrap();
    let user = client
        .admin("AdminGetUser", json!({"Username": EMAIL}))
        .unwrap();
    assert_eq!(user["UserStatus"], "CONFIRMED");
}

#[test]
fn srp_leads_there_as_well() {
    let client = Client::new();
    invited(&client);
    let srp = SrpClient::new();
    let parameters = client.begin_srp(EMAIL, &srp);
    let responses = srp.answer(client.pool.user_pool_id(), &parameters, TEMPORARY);
    let challenge = client
        .respond_to("PASSWORD_VERIFIER", &Value::Null, &responses)
        .unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    let answer = json!({"USERNAME": parameters["USER_ID_FOR_SRP"], "NEW_PASSWORD": PASSWORD});
    client
        .respond_to(CHALLENGE, &challenge["Session"], &answer)
        .unwrap();
}

#[test]
fn a_session_is_for_its_user_client_step_and_time() {
    let client = Client::new();
    invited(&client);
    let other = json!({"Username": "b@example.com", "TemporaryPassword": TEMPORARY});
    client.admin("AdminCreateUser", other).unwrap();
    let challenge = client.begin(EMAIL, TEMPORARY).unwrap();
    let session = &challenge["Session"];
    assert!(session.as_str().unwrap().len() >= 20);
    let answer = json!({"USERNAME": EMAIL, "NEW_PASSWORD": PASSWORD});

    let someone_else = json!({"USERNAME": "b@example.com", "NEW_PASSWORD": PASSWORD});
    assert_refused(
        client.respond_to(CHALLENGE, session, &someone_else),
        INVALID_SESSION,
    );
    let code = json!({"USERNAME": EMAIL, "SOFTWARE_TOKEN_MFA_CODE": "123456"});
    assert_refused(
        client.respond_to("SOFTWARE_TOKEN_MFA", session, &code),
        INVALID_SESSION,
    );
    assert_refused(
        client.respond_to(CHALLENGE, &json!("AAAA"), &answer),
        INVALID_SESSION,
    );
    let members = json!({
        "ClientId": "fakewebclient0000000000002",
        "ChallengeName": CHALLENGE,
        "Session": session,
        "ChallengeResponses": answer,
    });
    assert_refused(
        client.call("RespondToAuthChallenge", members),
        INVALID_SESSION,
    );
    let null = client.respond_to(CHALLENGE, &Value::Null, &answer);
    assert_eq!(null.unwrap_err().0, "InvalidParameterException");

    client.wait(180);
    let expired = "Invalid session for the user, session is expired.";
    assert_refused(
        client.respond_to(CHALLENGE, session, &answer),
        ("NotAuthorizedException", expired),
    );
}

#[test]
fn a_temporary_password_ends_and_a_new_invitation_begins_again() {
    let client = Client::new();
    invited(&client);
    client.wait(7 * 86_400);
    let expired = "Temporary password has expired and must be reset by an administrator.";
    assert_refused(
        client.begin(EMAIL, TEMPORARY),
        ("NotAuthorizedException", expired),
    );
    let locked = "User password cannot be reset in the current state.";
    let forgot = client.call("ForgotPassword", json!({"Username": EMAIL}));
    assert_refused(forgot, ("NotAuthorizedException", locked));

    let members = json!({"Username": EMAIL, "MessageAction": "RESEND"});
    client.admin("AdminCreateUser", members.clone()).unwrap();
    let challenge = client.begin(EMAIL, &client.mail().code).unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    // Set aside, the password leaves the session behind.
    let permanent = json!({"Username": EMAIL, "Password": "Else-Pass1", "Permanent": true});
    client.admin("AdminSetUserPassword", permanent).unwrap();
    let answer = json!({"USERNAME": EMAIL, "NEW_PASSWORD": PASSWORD});
    assert_refused(
        client.respond_to(CHALLENGE, &challenge["Session"], &answer),
        INVALID_SESSION,
    );
    client.sign_in(EMAIL, "Else-Pass1").unwrap();
    assert_eq!(
        client.admin("AdminCreateUser", members).unwrap_err().0,
        "UnsupportedUserStateException"
    );
}

#[test]
fn an_invitation_can_be_silent_and_refused() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "MessageAction": "SUPPRESS"});
    client.admin("AdminCreateUser", members).unwrap();
    assert!(client.pool.mailbox().is_empty());
    for (members, kind) in [
        (json!({"Username": EMAIL}), "UsernameExistsException"),
        (json!({"Username": "plain"}), "InvalidParameterException"),
        (
            json!({"Username": "c@example.com", "TemporaryPassword": "weak"}),
            "InvalidPasswordException",
        ),
        (
            json!({"Username": "c@example.com", "UserAttributes": [{"Name": "sub", "Value": "x"}]}),
            "NotAuthorizedException",
        ),
        (
            json!({"Username": "c@example.com", "MessageAction": "RESEND"}),
            "UserNotFoundException",
        ),
    ] {
        assert_eq!(
            client.admin("AdminCreateUser", members).unwrap_err().0,
            kind
        );
    }
}

/// A code of a sign-up is for those who signed up: it makes no password one to keep.
#[test]
fn a_code_of_a_sign_up_confirms_no_other_status() {
    let invited_one = Client::new();
    invited(&invited_one);
    let reset_one = Client::new();
    reset_one.confirmed_user();
    reset_one
        .admin("AdminResetUserPassword", json!({"Username": EMAIL}))
        .unwrap();
    for (client, status) in [
        (&invited_one, "FORCE_CHANGE_PASSWORD"),
        (&reset_one, "RESET_REQUIRED"),
    ] {
        let resent = client.call("ResendConfirmationCode", json!({"Username": EMAIL}));
        let already = ("InvalidParameterException", "User is already confirmed.");
        assert_refused(resent, already);
        let members = json!({"Username": EMAIL, "ConfirmationCode": client.mail().code});
        let message = format!("User cannot be confirmed. Current status is {status}");
        assert_refused(
            client.call("ConfirmSignUp", members),
            ("NotAuthorizedException", &message),
        );
        let user = client.admin("AdminGetUser", json!({"Username": EMAIL}));
        assert_eq!(user.unwrap()["UserStatus"], status);
    }
}

/// Whoever was signed in when an administrator set a temporary password does not make it last.
#[test]
fn a_temporary_password_is_replaced_by_the_challenge_only() {
    let client = Client::new();
    client.confirmed_user();
    let access = client.sign_in(EMAIL, PASSWORD).unwrap()["AccessToken"].clone();
    let change = |previous: &str, proposed: &str| {
        let members = json!({"AccessToken": access, "PreviousPassword": previous, "ProposedPassword": proposed});
        client.call("ChangePassword", members)
    };
    change(PASSWORD, "Else-Pass1").unwrap();
    let members = json!({"Username": EMAIL, "Password": TEMPORARY, "Permanent": false});
    client.admin("AdminSetUserPassword", members).unwrap();
    let locked = "User password cannot be changed in the current state.";
    assert_refused(
        change(TEMPORARY, PASSWORD),
        ("NotAuthorizedException", locked),
    );
    assert_refused(change("Else-Pass1", PASSWORD), WRONG_PASSWORD);

    let challenge = client.begin(EMAIL, TEMPORARY).unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    client.wait(7 * 86_400);
    let expired = "Temporary password has expired and must be reset by an administrator.";
    assert_refused(
        client.begin(EMAIL, TEMPORARY),
        ("NotAuthorizedException", expired),
    );
}
