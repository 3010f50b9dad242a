//! What each operation refuses, and in which words.

use dev_pool::NewUser;
use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, PASSWORD, assert_refused},
    srp_client::SrpClient,
};

const INVALID: &str = "InvalidParameterException";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";

type Row = (&'static str, Value, &'static str, &'static str);

fn check(client: &Client, rows: Vec<Row>) {
    for (operation, members, kind, message) in rows {
        let described = format!("{operation} {members}");
        let (actual_kind, actual_message) = client
            .call(operation, members)
            .expect_err(&format!("{described} was accepted"));
        assert_eq!(
            (&*actual_kind, &*actual_message),
            (kind, message),
            "{described}"
        );
    }
}

#[test]
fn accounts_that_cannot_be_made() {
    let client = Client::new();
    client.confirmed_user();
    let new = NewUser::new("taken", PASSWORD).attribute("email", "taken@example.com");
    client.pool.add_user(new).unwrap();
    let sign_up = |name: &str, email: &str| {
        json!({
            "Username": name,
            "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": email}],
        })
    };
    let pattern = "1 validation error detected: Value at 'username' failed to satisfy constraint: \
        Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
    let exists = "An account with the given email already exists.";
    check(
        &client,
        vec![
            ("SignUp", sign_up("a b", EMAIL), INVALID, pattern),
            ("SignUp", sign_up("a\u{0}", EMAIL), INVALID, pattern),
            (
                "SignUp",
                json!({"Username": "x".repeat(129), "Password": PASSWORD}),
                INVALID,
                pattern,
            ),
            (
                "SignUp",
                sign_up("a@", EMAIL),
                INVALID,
                "Invalid email address format.",
            ),
            (
                "SignUp",
                sign_up("new", "mail"),
                INVALID,
                "Invalid email address format.",
            ),
            (
                "SignUp",
                json!({"Username": "new", "Password": PASSWORD}),
                INVALID,
                "Attributes did not conform to the schema: email: The attribute is required",
            ),
            (
                "SignUp",
                sign_up("new@example.com", "else@example.com"),
                INVALID,
                "The email attribute must be the email address given as username.",
            ),
            (
                "SignUp",
                sign_up(EMAIL, EMAIL),
                "UsernameExistsException",
                exists,
            ),
            (
                "SignUp",
                sign_up("A@EXAMPLE.com", "a@example.com"),
                "UsernameExistsException",
                exists,
            ),
            (
                "SignUp",
                sign_up("new", "TAKEN@example.com"),
                "UsernameExistsException",
                exists,
            ),
            (
                "SignUp",
                sign_up("TAKEN", "new@example.com"),
                "UsernameExistsException",
                "User already exists",
            ),
            (
                "SignUp",
                json!({"Username": "new@example.com", "Password": "Fake-Pass"}),
                "InvalidPasswordException",
                "Password did not conform with policy: Password must have numeric characters",
            ),
            (
                "SignUp",
                json!({
                    "Username": "new@example.com",
                    "Password": PASSWORD,
                    "UserAttributes": [{"Name": "email_verified", "Value": "true"}],
                }),
                NOT_AUTHORIZED,
                "A client attempted to write unauthorized attribute",
            ),
        ],
    );
    assert_eq!(client.pool.mailbox().len(), 1, "only the first was mailed");
}

