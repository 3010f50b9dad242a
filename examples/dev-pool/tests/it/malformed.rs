//! Members that are missing, malformed or of another pool.

use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, PASSWORD, assert_refused},
    srp_client::TIMESTAMP,
};

const INVALID: &str = "InvalidParameterException";

#[test]
fn members_that_are_missing() {
    let client = Client::new();
    let named = || json!({"Username": EMAIL});
    for (operation, members, member) in [
        ("SignUp", json!({}), "username"),
        ("SignUp", json!({"Username": ""}), "username"),
        ("SignUp", json!({"Username": null}), "username"),
        ("SignUp", json!({"ClientId": null}), "clientId"),
        ("SignUp", named(), "password"),
        ("ConfirmSignUp", named(), "confirmationCode"),
        ("ResendConfirmationCode", json!({}), "username"),
        ("InitiateAuth", json!({}), "authFlow"),
        ("RespondToAuthChallenge", json!({}), "challengeName"),
        ("GetTokensFromRefreshToken", json!({}), "refreshToken"),
        ("RevokeToken", json!({}), "token"),
        ("GetUser", json!({}), "accessToken"),
        ("GlobalSignOut", json!({}), "accessToken"),
        ("DeleteUser", json!({}), "accessToken"),
        ("ChangePassword", json!({}), "accessToken"),
        ("UpdateUserAttributes", json!({}), "accessToken"),
        ("ForgotPassword", json!({}), "username"),
        ("ConfirmForgotPassword", named(), "confirmationCode"),
    ] {
        let message = format!(
            "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must not be null"
        );
        assert_refused(client.call(operation, members), (INVALID, &message));
    }
}

#[test]
fn parameters_that_are_missing() {
    let client = Client::new();
    let named = || json!({"USERNAME": EMAIL});
    for (flow, parameters, parameter) in [
        ("USER_SRP_AUTH", json!(null), "USERNAME"),
        ("USER_SRP_AUTH", json!({}), "USERNAME"),
        ("USER_SRP_AUTH", named(), "SRP_A"),
        ("USER_PASSWORD_AUTH", named(), "PASSWORD"),
        ("REFRESH_TOKEN_AUTH", json!({}), "REFRESH_TOKEN"),
    ] {
        let members = json!({"AuthFlow": flow, "AuthParameters": parameters});
        let message = format!("Missing required parameter {parameter}");
        assert_refused(client.call("InitiateAuth", members), (INVALID, &message));
    }
    let all = json!({
        "USERNAME": EMAIL,
        "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA",
        "PASSWORD_CLAIM_SIGNATURE": "AAAA",
        "TIMESTAMP": TIMESTAMP,
    });
    for parameter in all.as_object().unwrap().keys() {
        let mut responses = all.clone();
        responses[parameter] = "".into();
        let message = format!("Missing required parameter {parameter}");
        assert_refused(client.respond(&responses), (INVALID, &message));
    }
}

#[test]
fn members_of_another_type() {
    let client = Client::new();
    let attributes =
        |list: Value| json!({"Username": EMAIL, "Password": PASSWORD, "UserAttributes": list});
    for (operation, members, member) in [
        ("SignUp", json!({"Username": 7}), "Username"),
        ("SignUp", json!({"ClientId": ["x"]}), "ClientId"),
        ("SignUp", attributes(json!({})), "UserAttributes"),
        ("SignUp", attributes(json!(["x"])), "UserAttributes"),
        (
            "SignUp",
            attributes(json!([{"Value": "x"}])),
            "UserAttributes",
        ),
        (
            "SignUp",
            attributes(json!([{"Name": "name", "Value": 7}])),
            "UserAttributes",
        ),
        (
            "InitiateAuth",
            json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": []}),
            "AuthParameters",
        ),
        (
            "InitiateAuth",
            json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": {}}}),
            "USERNAME",
        ),
    ] {
        let message = format!("The value of {member} has the wrong type.");
        assert_refused(
            client.call(operation, members),
            ("SerializationException", &message),
        );
    }
}

#[test]
fn a_client_of_another_pool() {
    let client = Client::new();
    for operation in [
        "SignUp",
        "ConfirmSignUp",
        "ResendConfirmationCode",
        "RevokeToken",
        "GetTokensFromRefreshToken",
        "ForgotPassword",
        "ConfirmForgotPassword",
    ] {
        assert_refused(
            client.call(operation, json!({"ClientId": "x"})),
            (
                "ResourceNotFoundException",
                "User pool client x does not exist.",
            ),
        );
    }
}
