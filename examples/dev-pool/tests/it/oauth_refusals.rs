//! What the authorize and token endpoints refuse, and where the refusal goes.

use dev_pool::Request;
use serde_json::json;

use crate::{
    browser::{
        Browser, CALLBACK, CHALLENGE, CONFIDENTIAL, MACHINE, SECRET, WEB, call, form, location,
        parameter, query, text,
    },
    client::{Client, EMAIL, HOST, PASSWORD, header},
};

#[test]
fn without_a_known_client_and_callback_nobody_is_sent_anywhere() {
    let client = Client::with_oauth();
    let browser = Browser::new(&client);
    let long = "a".repeat(9_000);
    for (query, code) in [
        (String::new(), "invalid_client"),
        (query(&[("client_id", "nobody")]), "invalid_client"),
        (
            query(&[("client_id", "<script>alert(1)</script>")]),
            "invalid_client",
        ),
        (query(&[("redirect_uri", "")]), "redirect_mismatch"),
        (
            query(&[("redirect_uri", "https://evil.example/callback")]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "//evil.example")]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "http://127.0.0.1:3000/callback/")]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "http://127.0.0.1:3000/callback?x=1")]),
            "redirect_mismatch",
        ),
        (
            query(&[(
                "redirect_uri",
                "http://127.0.0.1:3000/callback@evil.example",
            )]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "http://127.0.0.1:3000/CALLBACK")]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "http://localhost:3000/callback")]),
            "redirect_mismatch",
        ),
        (
            query(&[("redirect_uri", "http://127.0.0.1:3000/callback\r\nx: y")]),
            "redirect_mismatch",
        ),
        // Another client's.
        (
            query(&[("redirect_uri", "https://other.example/cb")]),
            "redirect_mismatch",
        ),
        // Registered here, and yet nothing that Cognito would register.
        (
            query(&[("redirect_uri", "http://192.168.0.1/")]),
            "redirect_mismatch",
        ),
        (query(&[("client_id", MACHINE)]), "redirect_mismatch"),
        (
            format!("{}&redirect_uri=https%3A%2F%2Fevil.example", query(&[])),
            "invalid_request",
        ),
        (format!("{}&x=%zz", query(&[])), "invalid_request"),
        (query(&[("state", &long)]), "invalid_request"),
    ] {
        for path in ["oauth2/authorize", "login", "idp/Google"] {
            let answer = browser.get(&format!("/cognito/{path}?{query}"));
            assert_eq!(answer.status, 400, "{path}?{query}");
            assert_eq!(header(&answer, "location"), None);
            let page = text(&answer);
            assert!(
                page.contains(&format!("<code>{code}</code>")),
                "{query}: {page}"
            );
            assert!(!page.contains("<script"));
        }
    }
}

#[test]
fn the_client_is_told_what_is_wrong_with_its_request() {
    let client = Client::with_oauth();
    let browser = Browser::new(&client);
    let long_nonce = "n".repeat(513);
    for (more, error) in [
        (&[("response_type", "")][..], "invalid_request"),
        (&[("response_type", "id_token")], "invalid_request"),
        (&[("scope", "openid admin")], "invalid_scope"),
        (&[("scope", "email")], "invalid_scope"),
        (&[("scope", "openid orders-api/read")], "invalid_scope"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (
            &[(
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw=cM",
            )],
            "invalid_request",
        ),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "create")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("identity_provider", "Twitter")], "invalid_request"),
        (&[("nonce", &long_nonce)], "invalid_request"),
        (&[("resource", "orders")], "invalid_request"),
        (&[("resource", "https://a.example/#x")], "invalid_request"),
    ] {
        let answer = browser.get(&format!("/cognito/oauth2/authorize?{}", query(more)));
        let back = location(&answer);
        assert!(
            back.starts_with(&format!("{CALLBACK}?error={error}&error_description=")),
            "{more:?}: {back}"
        );
        assert!(back.ends_with("&state=st"), "{back}");
    }
    let implicit = query(&[("response_type", "token")]);
    let back = location(&browser.get(&format!("/cognito/oauth2/authorize?{implicit}")));
    assert!(
        back.starts_with(&format!("{CALLBACK}#error=unauthorized_client&")),
        "{back}"
    );
}

#[test]
fn state_comes_back_as_it_was_and_breaks_out_of_nothing() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let state = "{\"a\": \"é\"}\r\nset-cookie: x=y&code=mine#\"><script>";
    let encoded = "%7B%22a%22%3A%20%22%C3%A9%22%7D%0D%0Aset-cookie%3A%20x%3Dy%26code%3Dmine%23%22%3E%3Cscript%3E";
    let query = query(&[
        ("state", state),
        ("login_hint", "\"><script>alert(1)</script>"),
    ]);
    let page = browser.get(&format!("/cognito/login?{query}"));
    assert!(!text(&page).contains("<script"));
    let back = browser.sign_in(&query, EMAIL, PASSWORD);
    assert_eq!(
        parameter(&location(&back), "state").as_deref(),
        Some(encoded)
    );
    assert!(
        back.headers
            .iter()
            .all(|(_, value)| !value.contains(['\r', '\n']))
    );
    assert_ne!(parameter(&location(&back), "code").as_deref(), Some("mine"));
}