#[test]
fn sign_ins_that_are_malformed() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let initiate =
        |flow: &str, parameters: Value| json!({"AuthFlow": flow, "AuthParameters": parameters});
    let srp_a = |value: &str| initiate("USER_SRP_AUTH", json!({"USERNAME": EMAIL, "SRP_A": value}));
    let no_value = "SRP_A is not a public value.";
    let refresh = |token: &str| initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": token}));
    let respond = |name: &str, change: (&str, &str)| {
        let srp = SrpClient::new();
        let parameters = client.begin_srp(EMAIL, &srp);
        let mut responses = srp.answer(client.pool.user_pool_id(), &parameters, PASSWORD);
        responses[change.0] = change.1.into();
        json!({"ChallengeName": name, "ChallengeResponses": responses})
    };
    let verify = |change| respond("PASSWORD_VERIFIER", change);
    let wrong = "Incorrect username or password.";
    let timestamp = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";
    check(
        &client,
        vec![
            ("InitiateAuth", srp_a("0"), INVALID, no_value),
            ("InitiateAuth", srp_a("zz"), INVALID, no_value),
            ("InitiateAuth", srp_a(&"f".repeat(5_000)), INVALID, no_value),
            (
                "InitiateAuth",
                initiate("CUSTOM_AUTH", json!({"USERNAME": EMAIL})),
                INVALID,
                "CUSTOM_AUTH flow not enabled for this client",
            ),
            (
                "InitiateAuth",
                initiate("ADMIN_NO_SRP_AUTH", json!({})),
                INVALID,
                "Initiate Auth method not supported.",
            ),
            (
                "InitiateAuth",
                refresh("x"),
                NOT_AUTHORIZED,
                "Invalid Refresh Token",
            ),
            (
                "InitiateAuth",
                refresh("a.b.c.d.e"),
                NOT_AUTHORIZED,
                "Invalid Refresh Token",
            ),
            (
                "GetTokensFromRefreshToken",
                json!({"RefreshToken": "x"}),
                NOT_AUTHORIZED,
                "Invalid Refresh Token",
            ),
            (
                "RespondToAuthChallenge",
                respond("SMS_MFA", ("USERNAME", &sub)),
                INVALID,
                "This development pool gives the challenges PASSWORD_VERIFIER, NEW_PASSWORD_REQUIRED and SOFTWARE_TOKEN_MFA only.",
            ),
            (
                "RespondToAuthChallenge",
                verify(("TIMESTAMP", "Sat Nov 01 09:05:07 UTC 2025")),
                INVALID,
                timestamp,
            ),
            (
                "RespondToAuthChallenge",
                verify(("TIMESTAMP", "Sat Nov 1 09:05:08 UTC 2025")),
                NOT_AUTHORIZED,
                wrong,
            ),
            (
                "RespondToAuthChallenge",
                verify(("PASSWORD_CLAIM_SECRET_BLOCK", "AAAA")),
                NOT_AUTHORIZED,
                "Invalid session for the user.",
            ),
            (
                "RespondToAuthChallenge",
                verify(("PASSWORD_CLAIM_SECRET_BLOCK", "not base64")),
                NOT_AUTHORIZED,
                wrong,
            ),
            (
                "RespondToAuthChallenge",
                verify(("PASSWORD_CLAIM_SIGNATURE", "AAAA")),
                NOT_AUTHORIZED,
                wrong,
            ),
        ],
    );
}

#[test]
fn tokens_that_do_not_authorise() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let access = tokens["AccessToken"].as_str().unwrap();
    let (head, signature) = access.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    let strangers = Client::new();
    strangers.confirmed_user();
    let foreign = strangers.sign_in(EMAIL, PASSWORD).unwrap();
    for token in [
        "x",
        "a.b.c",
        &format!("{head}.{flipped}{}", &signature[1..]),
        tokens["IdToken"].as_str().unwrap(),
        tokens["RefreshToken"].as_str().unwrap(),
        foreign["AccessToken"].as_str().unwrap(),
    ] {
        for operation in [
            "ChangePassword",
            "DeleteUser",
            "GetUser",
            "GlobalSignOut",
            "UpdateUserAttributes",
        ] {
            let members = json!({"AccessToken": token});
            assert_refused(
                client.call(operation, members),
                (NOT_AUTHORIZED, "Invalid Access Token"),
            );
        }
    }
    client.as_bearer("GetUser", &tokens).unwrap();
}

#[test]
fn what_else_cannot_be_done_with_a_session() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let update = |name: &str, value: &str| {
        json!({
            "AccessToken": tokens["AccessToken"],
            "UserAttributes": [{"Name": name, "Value": value}],
        })
    };
    check(
        &client,
        vec![
            (
                "UpdateUserAttributes",
                update("email", "nobody"),
                INVALID,
                "Invalid email address format.",
            ),
            (
                "UpdateUserAttributes",
                update("shoe_size", "46"),
                INVALID,
                "Attributes did not conform to the schema: Type for attribute could not be determined",
            ),
            (
                "RevokeToken",
                json!({"Token": tokens["AccessToken"]}),
                "UnsupportedTokenTypeException",
                "Only a refresh token can be revoked.",
            ),
        ],
    );
    client.call("RevokeToken", json!({"Token": "x"})).unwrap();
    client.as_bearer("GetUser", &tokens).unwrap();
}

#[test]
fn methods_of_the_library_refuse_as_the_api_does() {
    let client = Client::new();
    let kind = |new: NewUser| client.pool.add_user(new).unwrap_err().kind();
    let user = |name: &str| NewUser::new(name, PASSWORD);
    client.pool.add_user(user(EMAIL)).unwrap();
    assert_eq!(kind(user(EMAIL)), "UsernameExistsException");
    assert_eq!(kind(user("plain")), INVALID);
    assert_eq!(kind(user("b@example.com").group("")), INVALID);
    assert_eq!(kind(user("b@example.com").group("two words")), INVALID);
    let crowd = (0..101).fold(user("b@example.com"), |new, at| new.group(format!("g{at}")));
    assert_eq!(kind(crowd), "LimitExceededException");
    let group = client.pool.add_to_group("nobody", "admins");
    assert_eq!(group.unwrap_err().kind(), "UserNotFoundException");
}
