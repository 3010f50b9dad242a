//! Users who come from other providers.

use dev_pool::{DevPool, ImportOutcome, NewUser, Provider};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, CALLBACK, between, clients, location, parameter, query, redeem, text},
    client::{Client, PASSWORD, WRONG_PASSWORD, assert_refused, decoded},
    srp_client::SrpClient,
};

const CANNOT_RESET: (&str, &str) = (
    "NotAuthorizedException",
    "User password cannot be reset in the current state.",
);

/// The ID token's claims of who comes from Google with these fields.
pub(crate) fn arrive(client: &Client, fields: &[(&str, &str)]) -> Value {
    let page = format!("/cognito/idp/Google?{}", query(&[]));
    let back = location(&Browser::new(client).submit(&page, fields));
    let (_, tokens) = redeem(client, &parameter(&back, "code").unwrap());
    decoded(&tokens["id_token"]).1
}

#[test]
fn whoever_comes_back_is_the_same_user_with_what_the_provider_says_now() {
    let client = Client::with_oauth();
    let first = arrive(
        &client,
        &[("email", "New.Body@example.com"), ("name", "New Body")],
    );
    assert_eq!(first["given_name"], "New");
    client.wait(10);
    let again = arrive(
        &client,
        &[("email", "new.body@example.com"), ("name", "Newer Body")],
    );
    assert_eq!(again["sub"], first["sub"]);
    assert_eq!(again["identities"], first["identities"]);
    assert_eq!(again["name"], "Newer Body");
    // What the provider no longer says stays.
    let silent = arrive(&client, &[("email", "new.body@example.com")]);
    assert_eq!(silent["name"], "Newer Body");
    let other = arrive(&client, &[("person", "1")]);
    assert_ne!(other["sub"], first["sub"]);
    assert_eq!(other["email"], "ben.example@example.com");
}

#[test]
fn a_native_user_may_have_the_same_address_and_stays_another() {
    let client = Client::with_oauth();
    let address = "ada.example@example.com";
    let native = client
        .pool
        .add_user(NewUser::new(address, PASSWORD))
        .unwrap();
    let federated = arrive(&client, &[("person", "0")]);
    assert_eq!(federated["email"], address);
    assert_ne!(federated["sub"], *native);
    let (_, id) = decoded(&client.sign_in(address, PASSWORD).unwrap()["IdToken"]);
    assert_eq!(id["sub"], *native);
    assert!(id.get("identities").is_none());
    // And the other way round: who came first from a provider keeps nobody from signing up.
    arrive(&client, &[("person", "1")]);
    client
        .pool
        .add_user(NewUser::new("ben.example@example.com", PASSWORD))
        .unwrap();
}

#[test]
fn a_federated_user_has_no_password_and_gets_none() {
    let client = Client::with_oauth();
    let id = arrive(&client, &[("person", "0")]);
    let username = id["cognito:username"].as_str().unwrap();
    assert_refused(client.sign_in(username, PASSWORD), WRONG_PASSWORD);
    let srp = SrpClient::new();
    let parameters = client.begin_srp(username, &srp);
    let answer = srp.answer(client.pool.user_pool_id(), &parameters, PASSWORD);
    assert_refused(client.respond(&answer), WRONG_PASSWORD);
    assert_refused(
        client.call("ForgotPassword", json!({"Username": username})),
        CANNOT_RESET,
    );
    assert!(client.pool.mailbox().is_empty());
    let guess = json!({"Username": username, "ConfirmationCode": "000000", "Password": PASSWORD});
    let refusal = client.call("ConfirmForgotPassword", guess).unwrap_err();
    assert_eq!(refusal.0, "ExpiredCodeException");
    let browser = Browser::new(&client);
    let page = format!("/cognito/login?{}", query(&[]));
    let answer = browser.submit(&page, &[("username", username), ("password", PASSWORD)]);
    assert_eq!(answer.status, 400);
    assert!(!browser.has_session());
}

