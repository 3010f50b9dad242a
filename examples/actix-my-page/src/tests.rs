//! A sign-out at the embedded pool reaches the site at the next request.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    io::{PipeReader, PipeWriter, Read as _, pipe},
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use actix_web::{
    App,
    dev::ServiceResponse,
    http::header,
    test::{TestRequest, call_service, init_service, read_body, read_body_json},
    web::Data,
};
use cognito_actix::{
    assert_no_open_routes,
    core::{Authenticator, TokenUse, test_util::TestPool},
};
use my_page::Site;
use serde_json::{Value, json};
use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt as _};

const INVALID: &str =
    r#"Bearer realm="cognito", error="invalid_token", error_description="token not valid""#;

struct Running {
    site: Site,
    app: Box<dyn Fn(TestRequest) -> Answer>,
}

type Answer = Pin<Box<dyn Future<Output = ServiceResponse>>>;

impl Running {
    async fn start() -> Self {
        let site = Site::embedded(3000).unwrap();
        let auth = site.verifier().into();
        let app = App::new().configure(|config| crate::configure(config, &site, &auth));
        let app = Rc::new(init_service(app).await);
        let app = Box::new(move |request: TestRequest| {
            let app = Rc::clone(&app);
            let answer = async move { call_service(&*app, request.to_request()).await };
            Box::pin(answer) as Answer
        });
        Self { site, app }
    }

    /// What any client may ask of the pool.
    async fn cognito(&self, operation: &str, mut body: Value) -> Value {
        body["ClientId"] = self.site.dev_pool().unwrap().client_id().into();
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = TestRequest::post()
            .uri("/cognito")
            .insert_header(("host", "127.0.0.1:3000"))
            .insert_header(("content-type", "application/x-amz-json-1.1"))
            .insert_header(("x-amz-target", target))
            .set_payload(body.to_string());
        let answer = (self.app)(request).await;
        assert_eq!(answer.status(), 200, "{operation}");
        read_body_json(answer).await
    }

    async fn sign_in(&self) -> Value {
        let administrator = self.site.dev_pool().unwrap().administrator();
        let parameters =
            json!({"USERNAME": administrator.username(), "PASSWORD": administrator.password()});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.cognito("InitiateAuth", body).await["AuthenticationResult"].clone()
    }

    async fn send(&self, request: TestRequest, path: &str, tokens: &Value) -> ServiceResponse {
        let token = tokens["AccessToken"].as_str().unwrap();
        let bearer = ("authorization", format!("Bearer {token}"));
        (self.app)(request.uri(path).insert_header(bearer)).await
    }

    async fn is_let_in(&self, tokens: &Value) -> bool {
        let answer = self.send(TestRequest::get(), "/me", tokens).await;
        if answer.status() == 200 {
            return true;
        }
        assert_eq!(answer.status(), 401);
        let challenge = answer.headers().get(header::WWW_AUTHENTICATE).unwrap();
        assert_eq!(challenge, INVALID);
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

#[actix_web::test]
async fn only_the_pages_are_open() {
    let site = Site::embedded(3000).unwrap();
    let pool = TestPool::new();
    let auth = Authenticator::from(pool.verifier());
    let id_verifier = pool.verifier_builder().accept([TokenUse::Id]).build();
    let id_verifier = id_verifier.unwrap();
    let table = crate::routes(&site, &auth, id_verifier.clone()).table();
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
    let app = App::new().configure(|config| {
        crate::embedded::configure(config, &site);
        let routes = crate::routes(&site, &auth, id_verifier);
        config.app_data(Data::new(site.clone())).service(routes);
    });
    assert_no_open_routes(&init_service(app).await, &table, &pool).await;
}

#[actix_web::test]
async fn the_id_token_is_for_one_path_and_that_path_for_it() {
    let running = Running::start().await;
    let tokens = running.sign_in().await;
    let swapped = json!({"AccessToken": tokens["IdToken"]});
    let answer = running.send(TestRequest::get(), "/me/id", &swapped).await;
    assert_eq!(answer.status(), 200);
    let claims: Value = read_body_json(answer).await;
    assert_eq!(
        (&claims["token_use"], &claims["cognito:groups"]),
        (&json!("id"), &json!(["admins"]))
    );

    let answer = running.send(TestRequest::get(), "/me/id", &tokens).await;
    assert_eq!(answer.status(), 401);
    for path in ["/me", "/admin", "/me/id/", "/me/id/x"] {
        let answer = running.send(TestRequest::get(), path, &swapped).await;
        assert!(
            [401, 404].contains(&answer.status().as_u16()),
            "{path}: {}",
            answer.status()
        );
    }

    running
        .send(TestRequest::post(), "/sign-out-everywhere", &tokens)
        .await;
    let answer = running.send(TestRequest::get(), "/me/id", &swapped).await;
    assert_eq!(answer.status(), 401);
}

#[actix_web::test]
async fn a_global_sign_out_by_any_client_refuses_the_access_token_at_the_next_request() {
    let running = Running::start().await;
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

#[actix_web::test]
async fn a_revoked_refresh_token_takes_the_access_token_of_its_sign_in_along() {
    let running = Running::start().await;
    let [here, elsewhere] = [running.sign_in().await, running.sign_in().await];
    let body = json!({"Token": here["RefreshToken"]});
    running.cognito("RevokeToken", body).await;
    assert!(!running.is_let_in(&here).await);
    assert!(running.is_let_in(&elsewhere).await);
}

#[actix_web::test]
async fn the_site_signs_out_everywhere() {
    let path = "/sign-out-everywhere";
    let running = Running::start().await;
    let [here, elsewhere] = [running.sign_in().await, running.sign_in().await];
    let answer = running.send(TestRequest::post(), path, &here).await;
    assert_eq!(answer.status(), 204);
    let cached = answer.headers().get(header::CACHE_CONTROL).unwrap();
    assert_eq!(cached, "no-store");
    assert!(!answer.headers().contains_key(header::CONTENT_TYPE));
    assert!(!running.is_let_in(&here).await && !running.is_let_in(&elsewhere).await);
    assert!(running.is_let_in(&running.sign_in().await).await);

    let answer = running.send(TestRequest::post(), path, &here).await;
    assert_eq!(answer.status(), 401);
    let again = running.sign_in().await;
    let answer = running.send(TestRequest::get(), path, &again).await;
    assert_eq!(answer.status(), 405);
}

/// Signatures are over the path as it came, percent signs and all.
#[actix_web::test]
async fn the_store_sees_requests_as_they_came() {
    let running = Running::start().await;
    let ask = |method: &str, path: &str, body: Vec<u8>| {
        let request = TestRequest::with_uri(path)
            .method(method.parse().unwrap())
            .insert_header(("host", "127.0.0.1:3000"))
            .set_payload(body);
        (running.app)(request)
    };
    for method in ["GET", "PUT", "DELETE"] {
        let answer = ask(method, "/s3/dev-uploads/a%20b%2Fc?x=%2F", Vec::new()).await;
        assert_eq!(answer.status(), 403, "{method}");
        let body = read_body(answer).await;
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
