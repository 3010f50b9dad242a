//! A sign-out at the embedded pool reaches the site at the next request.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    io::{PipeReader, PipeWriter, Read as _, pipe},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, header},
};
use cognito_tower::{
    assert_no_open_routes,
    core::{TokenUse, test_util::TestPool},
};
use my_page::Site;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt as _};

const INVALID: &str =
    r#"Bearer realm="cognito", error="invalid_token", error_description="token not valid""#;

struct Running {
    site: Site,
    app: Router,
}

impl Running {
    fn start() -> Self {
        let site = Site::embedded(3000).unwrap();
        let app = crate::routes(&site);
        Self { site, app }
    }

    /// What any client may ask of the pool.
    async fn cognito(&self, operation: &str, mut body: Value) -> Value {
        body["ClientId"] = self.site.dev_pool().unwrap().client_id().into();
        let request = Request::post("/cognito")
            .header("host", "127.0.0.1:3000")
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{operation}"),
            )
            .body(Body::from(body.to_string()));
        let answer = self.app.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200, "{operation}");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    async fn sign_in(&self) -> Value {
        let administrator = self.site.dev_pool().unwrap().administrator();
        let parameters =
            json!({"USERNAME": administrator.username(), "PASSWORD": administrator.password()});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.cognito("InitiateAuth", body).await["AuthenticationResult"].clone()
    }

    async fn send(&self, method: &str, path: &str, tokens: &Value) -> Response<Body> {
        let token = tokens["AccessToken"].as_str().unwrap();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty());
        self.app.clone().oneshot(request.unwrap()).await.unwrap()
    }

    async fn is_let_in(&self, tokens: &Value) -> bool {
        let answer = self.send("GET", "/me", tokens).await;
        if answer.status() == 200 {
            return true;
        }
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], INVALID);
        false
    }
}

/// The log of this thread from now on; it is at its end when the guard is dropped.
fn log() -> (PipeReader, impl Sized) {
    let (reader, writer) = pipe().unwrap();
    let writer: Arc<PipeWriter> = writer.into();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(writer);
    (reader, subscriber.set_default())
}

#[tokio::test]
async fn only_the_pages_are_open() {
    let site = Site::embedded(3000).unwrap();
    let pool = TestPool::new();
    let id_verifier = pool.verifier_builder().accept([TokenUse::Id]);
    let router = crate::router(pool.verifier(), id_verifier.build().unwrap());
    let router = crate::embedded::add_routes(router, &site);
    let table = router.table();
    let public = |path: &str| {
        let row = table.rows().iter().find(|row| row.path() == path);
        row.unwrap().access().to_string() == "public"
    };
    assert!(
        [
            "/",
            "/files",
            "/assets/{file}",
            "/config.json",
            "/status",
            "/*"
        ]
        .map(public)
            == [true; 6]
    );
    assert!(["/me", "/me/id", "/admin", "/sign-out-everywhere"].map(public) == [false; 4]);
    assert_no_open_routes(router.finish().with_state(site), &table, &pool).await;
}

#[tokio::test]
async fn the_id_token_is_for_one_path_and_that_path_for_it() {
    let running = Running::start();
    let tokens = running.sign_in().await;
    let swapped = json!({"AccessToken": tokens["IdToken"]});
    let answer = running.send("GET", "/me/id", &swapped).await;
    assert_eq!(answer.status(), 200);
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let claims: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&claims["token_use"], &claims["cognito:groups"]),
        (&json!("id"), &json!(["admins"]))
    );

    let answer = running.send("GET", "/me/id", &tokens).await;
    assert_eq!(answer.status(), 401);
    for path in ["/me", "/admin", "/me/id/", "/me/id/x"] {
        let answer = running.send("GET", path, &swapped).await;
        assert!(
            [401, 404].contains(&answer.status().as_u16()),
            "{path}: {}",
            answer.status()
        );
    }

    running.send("POST", "/sign-out-everywhere", &tokens).await;
    let answer = running.send("GET", "/me/id", &swapped).await;
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn a_global_sign_out_by_any_client_refuses_the_access_token_at_the_next_request() {
    let running = Running::start();
    let [first, second] = [running.sign_in().await, running.sign_in().await];
    assert!(running.is_let_in(&first).await && running.is_let_in(&second).await);

    let body = json!({"AccessToken": first["AccessToken"]});
    running.cognito("GlobalSignOut", body).await;
    let (mut log, guard) = log();
    assert!(!running.is_let_in(&first).await && !running.is_let_in(&second).await);
    drop(guard);
    let mut logged = String::new();
    log.read_to_string(&mut logged).unwrap();
    assert_eq!(logged.matches(r#"reason="revoked""#).count(), 2, "{logged}");

    // Within the same second.
    assert!(running.is_let_in(&running.sign_in().await).await);
}

#[tokio::test]
async fn a_revoked_refresh_token_takes_the_access_token_of_its_sign_in_along() {
    let running = Running::start();
    let [here, elsewhere] = [running.sign_in().await, running.sign_in().await];
    let body = json!({"Token": here["RefreshToken"]});
    running.cognito("RevokeToken", body).await;
    assert!(!running.is_let_in(&here).await);
    assert!(running.is_let_in(&elsewhere).await);
}

#[tokio::test]
async fn the_site_signs_out_everywhere() {
    let running = Running::start();
    let [here, elsewhere] = [running.sign_in().await, running.sign_in().await];
    let answer = running.send("POST", "/sign-out-everywhere", &here).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    assert!(!answer.headers().contains_key(header::CONTENT_TYPE));
    assert!(!running.is_let_in(&here).await && !running.is_let_in(&elsewhere).await);
    assert!(running.is_let_in(&running.sign_in().await).await);

    let answer = running.send("POST", "/sign-out-everywhere", &here).await;
    assert_eq!(answer.status(), 401);
    let again = running.sign_in().await;
    let answer = running.send("GET", "/sign-out-everywhere", &again).await;
    assert_eq!(answer.status(), 405);
}

/// Signatures are over the path as it came, percent signs and all.
#[tokio::test]
async fn the_store_sees_requests_as_they_came() {
    let running = Running::start();
    let ask = async |method: &str, path: &str, body: Vec<u8>| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:3000")
            .body(Body::from(body));
        running.app.clone().oneshot(request.unwrap()).await.unwrap()
    };
    for method in ["GET", "PUT", "DELETE"] {
        let answer = ask(method, "/s3/dev-uploads/a%20b%2Fc?x=%2F", Vec::new()).await;
        assert_eq!(answer.status(), 403, "{method}");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(
            body.contains("<Resource>/s3/dev-uploads/a%20b%2Fc<"),
            "{body}"
        );
    }
    let answer = ask("OPTIONS", "/s3/dev-uploads/a", Vec::new()).await;
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .headers()
            .contains_key("access-control-allow-methods")
    );

    let large = vec![0; 10 * 1024 * 1024];
    assert_eq!(
        ask("PUT", "/s3/dev-uploads/a", large.clone())
            .await
            .status(),
        403
    );
    assert_eq!(ask("POST", "/cognito", large).await.status(), 413);
    let larger = vec![0; 12 * 1024 * 1024];
    assert_eq!(ask("PUT", "/s3/dev-uploads/a", larger).await.status(), 413);
}
