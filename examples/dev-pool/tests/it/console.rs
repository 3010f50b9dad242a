//! The developers' page, its files and its switches.

use dev_pool::{Answer, JwksMode, Request};
use serde_json::{Value, json};

use crate::client::{Client, EMAIL, HOST, PASSWORD, REVOKED, assert_refused, decoded, header};

fn get(path: &str) -> Request {
    Request::new("GET", path).header("host", HOST)
}

fn post(path: &str, body: &Value) -> Request {
    Request::new("POST", path)
        .header("host", HOST)
        .header("content-type", "application/json")
        .body(body.to_string())
}

fn send(client: &Client, request: &Request) -> Answer {
    client.pool.answer(request).unwrap()
}

fn act(client: &Client, action: &str, body: &Value) -> (u16, Value) {
    let answer = send(client, &post(&format!("/dev/users/{action}"), body));
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn state(client: &Client) -> Value {
    let answer = send(client, &get("/dev/state.json"));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The user that the tests make, as the state shows them.
fn user(client: &Client) -> Value {
    let state = state(client);
    let mut users = state["users"].as_array().unwrap().iter();
    users.find(|user| user["email"] == EMAIL).unwrap().clone()
}

#[test]
fn the_page_loads_its_own_files_only() {
    let client = Client::new();
    for (path, content_type) in [
        ("/dev", "text/html; charset=utf-8"),
        ("/dev/", "text/html; charset=utf-8"),
        ("/dev/assets/console.css", "text/css; charset=utf-8"),
        ("/dev/assets/console.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = send(&client, &get(path));
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(header(&answer, "content-type"), Some(content_type));
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'")
        );
        assert!(!policy.contains("unsafe"));
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{path}"
        );
        assert!(
            !text.contains("innerHTML") && !text.contains("<style") && !text.contains(" style=")
        );
    }
    let elsewhere = Request::new("GET", "/dev").header("host", "evil.example");
    assert_eq!(send(&client, &elsewhere).status, 403);
    let answer = send(&client, &post("/dev", &json!({})));
    assert_eq!(
        (answer.status, header(&answer, "allow")),
        (405, Some("GET, HEAD"))
    );
}

#[test]
fn the_state_tells_everything_but_secrets() {
    let client = Client::new();
    client.confirmed_user();
    client.pool.add_to_group(EMAIL, "editors").unwrap();
    let state = state(&client);
    let user = user(&client);
    assert_eq!(
        (&user["email"], &user["status"]),
        (&json!(EMAIL), &json!("CONFIRMED"))
    );
    assert_eq!(user["groups"], json!(["editors"]));
    assert_eq!(state["groups"][1]["members"], 1);
    assert_eq!(state["mails"][0]["to"], EMAIL);
    assert_eq!(state["pool"]["jwksMode"], "ok");
    assert_eq!(state["pool"]["clients"][0]["accessTokenSeconds"], 3_600);
    assert_eq!(
        state["pool"]["clients"][0]["rotationGraceSeconds"],
        Value::Null
    );
    assert_eq!(
        state["tokenRequests"],
        json!({"authorizationCode": 0, "clientCredentials": 0, "refreshToken": 0, "refused": 0})
    );
    assert_eq!(state["pool"]["kids"].as_array().unwrap().len(), 2);
    let text = state.to_string();
    assert!(!text.contains(PASSWORD) && !text.contains("verifier") && !text.contains("salt"));
    assert!(!text.contains(client.pool.administrator().password()));
}

#[test]
fn pages_of_another_origin_neither_see_nor_switch() {
    let client = Client::new();
    let before = state(&client);
    let requests = || {
        [
            get("/dev/state.json"),
            post("/dev/jwks", &json!({"mode": "empty"})),
            post("/dev/sign-out-everybody", &json!({})),
            post(
                "/dev/users/disable",
                &json!({"username": "admin@example.com"}),
            ),
        ]
    };
    for (name, value) in [
        ("origin", "http://elsewhere.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for request in requests() {
            let answer = send(&client, &request.header(name, value));
            assert_eq!(answer.status, 403, "{name}: {value}");
            assert_eq!(header(&answer, "access-control-allow-origin"), None);
        }
    }
    // What a form can send without asking is no JSON.
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let request = Request::new("POST", "/dev/jwks")
            .header("host", HOST)
            .header("content-type", content_type)
            .body(r#"{"mode":"empty"}"#);
        assert_eq!(send(&client, &request).status, 415);
    }
    assert_eq!(state(&client), before);
    for request in requests() {
        let own = request.header("origin", format!("http://{HOST}"));
        assert_eq!(send(&client, &own).status, 200);
    }
}

#[test]
fn buttons_change_users() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    client.call("SignUp", members).unwrap();
    let named = json!({"username": EMAIL});
    assert_eq!(act(&client, "confirm", &named).0, 200);
    let (status, told) = act(&client, "confirm", &named);
    assert_eq!(status, 400);
    assert_eq!(
        told["message"],
        "User cannot be confirmed. Current status is CONFIRMED"
    );
    assert_eq!(user(&client)["emailVerified"], true);

    let join = json!({"username": EMAIL, "group": "admins"});
    assert_eq!(act(&client, "add-to-group", &join).0, 200);
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let (_, claims) = decoded(&tokens["AccessToken"]);
    assert_eq!(claims["cognito:groups"], json!(["admins"]));
    assert_eq!(act(&client, "remove-from-group", &join).0, 200);
    let unknown = json!({"username": EMAIL, "group": "nobodies"});
    assert_eq!(
        act(&client, "add-to-group", &unknown).1["message"],
        "Group not found."
    );

    assert_eq!(act(&client, "sign-out", &named).0, 200);
    assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    assert_eq!(act(&client, "disable", &named).0, 200);
    assert!(client.sign_in(EMAIL, PASSWORD).is_err());
    assert_eq!(act(&client, "enable", &named).0, 200);
    client.sign_in(EMAIL, PASSWORD).unwrap();
    assert_eq!(act(&client, "reset", &named).0, 200);
    assert_eq!(user(&client)["status"], "RESET_REQUIRED");
    for body in [
        json!({}),
        json!({"username": 7}),
        json!({"username": "nobody"}),
    ] {
        assert_eq!(act(&client, "disable", &body).0, 400, "{body}");
    }
    assert_eq!(
        send(&client, &post("/dev/users/disable", &json!([]))).status,
        400
    );
}