#[test]
fn get_user_shows_identities_as_json_text() {
    let client = Client::with_oauth();
    let scope = "openid aws.cognito.signin.user.admin";
    let page = format!(
        "/cognito/idp/LoginWithAmazon?{}",
        query(&[("scope", scope)])
    );
    let back = location(&Browser::new(&client).submit(&page, &[("person", "0")]));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    let members = json!({"AccessToken": tokens["access_token"]});
    let user = client.call("GetUser", members).unwrap();
    let attributes = user["UserAttributes"].as_array().unwrap();
    let value = |name: &str| {
        let attribute = attributes
            .iter()
            .find(|attribute| attribute["Name"] == name);
        attribute.unwrap()["Value"].as_str().unwrap()
    };
    let identities: Value = serde_json::from_str(value("identities")).unwrap();
    let user_id = identities[0]["userId"].as_str().unwrap();
    assert!(user_id.starts_with("amzn1.account.A"));
    assert_eq!(identities[0]["primary"], true);
    assert!(identities[0]["dateCreated"].is_number());
    assert_eq!(value("email_verified"), "false");
    assert_eq!(
        user["Username"],
        format!("loginwithamazon_{}", user_id.to_lowercase())
    );
}

#[test]
fn the_client_may_choose_the_provider_and_the_session_remembers_it() {
    let client = Client::with_oauth();
    let browser = Browser::new(&client);
    let authorize = |provider: &str| {
        let query = query(&[("identity_provider", provider)]);
        location(&browser.get(&format!("/cognito/oauth2/authorize?{query}")))
    };
    let page = authorize("Google");
    assert!(page.starts_with("/cognito/idp/Google?"), "{page}");
    let shown = text(&browser.get(&page));
    assert!(shown.contains("This plays Google for development."));
    assert!(location(&browser.submit(&page, &[("person", "0")])).starts_with(CALLBACK));
    assert!(parameter(&authorize("Google"), "code").is_some());
    assert!(authorize("Facebook").starts_with("/cognito/idp/Facebook?"));
    let refused = authorize("google");
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("invalid_request")
    );
}

#[test]
fn a_provider_that_is_off_is_not_there() {
    let client = Client::with(clients(DevPool::builder()).providers([Provider::Facebook]));
    let browser = Browser::new(&client);
    let page = text(&browser.get(&format!("/cognito/login?{}", query(&[]))));
    assert!(page.contains("Continue with Facebook") && !page.contains("Google"));
    let google = format!("/cognito/idp/Google?{}", query(&[]));
    assert!(
        client
            .pool
            .answer(&dev_pool::Request::new("GET", google))
            .is_none()
    );
    let query = query(&[("identity_provider", "Google")]);
    let refused = location(&browser.get(&format!("/cognito/oauth2/authorize?{query}")));
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(client.pool.providers(), [Provider::Facebook]);

    let none = Client::with(clients(DevPool::builder()).providers([]));
    let page = text(&Browser::new(&none).get("/cognito/login?client_id=x"));
    assert!(!page.contains("another account"));
}

#[test]
fn a_form_without_anybody_is_shown_again() {
    let client = Client::with_oauth();
    let browser = Browser::new(&client);
    let page = format!("/cognito/idp/Google?{}", query(&[]));
    for fields in [
        &[][..],
        &[("person", "2")],
        &[("person", "x")],
        &[("person", "-1")],
        &[("email", "nobody")],
        &[("name", "Only A Name")],
    ] {
        let answer = browser.submit(&page, fields);
        assert_eq!(answer.status, 400, "{fields:?}");
        assert!(between(&text(&answer), "role=\"alert\">", "<").starts_with("Please choose"));
    }
    assert!(!browser.has_session());
}

