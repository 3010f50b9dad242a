//! Paths, hosts, origins and malformed requests.

use dev_pool::{Answer, MAX_BODY, Request};
use serde_json::{Value, json};

use crate::client::{Client, EMAIL, HOST, PASSWORD, header, read};

fn get(path: &str) -> Request {
    Request::new("GET", path).header("host", HOST)
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn other_paths_are_not_the_pools() {
    let client = Client::new();
    let id = client.pool.user_pool_id();
    for path in [
        "/",
        "/me",
        "/cognitox",
        "/cognito//",
        "/dev/other",
        "/dev/users/",
        "/dev/users/fly",
        "/dev/mailbox.json/",
        "/cognito/us-east-1_other/.well-known/jwks.json",
        &format!("/cognito/{id}"),
        &format!("/cognito/{id}/.well-known/"),
        &format!("/cognito/{id}x/.well-known/jwks.json"),
        &format!("/cognito/{id}/.well-known/jwks.json/"),
        "",
        "é",
    ] {
        assert!(client.pool.answer(&get(path)).is_none(), "{path}");
    }
}

#[test]
fn the_api_answers_with_and_without_a_trailing_slash() {
    let client = Client::new();
    for path in ["/cognito", "/cognito/", "/cognito?x=1"] {
        let request = Request::new("POST", path)
            .header("Host", "localhost:3000")
            .header("Content-Type", "application/x-amz-json-1.1; charset=utf-8")
            .header("X-Amz-Target", "AWSCognitoIdentityProviderService.GetUser")
            .header("Origin", "http://elsewhere.example")
            .body(r#"{"AccessToken":"x"}"#);
        let (kind, _) = read(&client.pool.answer(&request).unwrap()).unwrap_err();
        assert_eq!(kind, "NotAuthorizedException");
    }
}

#[test]
fn a_pool_can_be_mounted_elsewhere() {
    let pool = dev_pool::DevPool::builder().mount("/a/b").build().unwrap();
    let path = |mount: &str| format!("{mount}/{}/.well-known/jwks.json", pool.user_pool_id());
    assert_eq!(pool.answer(&get(&path("/a/b"))).unwrap().status, 200);
    assert!(pool.answer(&get(&path("/cognito"))).is_none());
}

#[test]
fn keys_and_discovery_are_for_everyone() {
    let client = Client::new();
    let id = client.pool.user_pool_id();
    let jwks_path = format!("/cognito/{id}/.well-known/jwks.json");
    let discovery_path = format!("/cognito/{id}/.well-known/openid-configuration");
    let fetch = |path: &str, host: &str| {
        let request = Request::new("GET", path)
            .header("host", host)
            .header("origin", "http://elsewhere.example");
        let answer = client.pool.answer(&request).unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(header(&answer, "content-type"), Some("application/json"));
        body(&answer)
    };
    assert_eq!(fetch(&jwks_path, HOST), client.pool.jwks());
    for host in [HOST, "localhost:8080", "[::1]:3000"] {
        let document = fetch(&discovery_path, host);
        assert_eq!(document["issuer"], client.pool.issuer());
        assert_eq!(document["jwks_uri"], format!("http://{host}{jwks_path}"));
    }
}

#[test]
fn every_path_refuses_a_name_that_is_not_loopback() {
    let client = Client::new();
    let jwks = format!(
        "/cognito/{}/.well-known/jwks.json",
        client.pool.user_pool_id()
    );
    for (method, path) in [
        ("POST", "/cognito"),
        ("OPTIONS", "/cognito"),
        ("GET", &*jwks),
        ("GET", "/dev/mailbox.json"),
    ] {
        let rebound = Request::new(method, path).header("host", "pool.evil.example:3000");
        for request in [rebound, Request::new(method, path)] {
            let answer = client.pool.answer(&request).unwrap();
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(header(&answer, "access-control-allow-origin"), None);
        }
    }
}

#[test]
fn preflights_are_answered_except_for_the_mailbox() {
    let client = Client::new();
    let id = client.pool.user_pool_id();
    let preflight = |path: &str| {
        let request = Request::new("OPTIONS", path)
            .header("host", HOST)
            .header("origin", "http://elsewhere.example")
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "content-type,x-amz-target",
            );
        client.pool.answer(&request).unwrap()
    };
    for (path, methods) in [
        ("/cognito", "POST, OPTIONS"),
        ("/cognito/", "POST, OPTIONS"),
        (
            &*format!("/cognito/{id}/.well-known/jwks.json"),
            "GET, HEAD, OPTIONS",
        ),
        (
            &*format!("/cognito/{id}/.well-known/openid-configuration"),
            "GET, HEAD, OPTIONS",
        ),
    ] {
        let answer = preflight(path);
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(
            header(&answer, "access-control-allow-methods"),
            Some(methods)
        );
        assert_eq!(
            header(&answer, "access-control-allow-headers"),
            Some("*, authorization")
        );
    }
    let answer = preflight("/dev/mailbox.json");
    assert_eq!(answer.status, 405);
    assert_eq!(header(&answer, "access-control-allow-origin"), None);
}

#[test]
fn other_methods_are_refused() {
    let client = Client::new();
    let jwks = format!(
        "/cognito/{}/.well-known/jwks.json",
        client.pool.user_pool_id()
    );
    for (method, path, allow) in [
        ("GET", "/cognito", "POST, OPTIONS"),
        ("PUT", "/cognito", "POST, OPTIONS"),
        ("POST", &*jwks, "GET, HEAD, OPTIONS"),
        ("POST", "/dev/mailbox.json", "GET, HEAD"),
        ("DELETE", "/dev/mailbox.json", "GET, HEAD"),
    ] {
        let request = Request::new(method, path).header("host", HOST);
        let answer = client.pool.answer(&request).unwrap();
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(header(&answer, "allow"), Some(allow));
    }
}

#[test]
fn the_mailbox_is_for_its_own_site() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    let sub = client.call("SignUp", members).unwrap()["UserSub"].clone();
    for (name, value) in [
        ("accept", "*/*"),
        ("origin", "http://127.0.0.1:3000"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        let request = get("/dev/mailbox.json").header(name, value);
        let answer = client.pool.answer(&request).unwrap();
        assert_eq!(answer.status, 200, "{name}: {value}");
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
        let mail = client.mail();
        assert_eq!(
            body(&answer),
            json!({"mails": [{
                "to": EMAIL,
                "subject": "Your verification code",
                "kind": "sign_up",
                "username": sub,
                "code": mail.code,
                "sent_at": mail.sent_at,
            }]})
        );
    }
    for (name, value) in [
        ("origin", "http://elsewhere.example"),
        ("origin", "http://localhost:3000"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let request = get("/dev/mailbox.json").header(name, value);
        let answer = client.pool.answer(&request).unwrap();
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
        assert!(!String::from_utf8_lossy(&answer.body).contains(EMAIL));
    }
}

#[test]
fn malformed_requests_are_refused_in_the_real_shape() {
    let client = Client::new();
    let kind = |answer: &Answer| read(answer).unwrap_err().0;
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for body in ["", "x", "[]", "\"\"", "null", "{", "{\"a\":1} x", &deep] {
        let answer = client.send("SignUp", body);
        assert_eq!(kind(&answer), "SerializationException", "{body:.20}");
    }
    let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    let answer = client.send("SignUp", &padded(MAX_BODY));
    assert_eq!(kind(&answer), "InvalidParameterException");
    let answer = client.send("SignUp", &padded(MAX_BODY + 1));
    assert_eq!(kind(&answer), "SerializationException");
    for operation in ["", "AdminFlyToTheMoon", "signup", "SignUp.SignUp"] {
        let answer = client.send(operation, "{}");
        assert_eq!(kind(&answer), "UnknownOperationException", "{operation}");
    }

    let request = || Request::new("POST", "/cognito").header("host", HOST);
    let target = "AWSCognitoIdentityProviderService.SignUp";
    let json = "application/x-amz-json-1.1";
    for (request, expected) in [
        (
            request().header("content-type", json),
            "UnknownOperationException",
        ),
        (
            request()
                .header("content-type", json)
                .header("x-amz-target", "SignUp"),
            "UnknownOperationException",
        ),
        (
            request()
                .header("content-type", json)
                .header("x-amz-target", target)
                .header("x-amz-target", target),
            "UnknownOperationException",
        ),
        (
            request().header("x-amz-target", target),
            "SerializationException",
        ),
        (
            request()
                .header("content-type", "text/plain")
                .header("x-amz-target", target),
            "SerializationException",
        ),
    ] {
        let answer = client.pool.answer(&request.body("{}")).unwrap();
        assert_eq!(kind(&answer), expected);
    }
}

#[test]
fn a_message_reaches_the_header_only_as_visible_ascii() {
    let client = Client::new();
    let message = |client_id: &str| {
        let members = json!({"ClientId": client_id, "Username": EMAIL});
        let answer = client.send("SignUp", &members.to_string());
        header(&answer, "x-amzn-errormessage").map(str::to_owned)
    };
    assert_eq!(
        message("x").as_deref(),
        Some("User pool client x does not exist.")
    );
    assert_eq!(message("x\r\nset-cookie: a=b"), None);
    assert_eq!(message("é"), None);
}

#[test]
fn keys_are_rotated_from_the_machine_itself_only() {
    let client = Client::new();
    let kids = || -> Vec<String> {
        let jwks = client.pool.jwks();
        let keys = jwks["keys"].as_array().unwrap().iter();
        keys.map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    };
    let before = kids();
    let rotate = || Request::new("POST", "/dev/rotate-keys").header("host", HOST);
    for (name, value) in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let answer = client.pool.answer(&rotate().header(name, value)).unwrap();
        assert_eq!(answer.status, 403, "{name}: {value}");
    }
    let foreign = Request::new("POST", "/dev/rotate-keys").header("host", "evil.example.com");
    assert_eq!(client.pool.answer(&foreign).unwrap().status, 403);
    assert_eq!(
        client.pool.answer(&get("/dev/rotate-keys")).unwrap().status,
        405
    );
    assert_eq!(kids(), before);

    let answer = client.pool.answer(&rotate()).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer, "access-control-allow-origin"), None);
    assert_eq!(body(&answer), client.pool.jwks());
    assert!(kids().iter().all(|kid| !before.contains(kid)));
}