#[test]
fn everybody_is_signed_out() {
    let client = Client::new();
    client.confirmed_user();
    let administrator = client.pool.administrator();
    let tokens = [
        client.sign_in(EMAIL, PASSWORD).unwrap(),
        client
            .sign_in(administrator.username(), administrator.password())
            .unwrap(),
    ];
    assert_eq!(
        send(&client, &post("/dev/sign-out-everybody", &json!({}))).status,
        200
    );
    for tokens in tokens {
        assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    }
}

#[test]
fn the_key_set_is_served_with_faults_on_purpose() {
    let client = Client::new();
    let path = format!(
        "/cognito/{}/.well-known/jwks.json",
        client.pool.user_pool_id()
    );
    let switch = |mode: &str| send(&client, &post("/dev/jwks", &json!({"mode": mode}))).status;
    for (mode, status, seconds) in [
        ("unavailable", 503, 0),
        ("garbage", 200, 0),
        ("slow", 200, 10),
        ("empty", 200, 0),
        ("ok", 200, 0),
    ] {
        assert_eq!(switch(mode), 200);
        assert_eq!(state(&client)["pool"]["jwksMode"], mode);
        let served = send(&client, &get(&path));
        assert_eq!(
            (served.status, served.delay.as_secs()),
            (status, seconds),
            "{mode}"
        );
        assert_eq!(served.body, client.pool.serve_jwks().body);
        let keys = serde_json::from_slice::<Value>(&served.body);
        match mode {
            "garbage" => assert!(keys.is_err()),
            "empty" => assert_eq!(keys.unwrap(), json!({"keys": []})),
            "ok" | "slow" => assert_eq!(keys.unwrap(), client.pool.jwks()),
            _ => assert!(keys.unwrap().get("keys").is_none()),
        }
    }
    assert_eq!(switch("OK"), 400);
    client.pool.set_jwks_mode(JwksMode::Slow);
    assert_eq!(state(&client)["pool"]["jwksMode"], "slow");
    // Everything else goes on.
    client.confirmed_user();
    client.sign_in(EMAIL, PASSWORD).unwrap();
}