#[test]
fn a_name_as_providers_give_it_is_kept_for_their_users() {
    let client = Client::with_oauth();
    let refusal =
        "Names that begin with a provider's name and _ are kept for the users of that provider.";
    let invalid = ("InvalidParameterException", refusal);
    let email = |address: &str| json!([{"Name": "email", "Value": address}]);
    for name in ["google_1", "Google_1", "EXAMPLESAML_ada@corp.example"] {
        let address = if name.contains('@') {
            name
        } else {
            "x@example.com"
        };
        let mut members = json!({"Username": name, "UserAttributes": email(address)});
        assert_refused(client.admin("AdminCreateUser", members.clone()), invalid);
        members["Password"] = PASSWORD.into();
        assert_refused(client.call("SignUp", members), invalid);
        let header = "cognito:username,email,email_verified,cognito:mfa_enabled";
        let report = client
            .pool
            .import_csv(&format!("{header}\n{name},{address},true,false\n"));
        let rows = report.unwrap().rows;
        assert_eq!(rows[0].outcome, ImportOutcome::Failed);
        assert_eq!(rows[0].reason.as_deref(), Some(refusal));
    }
    // Nor is it had as an address beside a plain name.
    let plain = |address: &str| {
        let members =
            json!({"Username": "plain", "Password": PASSWORD, "UserAttributes": email(address)});
        client.call("SignUp", members)
    };
    assert_refused(plain("examplesaml_ada@corp.example"), invalid);
    plain("plain@example.com").unwrap();
    let members =
        json!({"Username": "plain", "UserAttributes": email("ExampleSAML_ada@corp.example")});
    assert_refused(client.admin("AdminUpdateUserAttributes", members), invalid);

    let page = format!("/cognito/idp/ExampleSAML?{}", query(&[]));
    let back = location(&Browser::new(&client).submit(&page, &[("email", "ada@corp.example")]));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    let id = decoded(&tokens["id_token"]).1;
    assert_eq!(id["cognito:username"], "examplesaml_ada@corp.example");

    for name in ["google", "googler", "google-1"] {
        let new = NewUser::new(name, PASSWORD).attribute("email", format!("{name}@example.com"));
        client.pool.add_user(new).unwrap();
    }
    // Without the provider, nobody is locked out.
    let none = Client::with(clients(DevPool::builder()).providers([]));
    let new = NewUser::new("google_1", PASSWORD).attribute("email", "x@example.com");
    none.pool.add_user(new).unwrap();
}

/// A provider vouches for the address that it named, and for no other.
#[test]
fn an_address_of_ones_own_choice_is_not_verified() {
    let client = Client::with_oauth();
    let scope = ("scope", "openid aws.cognito.signin.user.admin");
    let page = format!("/cognito/idp/Google?{}", query(&[scope]));
    let back = location(&Browser::new(&client).submit(&page, &[("person", "0")]));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    let token = &tokens["access_token"];
    // Nor by a code that went to the provider's address.
    let mut code = json!({"AccessToken": token, "AttributeName": "email"});
    client
        .call("GetUserAttributeVerificationCode", code.clone())
        .unwrap();
    let email = json!([{"Name": "email", "Value": "boss@example.com"}]);
    let members = json!({"AccessToken": token, "UserAttributes": email});
    client.call("UpdateUserAttributes", members).unwrap();
    code["Code"] = client.mail().code.into();
    let refusal = client.call("VerifyUserAttribute", code).unwrap_err();
    assert_eq!(refusal.0, "ExpiredCodeException");
    let user = client.call("GetUser", json!({"AccessToken": token}));
    let attributes = user.unwrap()["UserAttributes"].clone();
    let attributes = attributes.as_array().unwrap();
    let has = |name: &str, value: &str| attributes.contains(&json!({"Name": name, "Value": value}));
    assert!(has("email", "boss@example.com") && has("email_verified", "false"));

    let again = arrive(&client, &[("person", "0")]);
    assert_eq!(again["email"], "ada.example@example.com");
    assert_eq!(again["email_verified"], true);
}

/// What somebody proved of another address says nothing of the provider's, which comes back with the next sign-in.
#[test]
fn an_address_proven_before_does_not_prove_the_next() {
    let client = Client::with_oauth();
    let scope = ("scope", "openid aws.cognito.signin.user.admin");
    let page = format!("/cognito/idp/LoginWithAmazon?{}", query(&[scope]));
    let sign_in = || {
        let back = location(&Browser::new(&client).submit(&page, &[("person", "0")]));
        redeem(&client, &parameter(&back, "code").unwrap()).1
    };
    let tokens = sign_in();
    let first = decoded(&tokens["id_token"]).1;
    assert_eq!(first["email_verified"], false);

    let token = &tokens["access_token"];
    let email = json!([{"Name": "email", "Value": "mine@example.com"}]);
    let members = json!({"AccessToken": token, "UserAttributes": email});
    client.call("UpdateUserAttributes", members).unwrap();
    let mut code = json!({"AccessToken": token, "AttributeName": "email"});
    client
        .call("GetUserAttributeVerificationCode", code.clone())
        .unwrap();
    code["Code"] = client.mail().code.into();
    client.call("VerifyUserAttribute", code).unwrap();

    let again = decoded(&sign_in()["id_token"]).1;
    assert_eq!(again["email"], first["email"]);
    assert_eq!(again["email_verified"], false);
}
