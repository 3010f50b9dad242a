//! The way of an authorization code: from the client to the login page, back, and to tokens.

use serde_json::json;

use crate::{
    browser::{
        Browser, CALLBACK, CONFIDENTIAL, SECRET, VERIFIER, WEB, call, location, parameter, query,
        redeem, text,
    },
    client::{Client, EMAIL, PASSWORD, START, decoded},
};

#[test]
fn a_code_with_its_verifier_becomes_tokens_once() {
    let client = Client::with_oauth();
    let sub = client.confirmed_user();
    let browser = Browser::new(&client);
    let back = location(&browser.sign_in(&query(&[("nonce", "n1")]), EMAIL, PASSWORD));
    let code = parameter(&back, "code").unwrap();
    assert_eq!(back, format!("{CALLBACK}?code={code}&state=st"));

    client.wait(7);
    let (status, tokens) = redeem(&client, &code);
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3_600);
    let (_, access) = decoded(&tokens["access_token"]);
    let (_, id) = decoded(&tokens["id_token"]);
    assert_eq!(access["scope"], "openid email profile");
    assert_eq!(access["version"], 2);
    for claims in [&access, &id] {
        assert_eq!(claims["sub"], *sub);
        assert_eq!(claims["auth_time"], START);
        assert_eq!(claims["iat"], START + 7);
    }
    assert_eq!(id["nonce"], "n1");
    assert_eq!(id["email"], EMAIL);

    assert_eq!(redeem(&client, &code).1["error"], "invalid_grant");
    let renewed = call(
        &client,
        "/cognito/oauth2/token",
        None,
        &[
            ("grant_type", "refresh_token"),
            ("client_id", WEB),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ],
    );
    assert_eq!(renewed.0, 200);
    assert!(renewed.1.get("refresh_token").is_none());
    let (_, again) = decoded(&renewed.1["access_token"]);
    assert_eq!(again["origin_jti"], access["origin_jti"]);
    assert_eq!(again["scope"], access["scope"]);
}

#[test]
fn a_code_is_bound_to_client_callback_verifier_and_time() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let code = || {
        let back = browser.get(&format!("/cognito/oauth2/authorize?{}", query(&[])));
        parameter(&location(&back), "code").unwrap()
    };
    browser.sign_in(&query(&[]), EMAIL, PASSWORD);
    let good = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let changed = |name: &str, value: &'static str| {
        let code = code();
        let mut fields = good.to_vec();
        fields.retain(|(other, _)| *other != name);
        fields.push((name, value));
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("code", &*code)]).collect();
        let (status, refusal) = call(&client, "/cognito/oauth2/token", None, &fields);
        assert_eq!(status, 400);
        // A failed attempt uses the code up, too.
        assert_eq!(redeem(&client, &code).1["error"], "invalid_grant");
        refusal["error"].clone()
    };
    assert_eq!(
        changed("redirect_uri", "my-app://callback?x=1"),
        "invalid_grant"
    );
    assert_eq!(
        changed(
            "code_verifier",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        ),
        "invalid_grant"
    );
    assert_eq!(changed("code_verifier", ""), "invalid_grant");

    let code_of_another = code();
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", &*code_of_another),
    ];
    let (status, refusal) = call(
        &client,
        "/cognito/oauth2/token",
        Some((CONFIDENTIAL, SECRET)),
        &fields,
    );
    assert_eq!((status, &refusal["error"]), (400, &json!("invalid_grant")));

    let (in_time, too_late) = (code(), code());
    client.wait(299);
    assert_eq!(redeem(&client, &in_time).0, 200);
    client.wait(1);
    assert_eq!(redeem(&client, &too_late).1["error"], "invalid_grant");
}

#[test]
fn a_browser_that_signed_in_need_not_do_so_again_for_an_hour() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    browser.sign_in(&query(&[]), EMAIL, PASSWORD);
    assert!(browser.has_session());
    let authorize = |more: &[(&str, &str)]| {
        location(&browser.get(&format!("/cognito/oauth2/authorize?{}", query(more))))
    };
    let has_code =
        |address: &str| address.starts_with(CALLBACK) && parameter(address, "code").is_some();
    client.wait(100);
    let code = parameter(&authorize(&[]), "code").unwrap();
    let (_, id) = decoded(&redeem(&client, &code).1["id_token"]);
    assert_eq!(
        (&id["auth_time"], &id["iat"]),
        (&json!(START), &json!(START + 100))
    );
    // Another client of the pool signs the same browser in, too.
    assert!(has_code(&authorize(&[("client_id", CONFIDENTIAL)])));

    for (more, is_spared) in [
        (&[("prompt", "none")][..], true),
        (&[("max_age", "100")], true),
        (&[("identity_provider", "COGNITO")], true),
        (&[("lang", "fr")], true),
        (&[("max_age", "99")], false),
        (&[("max_age", "0")], false),
        (&[("prompt", "login")], false),
        (&[("prompt", "select_account")], false),
        (&[("prompt", "login consent")], false),
        (&[("identity_provider", "Google")], false),
    ] {
        assert_eq!(has_code(&authorize(more)), is_spared, "{more:?}");
    }
    let refused = authorize(&[("prompt", "none"), ("max_age", "99")]);
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("login_required")
    );

    let page = authorize(&[("prompt", "select_account")]);
    assert!(text(&browser.get(&page)).contains("Continue as a@example.com"));
    assert!(has_code(&location(
        &browser.submit(&page, &[("continue", "1")])
    )));
    let page = authorize(&[("prompt", "login")]);
    assert!(!text(&browser.get(&page)).contains("Continue as"));

    client.wait(3_499);
    assert!(has_code(&authorize(&[])));
    client.wait(1);
    assert!(authorize(&[]).starts_with("/cognito/login?"));
    assert_eq!(
        parameter(&authorize(&[("prompt", "none")]), "error").as_deref(),
        Some("login_required")
    );
}
