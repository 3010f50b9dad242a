//! It cannot be told who has an account: unknown names are answered as known ones are.

use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, PASSWORD, WRONG_PASSWORD, another_code, assert_refused},
    srp_client::SrpClient,
};

const STRANGER: &str = "nobody@example.com";

fn lengths(parameters: &Value) -> Vec<(&String, usize)> {
    let parameters = parameters.as_object().unwrap();
    parameters
        .iter()
        .map(|(name, value)| (name, value.as_str().unwrap().len()))
        .collect()
}

#[test]
fn an_unknown_name_gets_a_challenge_that_stays_the_same() {
    let client = Client::new();
    client.confirmed_user();
    let srp = SrpClient::new();
    let first = client.begin_srp(STRANGER, &srp);
    let second = client.begin_srp("Nobody@Example.com", &srp);
    let real = client.begin_srp(EMAIL, &srp);
    assert_eq!(first["SALT"], second["SALT"]);
    assert_eq!(first["USER_ID_FOR_SRP"], second["USER_ID_FOR_SRP"]);
    assert_ne!(first["SRP_B"], second["SRP_B"]);
    assert_ne!(
        first["SALT"],
        client.begin_srp("else@example.com", &srp)["SALT"]
    );
    for ((name, simulated), (_, real)) in lengths(&first).into_iter().zip(lengths(&real)) {
        // Minimal hexadecimal drops leading zeros.
        assert!(simulated.abs_diff(real) < 9, "{name}: {simulated} {real}");
    }
    assert_eq!(
        client.begin_srp("Some.One", &srp)["USER_ID_FOR_SRP"],
        "some.one"
    );

    let pool_id = client.pool.user_pool_id();
    let answer = srp.answer(pool_id, &first, PASSWORD);
    assert_refused(client.respond(&answer), WRONG_PASSWORD);
    assert_refused(client.sign_in(STRANGER, PASSWORD), WRONG_PASSWORD);
}

#[test]
fn codes_for_unknown_names_seem_to_be_sent_and_are_never_right() {
    let client = Client::new();
    client.confirmed_user();
    let mails = client.pool.mailbox().len();
    let unknown_and_known = |operation: &str, members: &dyn Fn(&str) -> Value| {
        let answers = [STRANGER, EMAIL].map(|name| client.call(operation, members(name)));
        let [unknown, known] = answers.map(|answer| match answer {
            Ok(answer) => answer["CodeDeliveryDetails"]["DeliveryMedium"].to_string(),
            Err((kind, message)) => format!("{kind}: {message}"),
        });
        assert_eq!(unknown, known, "{operation}");
        unknown
    };
    let named = |name: &str| json!({ "Username": name });
    assert_eq!(unknown_and_known("ForgotPassword", &named), "\"EMAIL\"");
    assert_eq!(client.pool.mailbox().len(), mails + 1);
    let wrong = another_code(&client.mail().code);
    let guess =
        |name: &str| json!({"Username": name, "ConfirmationCode": wrong, "Password": "Fake-Pass2"});
    for _ in 0..5 {
        let refusal = unknown_and_known("ConfirmForgotPassword", &guess);
        assert!(refusal.starts_with("CodeMismatchException"), "{refusal}");
    }
    let refusal = unknown_and_known("ConfirmForgotPassword", &guess);
    assert!(refusal.starts_with("TooManyFailed"), "{refusal}");
    for _ in 0..4 {
        unknown_and_known("ForgotPassword", &named);
    }
    let refusal = unknown_and_known("ForgotPassword", &named);
    assert!(refusal.starts_with("LimitExceededException"), "{refusal}");
}

#[test]
fn the_delivery_for_a_plain_unknown_name_has_a_constant_destination() {
    let client = Client::new();
    let destination = |name: &str| {
        let answer = client.call("ForgotPassword", json!({ "Username": name }));
        let answer = answer.unwrap()["CodeDeliveryDetails"]["Destination"].clone();
        answer.as_str().unwrap().to_owned()
    };
    let first = destination("some.one");
    assert_eq!(first, destination("SOME.ONE"));
    assert!(first.len() == 9 && first.contains("***@"), "{first}");
    assert_eq!(destination(STRANGER), "n***@e***");
    let resent = client.call("ResendConfirmationCode", json!({"Username": STRANGER}));
    assert_eq!(
        resent.unwrap()["CodeDeliveryDetails"]["Destination"],
        "n***@e***"
    );
    assert!(client.pool.mailbox().is_empty());
}

#[test]
fn an_unconfirmed_user_cannot_reset_a_password() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    client.call("SignUp", members).unwrap();
    client
        .call("ForgotPassword", json!({ "Username": EMAIL }))
        .unwrap();
    assert_eq!(client.pool.mailbox().len(), 1);
}