#[test]
fn the_token_endpoint_refuses_in_the_real_shape() {
    let client = Client::with_oauth();
    let token = "/cognito/oauth2/token";
    let public = ("client_id", WEB);
    let by_code = ("grant_type", "authorization_code");
    let for_itself = ("grant_type", "client_credentials");
    for (basic, fields, error) in [
        (None, &[][..], "invalid_request"),
        (
            None,
            &[("grant_type", "password"), public],
            "unsupported_grant_type",
        ),
        (None, &[public], "invalid_request"),
        (None, &[by_code], "invalid_request"),
        (None, &[by_code, ("client_id", "nobody")], "invalid_client"),
        (
            None,
            &[by_code, ("client_id", CONFIDENTIAL)],
            "invalid_client",
        ),
        (
            None,
            &[by_code, ("client_id", CONFIDENTIAL), ("client_secret", "x")],
            "invalid_client",
        ),
        (
            None,
            &[by_code, public, ("client_secret", "x")],
            "invalid_client",
        ),
        (None, &[by_code, public, ("code", "x")], "invalid_request"),
        (
            None,
            &[by_code, public, ("redirect_uri", CALLBACK)],
            "invalid_request",
        ),
        (
            None,
            &[by_code, public, ("redirect_uri", CALLBACK), ("code", "x")],
            "invalid_grant",
        ),
        // A public client may name itself in the header, with an empty secret.
        (
            Some((WEB, "")),
            &[by_code, ("redirect_uri", CALLBACK), ("code", "x")],
            "invalid_grant",
        ),
        (
            None,
            &[("grant_type", "refresh_token"), public],
            "invalid_request",
        ),
        (
            None,
            &[
                ("grant_type", "refresh_token"),
                public,
                ("refresh_token", "x"),
            ],
            "invalid_grant",
        ),
        (None, &[for_itself, public], "unauthorized_client"),
        (Some((MACHINE, "wrong")), &[for_itself], "invalid_client"),
        (Some((MACHINE, "")), &[for_itself], "invalid_client"),
        (
            Some((MACHINE, "m2m")),
            &[for_itself, public],
            "invalid_client",
        ),
        (
            Some((MACHINE, "m2m")),
            &[for_itself, ("client_secret", "m2m")],
            "invalid_request",
        ),
        (
            Some((MACHINE, "m2m")),
            &[for_itself, ("scope", "orders-api/delete")],
            "invalid_scope",
        ),
        (
            Some((MACHINE, "m2m")),
            &[for_itself, ("scope", "openid")],
            "invalid_scope",
        ),
        (Some((CONFIDENTIAL, SECRET)), &[for_itself], "invalid_scope"),
    ] {
        let (status, refusal) = call(&client, token, basic, fields);
        assert_eq!(status, 400, "{fields:?}: {refusal}");
        assert_eq!(refusal["error"], error, "{fields:?}");
        assert!(refusal["error_description"].is_string());
    }
    let good = [for_itself, ("scope", "orders-api/read")];
    assert_eq!(call(&client, token, Some((MACHINE, "m2m")), &good).0, 200);
    let good = [for_itself, ("client_id", MACHINE), ("client_secret", "m2m")];
    assert_eq!(call(&client, token, None, &good).0, 200);
}

#[test]
fn a_token_request_that_is_no_form_is_refused() {
    let client = Client::with_oauth();
    let fields = [("grant_type", "client_credentials")];
    let good = || form("/cognito/oauth2/token", &fields).header("host", HOST);
    let basic = "Basic ZmFrZW0ybWNsaWVudDAwMDAwMDAwMDAwMDM6bTJt";
    let json = Request::new("POST", "/cognito/oauth2/token")
        .header("host", HOST)
        .header("content-type", "application/json")
        .header("authorization", basic)
        .body(r#"{"grant_type":"client_credentials"}"#);
    for (request, status, error) in [
        (good().header("authorization", basic), 200, None),
        (
            good().header("authorization", basic.replace("Basic", "bAsIc")),
            200,
            None,
        ),
        (json, 400, Some("invalid_request")),
        (
            good()
                .header("authorization", basic)
                .header("authorization", basic),
            400,
            Some("invalid_request"),
        ),
        (
            good().header("authorization", basic.replace("Basic", "Bearer")),
            400,
            Some("invalid_client"),
        ),
        (
            good().header("authorization", "Basic %"),
            400,
            Some("invalid_client"),
        ),
        (
            good().header("authorization", "Basic bm9jb2xvbg=="),
            400,
            Some("invalid_client"),
        ),
        (
            good().header("authorization", "Basic"),
            400,
            Some("invalid_client"),
        ),
        (
            good()
                .header("authorization", basic)
                .body("grant_type=a&grant_type=b"),
            400,
            Some("invalid_request"),
        ),
        (
            good().header("authorization", basic).body([0xff]),
            400,
            Some("invalid_request"),
        ),
    ] {
        let answer = client.pool.answer(&request).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(body["error"], json!(error));
    }
}

#[test]
fn a_confidential_client_needs_no_pkce_but_what_was_asked_for_holds() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let plain = |name: &str| name != "code_challenge" && name != "code_challenge_method";
    let asked: Vec<String> = query(&[("client_id", CONFIDENTIAL)])
        .split('&')
        .filter(|pair| plain(pair.split('=').next().unwrap()))
        .map(str::to_owned)
        .collect();
    let asked = asked.join("&");
    let code = |back: &str| parameter(back, "code").unwrap();
    let first = code(&location(&browser.sign_in(&asked, EMAIL, PASSWORD)));
    let again = || {
        code(&location(
            &browser.get(&format!("/cognito/oauth2/authorize?{asked}")),
        ))
    };
    let redeem = |code: &str, verifier: &str| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code", code),
            ("code_verifier", verifier),
        ];
        call(
            &client,
            "/cognito/oauth2/token",
            Some((CONFIDENTIAL, SECRET)),
            &fields,
        )
        .0
    };
    assert_eq!(redeem(&first, ""), 200);
    // Somebody took the challenge away on the way.
    assert_eq!(redeem(&again(), CHALLENGE), 400);
}
