//! What follows a sign-in: userInfo, revocation, logout.

use std::sync::{Arc, Mutex};

use dev_pool::{NewUser, Request};
use serde_json::{Value, json};

use crate::{
    browser::{
        Browser, CONFIDENTIAL, MACHINE, SECRET, WEB, call, location, parameter, query, redeem,
    },
    client::{Client, EMAIL, HOST, PASSWORD, header},
};

const REVOKE: &str = "/cognito/oauth2/revoke";

fn tokens(client: &Client, more: &[(&str, &str)]) -> Value {
    let back = location(&Browser::new(client).sign_in(&query(more), EMAIL, PASSWORD));
    let (status, tokens) = redeem(client, &parameter(&back, "code").unwrap());
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn user_info(client: &Client, authorization: Option<&str>) -> (u16, Option<String>, Value) {
    let request = Request::new("GET", "/cognito/oauth2/userInfo").header("host", HOST);
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    let answer = client.pool.answer(&request).unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    let challenge = header(&answer, "www-authenticate").map(str::to_owned);
    (
        answer.status,
        challenge,
        serde_json::from_slice(&answer.body).unwrap(),
    )
}

fn bearer(tokens: &Value) -> String {
    format!("Bearer {}", tokens["access_token"].as_str().unwrap())
}

#[test]
fn user_info_shows_what_the_scopes_show_as_text() {
    let client = Client::with_oauth();
    let new = NewUser::new(EMAIL, PASSWORD)
        .attribute("phone_number", "+12065550100")
        .attribute("custom:tenant", "t1")
        .attribute("updated_at", "1763000000");
    let sub = client.pool.add_user(new).unwrap();
    let all = tokens(&client, &[]);
    let (status, challenge, shown) = user_info(&client, Some(&bearer(&all)));
    assert_eq!((status, challenge), (200, None));
    assert_eq!(
        shown,
        json!({
            "sub": sub, "username": sub, "email": EMAIL, "email_verified": "true", "phone_number": "+12065550100",
            "phone_number_verified": "false", "custom:tenant": "t1", "updated_at": "1763000000",
        })
    );
    let some = tokens(&client, &[("scope", "openid email")]);
    let (_, _, shown) = user_info(&client, Some(&bearer(&some)));
    assert_eq!(
        shown,
        json!({"sub": sub, "username": sub, "email": EMAIL, "email_verified": "true"})
    );
    let post = Request::new("POST", "/cognito/oauth2/userInfo")
        .header("host", HOST)
        .header("authorization", bearer(&some));
    assert_eq!(client.pool.answer(&post).unwrap().status, 200);
}

#[test]
fn user_info_refuses_other_tokens() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let good = tokens(&client, &[("resource", "https://api.example.com")]);
    assert_eq!(user_info(&client, Some(&bearer(&good))).0, 200);
    let no_openid = tokens(&client, &[("scope", "aws.cognito.signin.user.admin")]);
    let api = client.sign_in(EMAIL, PASSWORD).unwrap();
    let api = format!("Bearer {}", api["AccessToken"].as_str().unwrap());
    let id = format!("Bearer {}", good["id_token"].as_str().unwrap());
    let machine = [("grant_type", "client_credentials")];
    let (_, machine) = call(
        &client,
        "/cognito/oauth2/token",
        Some((MACHINE, "m2m")),
        &machine,
    );
    let gone =
        "Access token is expired, disabled, or deleted, or the user has globally signed out.";
    let openid = "Access token does not contain openid scope";
    let bad = "Bad OAuth2 request at UserInfo Endpoint";
    let check = |authorization: Option<&str>, status, error: &str, description: &str| {
        let (actual, challenge, body) = user_info(&client, authorization);
        assert_eq!(actual, status, "{authorization:?}");
        assert_eq!(
            body,
            json!({"error": error, "error_description": description})
        );
        let expected = format!("Bearer error=\"{error}\", error_description=\"{description}\"");
        assert_eq!(challenge, Some(expected));
    };
    check(None, 400, "invalid_request", bad);
    check(Some("Bearer "), 400, "invalid_request", bad);
    check(Some("Basic eDp5"), 400, "invalid_request", bad);
    check(Some("Bearer x"), 401, "invalid_token", gone);
    check(Some(&id), 401, "invalid_token", gone);
    check(Some(&bearer(&machine)), 401, "invalid_token", gone);
    check(Some(&bearer(&no_openid)), 401, "invalid_token", openid);
    check(Some(&api), 401, "invalid_token", openid);
    client.wait(3_600);
    check(Some(&bearer(&good)), 401, "invalid_token", gone);
}

#[test]
fn api_operations_need_their_scope() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let get_user =
        |tokens: &Value| client.call("GetUser", json!({"AccessToken": tokens["access_token"]}));
    let (kind, message) = get_user(&tokens(&client, &[])).unwrap_err();
    assert_eq!(kind, "NotAuthorizedException");
    assert_eq!(message, "Access Token does not have required scopes");
    get_user(&tokens(
        &client,
        &[("scope", "aws.cognito.signin.user.admin")],
    ))
    .unwrap();
}

