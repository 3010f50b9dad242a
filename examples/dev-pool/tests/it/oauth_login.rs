//! What the login page asks for after the password.

use dev_pool::Answer;
use serde_json::json;

use crate::{
    browser::{Browser, CALLBACK, between, location, parameter, query, redeem, text},
    client::{Client, EMAIL, PASSWORD, decoded},
    software_token::{code, protected},
};

const TEMPORARY: &str = "Temp-Pass1";

fn invited(client: &Client) {
    let members = json!({
        "UserPoolId": client.pool.user_pool_id(),
        "Username": EMAIL,
        "TemporaryPassword": TEMPORARY,
        "UserAttributes": [{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": "true"}],
    });
    client.call("AdminCreateUser", members).unwrap();
}

fn problem(answer: &Answer) -> String {
    assert_eq!(answer.status, 400);
    between(&text(answer), "role=\"alert\">", "<")
}

#[test]
fn a_temporary_password_is_replaced_on_the_page() {
    let client = Client::with_oauth();
    invited(&client);
    let browser = Browser::new(&client);
    let page = browser.sign_in(&query(&[]), EMAIL, TEMPORARY);
    assert_eq!(page.status, 200);
    assert!(text(&page).contains("Choose a new password") && !browser.has_session());

    let answer = browser.submit_page(&page, &[("new_password", "short")]);
    assert!(problem(&answer).contains("did not conform with policy"));
    let other = Browser::new(&client);
    other.get(&format!("/cognito/login?{}", query(&[])));
    assert_eq!(
        other
            .submit_page(&answer, &[("new_password", PASSWORD)])
            .status,
        403
    );
    let back = location(&browser.submit_page(&answer, &[("new_password", PASSWORD)]));
    assert!(back.starts_with(CALLBACK));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    assert_eq!(decoded(&tokens["id_token"]).1["email"], EMAIL);
    client.sign_in(EMAIL, PASSWORD).unwrap();
    // The step is done: its form is good for nothing any more.
    let again = browser.submit_page(&answer, &[("new_password", "Fake-Pass2")]);
    assert!(problem(&again).contains("sign in again"));
}

#[test]
fn a_disabled_user_is_turned_away_everywhere() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let back = location(&browser.sign_in(&query(&[]), EMAIL, PASSWORD));
    let google = |client: &Client| {
        let page = format!("/cognito/idp/Google?{}", query(&[]));
        location(&Browser::new(client).submit(&page, &[("person", "0")]))
    };
    let (_, tokens) = redeem(&client, &parameter(&google(&client), "code").unwrap());
    let federated = decoded(&tokens["id_token"]).1["cognito:username"].clone();
    for username in [json!(EMAIL), federated] {
        let members = json!({"UserPoolId": client.pool.user_pool_id(), "Username": username});
        client.call("AdminDisableUser", members).unwrap();
    }
    assert_eq!(
        redeem(&client, &parameter(&back, "code").unwrap()).1["error"],
        "invalid_grant"
    );
    let authorize = format!("/cognito/oauth2/authorize?{}", query(&[]));
    assert!(location(&browser.get(&authorize)).starts_with("/cognito/login?"));
    let answer = Browser::new(&client).sign_in(&query(&[]), EMAIL, PASSWORD);
    assert_eq!(problem(&answer), "User is disabled.");
    assert_eq!(
        parameter(&google(&client), "error").as_deref(),
        Some("server_error")
    );
}

#[test]
fn an_authenticator_app_is_asked_for_its_code() {
    let client = Client::with_oauth();
    let (secret, _) = protected(&client);
    client.wait(30);
    let browser = Browser::new(&client);
    let page = browser.sign_in(&query(&[]), EMAIL, PASSWORD);
    assert_eq!(page.status, 200);
    assert!(text(&page).contains("Code of the authenticator app") && !browser.has_session());
    let wrong = code(&secret, client.time() + 300);
    let answer = browser.submit_page(&page, &[("code", &wrong)]);
    assert!(problem(&answer).contains("The code is wrong"));
    let right = code(&secret, client.time());
    let back = location(&browser.submit_page(&answer, &[("code", &right)]));
    assert_eq!(redeem(&client, &parameter(&back, "code").unwrap()).0, 200);

    // Guessing ends the sign-in that waits.
    client.wait(30);
    let other = Browser::new(&client);
    let mut page = other.sign_in(&query(&[]), EMAIL, PASSWORD);
    for _ in 0..4 {
        page = other.submit_page(&page, &[("code", &wrong)]);
        assert!(problem(&page).contains("The code is wrong"));
    }
    let page = other.submit_page(&page, &[("code", &wrong)]);
    assert!(text(&page).contains("name=\"password\"") && !other.has_session());
}
