//! The claim sets of OAuth tokens against samples of Cognito's: the same names with the same JSON types.

use std::collections::BTreeMap;

use dev_pool::NewUser;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, MACHINE, call, location, parameter, query, redeem},
    client::{Client, EMAIL, PASSWORD, START, decoded},
};

const SAMPLES: &str = include_str!("../../../../cognito-core/tests/samples.json");

/// The names of an object's members with the types of their values; those of objects and arrays, too.
fn types(value: &Value) -> BTreeMap<String, String> {
    fn of(value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "boolean".to_owned(),
            Value::Number(_) => "number".to_owned(),
            Value::String(_) => "text".to_owned(),
            Value::Array(items) => format!("[{}]", items.first().map(of).unwrap_or_default()),
            Value::Object(_) => format!("{:?}", types(value)),
        }
    }
    let members = value.as_object().unwrap().iter();
    members
        .map(|(name, value)| (name.clone(), of(value)))
        .collect()
}

fn sample(name: &str) -> BTreeMap<String, String> {
    let samples: Value = serde_json::from_str(SAMPLES).unwrap();
    let mut samples = samples.as_array().unwrap().iter();
    let sample = samples.find(|sample| sample["name"] == name).unwrap();
    types(&sample["payload"])
}

/// The tokens of who signs in through a provider's page as the first of its people.
fn by_provider(client: &Client, provider: &str, more: &[(&str, &str)]) -> Value {
    let browser = Browser::new(client);
    let page = format!("/cognito/idp/{provider}?{}", query(more));
    let back = location(&browser.submit(&page, &[("person", "0")]));
    let (status, tokens) = redeem(client, &parameter(&back, "code").unwrap());
    assert_eq!(status, 200, "{tokens}");
    tokens
}

#[test]
fn an_access_token_of_the_login_page_says_what_cognitos_says() {
    let client = Client::with_oauth();
    let new = NewUser::new(EMAIL, PASSWORD).group("editors");
    client.pool.add_user(new).unwrap();
    let scope = "aws.cognito.signin.user.admin phone openid profile https://api.example.com/orders.read email";
    let browser = Browser::new(&client);
    let back = location(&browser.sign_in(&query(&[("scope", scope)]), EMAIL, PASSWORD));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    let (header, access) = decoded(&tokens["access_token"]);
    let mut expected = sample("access_user_hosted_ui_scopes");
    // The pool tracks no devices.
    expected.remove("device_key").unwrap();
    assert_eq!(types(&access), expected);
    assert_eq!(access["scope"], scope);
    assert_eq!(
        types(&header).into_keys().collect::<Vec<_>>(),
        ["alg", "kid"]
    );
}

#[test]
fn a_resource_becomes_the_audience_of_the_access_token_and_of_renewed_ones() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let asked = query(&[
        ("resource", "https://api.example.com"),
        ("scope", "openid https://api.example.com/orders.read"),
    ]);
    let back = location(&browser.sign_in(&asked, EMAIL, PASSWORD));
    let (_, tokens) = redeem(&client, &parameter(&back, "code").unwrap());
    let (_, access) = decoded(&tokens["access_token"]);
    let (_, id) = decoded(&tokens["id_token"]);
    assert_eq!(types(&access), sample("access_user_resource_binding"));
    assert_eq!(access["aud"], "https://api.example.com");
    assert_eq!(id["aud"], client.pool.client_id());
    let renewed = call(
        &client,
        "/cognito/oauth2/token",
        None,
        &[
            ("grant_type", "refresh_token"),
            ("client_id", client.pool.client_id()),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ],
    );
    let (_, renewed) = decoded(&renewed.1["access_token"]);
    assert_eq!(renewed["aud"], "https://api.example.com");
}

#[test]
fn a_machines_token_says_what_cognitos_says() {
    let client = Client::with_oauth();
    let fields = [("grant_type", "client_credentials")];
    let (status, tokens) = call(
        &client,
        "/cognito/oauth2/token",
        Some((MACHINE, "m2m")),
        &fields,
    );
    assert_eq!(status, 200);
    assert_eq!(
        types(&tokens).into_keys().collect::<Vec<_>>(),
        ["access_token", "expires_in", "token_type"]
    );
    let (_, access) = decoded(&tokens["access_token"]);
    assert_eq!(types(&access), sample("access_m2m_client_credentials"));
    assert_eq!(access["sub"], MACHINE);
    assert_eq!(access["client_id"], MACHINE);
    assert_eq!(access["scope"], "orders-api/read orders-api/write");
    assert_eq!(access["iss"], client.pool.issuer());
    assert_eq!(access["auth_time"], START);
}