#[test]
fn a_revoked_refresh_token_ends_its_sign_in_and_listeners_hear_of_it() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    client
        .pool
        .on_revocation(move |revoked| log.lock().unwrap().push(revoked.sub.clone()));
    let tokens = tokens(&client, &[]);
    let text = |name: &str| tokens[name].as_str().unwrap();
    let revoke = |fields: &[(&str, &str)], basic| {
        let (status, body) = call(&client, REVOKE, basic, fields);
        (status, body["error"].clone())
    };
    let web = ("client_id", WEB);
    for (fields, basic, expected) in [
        (&[web][..], None, (400, json!("invalid_request"))),
        (&[("token", "x")], None, (400, json!("invalid_request"))),
        (
            &[("token", "x"), ("client_id", "nobody")],
            None,
            (401, json!("invalid_client")),
        ),
        (
            &[("token", "x")],
            Some((CONFIDENTIAL, "wrong")),
            (401, json!("invalid_client")),
        ),
        (
            &[("token", text("access_token")), web],
            None,
            (400, json!("unsupported_token_type")),
        ),
        (
            &[("token", text("refresh_token"))],
            Some((CONFIDENTIAL, SECRET)),
            (400, json!("invalid_request")),
        ),
        (&[("token", "unknown"), web], None, (200, Value::Null)),
    ] {
        assert_eq!(revoke(fields, basic), expected, "{basic:?}");
    }
    assert!(told.lock().unwrap().is_empty());
    assert_eq!(user_info(&client, Some(&bearer(&tokens))).0, 200);

    let fields = [("token", text("refresh_token")), web];
    for _ in 0..2 {
        assert_eq!(revoke(&fields, None), (200, Value::Null));
    }
    assert_eq!(told.lock().unwrap().len(), 1);
    assert_eq!(user_info(&client, Some(&bearer(&tokens))).0, 401);
    let renew = [
        ("grant_type", "refresh_token"),
        web,
        ("refresh_token", text("refresh_token")),
    ];
    let (status, refusal) = call(&client, "/cognito/oauth2/token", None, &renew);
    assert_eq!((status, &refusal["error"]), (400, &json!("invalid_grant")));
}

#[test]
fn logout_ends_the_browsers_session_and_goes_where_it_may() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let sign_in = || {
        browser.sign_in(&query(&[("prompt", "login")]), EMAIL, PASSWORD);
        assert!(browser.has_session());
    };
    sign_in();
    for bad in [
        "",
        "client_id=fakewebclient0000000000001",
        "logout_uri=http%3A%2F%2F127.0.0.1%3A3000%2F",
        "client_id=nobody&logout_uri=http%3A%2F%2F127.0.0.1%3A3000%2F",
        "client_id=fakewebclient0000000000001&logout_uri=https%3A%2F%2Fevil.example%2F",
        "client_id=fakewebclient0000000000001&logout_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fcallback",
        "client_id=fakewebclient0000000000001&redirect_uri=https%3A%2F%2Fevil.example%2F&response_type=code",
        "client_id=fakewebclient0000000000001&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2F",
    ] {
        let answer = browser.get(&format!("/cognito/logout?{bad}"));
        assert_eq!(answer.status, 400, "{bad}");
        assert!(browser.has_session());
    }
    let out = browser.get("/cognito/logout?client_id=fakewebclient0000000000001&logout_uri=http%3A%2F%2F127.0.0.1%3A3000%2F");
    assert_eq!(location(&out), "http://127.0.0.1:3000/");
    assert!(!browser.has_session());

    sign_in();
    let cookie = "cognito=guessed";
    let stranger = Request::new("GET", format!("/cognito/oauth2/authorize?{}", query(&[])))
        .header("host", HOST)
        .header("cookie", cookie);
    assert!(location(&client.pool.answer(&stranger).unwrap()).starts_with("/cognito/login?"));
    let out = browser.get(&format!("/cognito/logout?{}", query(&[])));
    assert!(location(&out).starts_with("/cognito/login?"));
    assert!(!browser.has_session());
    assert!(
        location(&browser.get(&format!("/cognito/oauth2/authorize?{}", query(&[]))))
            .starts_with("/cognito/login?")
    );
}

#[test]
fn a_deleted_user_has_neither_session_nor_codes() {
    let client = Client::with_oauth();
    client.confirmed_user();
    let browser = Browser::new(&client);
    let back = location(&browser.sign_in(&query(&[]), EMAIL, PASSWORD));
    let api = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.as_bearer("DeleteUser", &api).unwrap();
    let (status, refusal) = redeem(&client, &parameter(&back, "code").unwrap());
    assert_eq!((status, &refusal["error"]), (400, &json!("invalid_grant")));
    let again = browser.get(&format!("/cognito/oauth2/authorize?{}", query(&[])));
    assert!(location(&again).starts_with("/cognito/login?"));
}
