//! Authenticator apps as a second factor.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, PASSWORD, assert_refused},
    srp_client::SrpClient,
};

const CHALLENGE: &str = "SOFTWARE_TOKEN_MFA";
const MISMATCH: (&str, &str) = ("CodeMismatchException", "Invalid code received for user");
const USED: (&str, &str) = (
    "ExpiredCodeException",
    "Your software token has already been used once.",
);

/// What an app shows for a secret in base32 at some time (RFC 6238).
pub(crate) fn code(secret: &Value, time: u64) -> String {
    let letters = secret.as_str().unwrap().chars();
    let bits: Vec<String> = letters
        .map(|letter| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap())
        .map(|value| format!("{value:05b}"))
        .collect();
    let bits = bits.concat();
    let bytes: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap())
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = hmac::sign(&key, &(time / 30).to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let number = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A user with an app that is asked for; returns the secret and tokens.
pub(crate) fn protected(client: &Client) -> (Value, Value) {
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let secret = client.as_bearer("AssociateSoftwareToken", &tokens).unwrap()["SecretCode"].clone();
    let verify = |code: &str| {
        let members = json!({"AccessToken": tokens["AccessToken"], "UserCode": code});
        client.call("VerifySoftwareToken", members)
    };
    let right = code(&secret, client.time());
    let wrong = code(&secret, client.time() + 90);
    assert_refused(
        verify(&wrong),
        ("EnableSoftwareTokenMFAException", "Code mismatch"),
    );
    for malformed in ["12345", "1234567", "12345a"] {
        assert_eq!(
            verify(malformed).unwrap_err().0,
            "InvalidParameterException"
        );
    }
    assert_eq!(verify(&right).unwrap(), json!({"Status": "SUCCESS"}));
    // Not yet asked for.
    client.sign_in(EMAIL, PASSWORD).unwrap();
    prefer(client, &tokens, true).unwrap();
    (secret, tokens)
}

fn prefer(client: &Client, tokens: &Value, is_enabled: bool) -> Result<Value, (String, String)> {
    let members = json!({
        "AccessToken": tokens["AccessToken"],
        "SoftwareTokenMfaSettings": {"Enabled": is_enabled, "PreferredMfa": is_enabled},
    });
    client.call("SetUserMFAPreference", members)
}

fn respond(client: &Client, challenge: &Value, code: &str) -> Result<Value, (String, String)> {
    let responses = json!({"USERNAME": EMAIL, "SOFTWARE_TOKEN_MFA_CODE": code});
    client.respond_to(CHALLENGE, &challenge["Session"], &responses)
}

#[test]
fn a_sign_in_asks_for_a_code_that_is_good_once() {
    let client = Client::new();
    let (secret, tokens) = protected(&client);
    let user = client.as_bearer("GetUser", &tokens).unwrap();
    assert_eq!(user["UserMFASettingList"], json!([CHALLENGE]));
    assert_eq!(user["PreferredMfaSetting"], CHALLENGE);

    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    assert!(challenge.get("AuthenticationResult").is_none());
    let at = |seconds: u64| code(&secret, client.time() + seconds);
    // The code that proved the app is used up.
    assert_refused(respond(&client, &challenge, &at(0)), USED);
    assert_refused(respond(&client, &challenge, &at(60)), MISMATCH);
    let next = at(30);
    let answer = respond(&client, &challenge, &next).unwrap();
    client
        .as_bearer("GetUser", &answer["AuthenticationResult"])
        .unwrap();
    let ended = ("NotAuthorizedException", "Invalid session for the user.");
    assert_refused(respond(&client, &challenge, &next), ended);

    client.wait(30);
    let srp = SrpClient::new();
    let parameters = client.begin_srp(EMAIL, &srp);
    let responses = srp.answer(client.pool.user_pool_id(), &parameters, PASSWORD);
    let challenge = client
        .respond_to("PASSWORD_VERIFIER", &Value::Null, &responses)
        .unwrap();
    assert_eq!(challenge["ChallengeName"], CHALLENGE);
    assert_refused(respond(&client, &challenge, &next), USED);
    respond(&client, &challenge, &at(30)).unwrap();

    prefer(&client, &tokens, false).unwrap();
    client.sign_in(EMAIL, PASSWORD).unwrap();
    let user = client.as_bearer("GetUser", &tokens).unwrap();
    assert!(user.get("UserMFASettingList").is_none());
}

#[test]
fn guessing_ends_the_session() {
    let client = Client::new();
    let (secret, _) = protected(&client);
    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    let wrong = code(&secret, client.time() + 300);
    for _ in 0..5 {
        assert_refused(respond(&client, &challenge, &wrong), MISMATCH);
    }
    let right = code(&secret, client.time() + 30);
    let ended = ("NotAuthorizedException", "Invalid session for the user.");
    assert_refused(respond(&client, &challenge, &right), ended);
    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    client.wait(180);
    let expired = "Invalid session for the user, session is expired.";
    let late = code(&secret, client.time());
    assert_refused(
        respond(&client, &challenge, &late),
        ("NotAuthorizedException", expired),
    );
}

#[test]
fn a_new_app_replaces_the_old_one_once_it_is_proven() {
    let client = Client::new();
    let (old, tokens) = protected(&client);
    let new = client.as_bearer("AssociateSoftwareToken", &tokens).unwrap()["SecretCode"].clone();
    assert_ne!(old, new);
    client.wait(60);
    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    assert_refused(
        respond(&client, &challenge, &code(&new, client.time())),
        MISMATCH,
    );
    respond(&client, &challenge, &code(&old, client.time())).unwrap();

    let members =
        json!({"AccessToken": tokens["AccessToken"], "UserCode": code(&new, client.time())});
    client.call("VerifySoftwareToken", members).unwrap();
    client.wait(60);
    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    assert_refused(
        respond(&client, &challenge, &code(&old, client.time())),
        MISMATCH,
    );
    respond(&client, &challenge, &code(&new, client.time())).unwrap();
}

#[test]
fn what_was_not_set_up_cannot_be_asked_for() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let invalid = "InvalidParameterException";
    assert_refused(
        prefer(&client, &tokens, true),
        (invalid, "User has not verified software token mfa"),
    );
    for (settings, factor) in [
        ("SMSMfaSettings", "SMS_MFA"),
        ("EmailMfaSettings", "EMAIL_OTP"),
    ] {
        let members = json!({"AccessToken": tokens["AccessToken"], settings: {"Enabled": true}});
        let message = format!("User does not have delivery config set to turn on {factor}");
        assert_refused(
            client.call("SetUserMFAPreference", members),
            (invalid, &message),
        );
    }
    let members = json!({"AccessToken": tokens["AccessToken"], "UserCode": "123456"});
    assert_eq!(
        client.call("VerifySoftwareToken", members).unwrap_err().0,
        "SoftwareTokenMFANotFoundException"
    );
    let session = json!({"Session": "x".repeat(20)});
    assert_refused(
        client.call("AssociateSoftwareToken", session),
        ("NotAuthorizedException", "Invalid session for the user."),
    );
}

#[test]
fn a_user_who_is_disabled_between_password_and_code_stays_out() {
    let client = Client::new();
    let (secret, _) = protected(&client);
    let challenge = client.begin(EMAIL, PASSWORD).unwrap();
    client
        .admin("AdminDisableUser", json!({"Username": EMAIL}))
        .unwrap();
    assert_refused(
        respond(&client, &challenge, &code(&secret, client.time() + 30)),
        ("NotAuthorizedException", "User is disabled."),
    );
}