#[test]
fn an_id_token_of_google_says_what_cognitos_says() {
    let client = Client::with_oauth();
    let tokens = by_provider(&client, "Google", &[]);
    let (_, id) = decoded(&tokens["id_token"]);
    assert_eq!(types(&id), sample("id_federated_google"));
    assert_eq!(id["email_verified"], true);
    let identity = &id["identities"][0];
    assert_eq!(identity["providerName"], "Google");
    assert_eq!(identity["providerType"], "Google");
    assert_eq!(identity["primary"], "true");
    assert_eq!(identity["dateCreated"], format!("{START}000"));
    let user_id = identity["userId"].as_str().unwrap();
    assert_eq!(id["cognito:username"], format!("google_{user_id}"));
    let group = format!("{}_Google", client.pool.user_pool_id());
    assert_eq!(id["cognito:groups"], json!([group]));
    // The client sent no nonce: the pool made one.
    assert!(id["nonce"].as_str().unwrap().len() > 20);
}

#[test]
fn an_id_token_of_facebook_says_what_cognitos_says() {
    let client = Client::with_oauth();
    let tokens = by_provider(&client, "Facebook", &[]);
    let (_, id) = decoded(&tokens["id_token"]);
    let mut expected = sample("id_federated_facebook_email_unverified");
    // The sample's pool maps the e-mail address only.
    expected.insert("name".to_owned(), "text".to_owned());
    assert_eq!(types(&id), expected);
    assert_eq!(id["email_verified"], false);
}

#[test]
fn an_id_token_of_a_saml_provider_says_what_cognitos_says() {
    let client = Client::with_oauth();
    let tokens = by_provider(&client, "ExampleSAML", &[]);
    let (_, id) = decoded(&tokens["id_token"]);
    let mut expected = sample("id_federated_saml_multi_value");
    expected.insert("name".to_owned(), "text".to_owned());
    assert_eq!(types(&id), expected);
    assert_eq!(id["custom:idp_groups"], "[Domain+Users, Finance, R%26D]");
    let identity = &id["identities"][0];
    assert_eq!(identity["providerName"], "ExampleSAML");
    assert_eq!(identity["providerType"], "SAML");
    assert!(identity["issuer"].is_string());
    assert_eq!(identity["userId"], "ada.example@corp.example");
    assert_eq!(
        id["cognito:username"],
        "examplesaml_ada.example@corp.example"
    );
}

#[test]
fn scopes_decide_what_the_id_token_shows_and_whether_there_is_one() {
    let client = Client::with_oauth();
    let new = NewUser::new(EMAIL, PASSWORD)
        .attribute("phone_number", "+12065550100")
        .attribute("custom:tenant", "t1");
    client.pool.add_user(new).unwrap();
    let browser = Browser::new(&client);
    browser.sign_in(&query(&[]), EMAIL, PASSWORD);
    let id = |scope: &str| {
        let back = browser.get(&format!(
            "/cognito/oauth2/authorize?{}",
            query(&[("scope", scope)])
        ));
        let code = parameter(&location(&back), "code").unwrap();
        let (_, tokens) = redeem(&client, &code);
        tokens.get("id_token").map(|token| decoded(token).1)
    };
    for (scope, expected) in [
        (
            "openid",
            &[
                "email",
                "email_verified",
                "phone_number",
                "phone_number_verified",
                "custom:tenant",
            ][..],
        ),
        ("openid email", &["email", "email_verified"]),
        ("openid phone", &["phone_number", "phone_number_verified"]),
        (
            "openid email profile",
            &[
                "email",
                "email_verified",
                "phone_number",
                "phone_number_verified",
                "custom:tenant",
            ],
        ),
    ] {
        let id = id(scope).unwrap();
        let all = [
            "email",
            "email_verified",
            "phone_number",
            "phone_number_verified",
            "custom:tenant",
        ];
        for name in all {
            assert_eq!(
                id.get(name).is_some(),
                expected.contains(&name),
                "{scope}: {name}"
            );
        }
    }
    assert!(id("aws.cognito.signin.user.admin").is_none());
}

#[test]
fn at_hash_is_that_of_the_access_token_beside_it() {
    use aws_lc_rs::digest;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    let client = Client::with_oauth();
    let tokens = by_provider(&client, "SignInWithApple", &[("nonce", "mine")]);
    let access = tokens["access_token"].as_str().unwrap();
    let hash = digest::digest(&digest::SHA256, access.as_bytes());
    let (_, id) = decoded(&tokens["id_token"]);
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
    // A nonce of the client comes back as it was.
    assert_eq!(id["nonce"], "mine");
}
