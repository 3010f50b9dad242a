//! The pages: what they say, who may send their forms, and what cannot run in them; and the endpoints that pages reach.

use dev_pool::Request;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, CALLBACK, between, form, query, text},
    client::{Client, EMAIL, HOST, PASSWORD, header},
};

#[test]
fn wrong_passwords_and_unconfirmed_users_see_why() {
    let client = Client::with_oauth();
    client
        .call("SignUp", json!({"Username": EMAIL, "Password": PASSWORD}))
        .unwrap();
    let browser = Browser::new(&client);
    let page = format!("/cognito/login?{}", query(&[]));
    let message = |username: &str, password: &str| {
        let answer = browser.submit(&page, &[("username", username), ("password", password)]);
        assert_eq!(answer.status, 400);
        let text = text(&answer);
        assert!(!text.contains(password) || password.is_empty());
        between(&text, "role=\"alert\">", "<")
    };
    let wrong = message(EMAIL, "Wrong-Pass1");
    assert_eq!(wrong, "Incorrect username or password.");
    assert_eq!(message("nobody@example.com", PASSWORD), wrong);
    assert!(message(EMAIL, PASSWORD).contains("not confirmed"));
    message("", "");
    message("a b", PASSWORD);
    assert!(!browser.has_session());
}

#[test]
fn a_form_must_come_from_the_page() {
    let client = Client::with_oauth();
    client.confirmed_user();
    for path in ["login", "idp/Google"] {
        let address = format!("/cognito/{path}?{}", query(&[]));
        let browser = Browser::new(&client);
        let page = text(&browser.get(&address));
        let token = between(&page, "name=\"_csrf\" value=\"", "\"");
        let fields = [("username", EMAIL), ("password", PASSWORD), ("person", "0")];
        let with = |token: &str| {
            let fields: Vec<(&str, &str)> = fields.into_iter().chain([("_csrf", token)]).collect();
            form(&address, &fields)
        };
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:3001"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = browser.send(with(&token).header(name, value));
            assert_eq!(answer.status, 403, "{path}: {name}: {value}");
        }
        assert_eq!(browser.send(with("")).status, 403);
        assert_eq!(browser.send(with("x")).status, 403);
        // The token of another browser, and none at all.
        assert_eq!(Browser::new(&client).send(with(&token)).status, 403);
        let other = Browser::new(&client);
        other.get(&address);
        assert_eq!(other.send(with(&token)).status, 403);
        assert!(!browser.has_session() && !other.has_session());
        assert_eq!(browser.send(with(&token)).status, 302, "{path}");
    }
}

#[test]
fn nothing_else_can_run_in_a_page_or_frame_it() {
    let client = Client::with_oauth();
    let browser = Browser::new(&client);
    for (path, callback, target) in [
        ("login", CALLBACK, "'self' http://127.0.0.1:3000"),
        ("idp/Facebook", CALLBACK, "'self' http://127.0.0.1:3000"),
        ("login", "my-app://callback?x=1", "'self' my-app:"),
        ("login", "https://unknown.example", "'self'"),
    ] {
        let page = browser.get(&format!(
            "/cognito/{path}?{}",
            query(&[("redirect_uri", callback)])
        ));
        let policy = header(&page, "content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        let form_action = between(policy, "form-action ", ";");
        assert_eq!(form_action, target);
        assert!(policy.ends_with("base-uri 'none'; frame-ancestors 'none'"));
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(header(&page, name), Some(value));
        }
        assert_eq!(header(&page, "access-control-allow-origin"), None);
        let text = text(&page);
        assert!(text.contains("<html lang=\"en\">") && !text.contains("<script"));
    }
}

#[test]
fn pages_of_every_origin_reach_the_endpoints_for_tokens_only() {
    let client = Client::with_oauth();
    for (path, methods) in [
        ("oauth2/token", Some("POST, OPTIONS")),
        ("oauth2/revoke", Some("POST, OPTIONS")),
        ("oauth2/userInfo", Some("GET, POST, OPTIONS")),
        ("oauth2/authorize", None),
        ("login", None),
        ("logout", None),
        ("idp/Google", None),
    ] {
        let preflight = Request::new("OPTIONS", format!("/cognito/{path}"))
            .header("host", HOST)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST");
        let answer = client.pool.answer(&preflight).unwrap();
        assert_eq!(
            answer.status,
            if methods.is_some() { 204 } else { 405 },
            "{path}"
        );
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            methods.map(|_| "*")
        );
        assert_eq!(header(&answer, "access-control-allow-methods"), methods);
        let rebound =
            Request::new("GET", format!("/cognito/{path}")).header("host", "evil.example");
        assert_eq!(client.pool.answer(&rebound).unwrap().status, 403, "{path}");
        let delete = Request::new("DELETE", format!("/cognito/{path}")).header("host", HOST);
        let answer = client.pool.answer(&delete).unwrap();
        assert_eq!(answer.status, 405);
        assert!(header(&answer, "allow").is_some());
    }
    for path in [
        "oauth2",
        "oauth2/",
        "oauth2/userinfo",
        "login/",
        "idp",
        "idp/",
        "idp/google",
        "idp/COGNITO",
    ] {
        let request = Request::new("GET", format!("/cognito/{path}")).header("host", HOST);
        assert!(client.pool.answer(&request).is_none(), "{path}");
    }
}

#[test]
fn discovery_has_the_members_of_cognitos() {
    let client = Client::with_oauth();
    let path = format!(
        "/cognito/{}/.well-known/openid-configuration",
        client.pool.user_pool_id()
    );
    let answer = client
        .pool
        .answer(&Request::new("GET", path).header("host", HOST))
        .unwrap();
    let document: Value = serde_json::from_slice(&answer.body).unwrap();
    let at = |path: &str| json!(format!("http://{HOST}/cognito{path}"));
    for (member, expected) in [
        ("authorization_endpoint", at("/oauth2/authorize")),
        ("end_session_endpoint", at("/logout")),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("issuer", json!(client.pool.issuer())),
        ("response_types_supported", json!(["code"])),
        ("revocation_endpoint", at("/oauth2/revoke")),
        (
            "scopes_supported",
            json!(["openid", "email", "phone", "profile"]),
        ),
        ("subject_types_supported", json!(["public"])),
        ("token_endpoint", at("/oauth2/token")),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post"]),
        ),
        ("userinfo_endpoint", at("/oauth2/userInfo")),
    ] {
        assert_eq!(document[member], expected, "{member}");
    }
}
