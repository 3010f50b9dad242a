//! What is logged names the cause and the fix, and never a token or a query.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use actix_web::{App, test, web};
use axum::{Router, body::Body, routing::any};
use cognito_core::test_util::TestPool;
use http::Request;
use tower::ServiceExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt as _};

/// Collects the log of this thread.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn start(&self) -> impl Sized {
        let listen = || {
            tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_ansi(false)
                .with_writer(self.clone())
                .set_default()
        };
        // While there is but one subscriber, an event that another test's thread meets first is switched off for all.
        let idle = listen();
        (listen(), idle)
    }

    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

const OPTIONS: [(&str, &str); 2] = [
    ("origin", "https://app.example.com"),
    ("access-control-request-method", "GET"),
];

/// Checks the log of one handler that nothing protects, and of one preflight.
fn check(route: &str, unprotected: &str, preflight: &str, token: &str) {
    assert!(unprotected.contains("ERROR"), "{unprotected}");
    assert!(unprotected.contains("layer_missing"), "{unprotected}");
    assert!(unprotected.contains(route), "{unprotected}");
    assert!(
        unprotected.contains("add the layer or middleware"),
        "{unprotected}"
    );
    assert!(!unprotected.contains("secret"), "{unprotected}");
    assert!(!unprotected.contains(token), "{unprotected}");
    assert!(
        preflight.contains("put the CORS layer outside"),
        "{preflight}"
    );
}

#[tokio::test]
async fn axum_logs() {
    use cognito_tower::{Cognito, CognitoLayer};

    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let log = Log::default();
    let guard = log.start();

    let routes: Router = Router::new().route("/orders/{id}", any(async |_: Cognito| "hello"));
    let request =
        Request::get("/orders/7?secret=1").header("authorization", format!("Bearer {token}"));
    let request = request.body(Body::empty()).unwrap();
    let response = routes.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 500);
    let unprotected = log.take();

    let mut request = Request::options("/orders/7");
    for (name, value) in OPTIONS {
        request = request.header(name, value);
    }
    let app = routes.layer(CognitoLayer::from(pool.verifier()));
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.unwrap().status(), 401);
    drop(guard);
    check("/orders/{id}", &unprotected, &log.take(), &token);
}

/// actix redacts the header by itself.
#[tokio::test]
async fn a_request_that_is_printed_behind_the_layer_shows_no_token() {
    use cognito_tower::CognitoLayer;

    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let printing = any(async |request: Request<Body>| format!("{request:?}"));
    let app: Router = Router::new()
        .route("/me", printing)
        .layer(CognitoLayer::from(pool.verifier()));
    for _cold_then_warm in 0..2 {
        let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap());
        let body = response.await.unwrap().into_body();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let printed = String::from_utf8(body.to_vec()).unwrap();
        assert!(printed.contains("authorization"), "{printed}");
        assert!(!printed.contains(&token), "{printed}");
    }
}

#[tokio::test]
async fn actix_logs() {
    use cognito_actix::{Cognito, CognitoAuth};

    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let log = Log::default();
    let guard = log.start();

    let app = App::new().route("/orders/{id}", web::get().to(async |_: Cognito| "hello"));
    let app = test::init_service(app).await;
    let request = test::TestRequest::with_uri("/orders/7?secret=1")
        .append_header(("authorization", format!("Bearer {token}")));
    let response = test::call_service(&app, request.to_request()).await;
    assert_eq!(response.status(), 500);
    let unprotected = log.take();

    let app = App::new().wrap(CognitoAuth::from(pool.verifier()));
    let app = test::init_service(app).await;
    let mut request = test::TestRequest::with_uri("/orders/7").method("OPTIONS".parse().unwrap());
    for header in OPTIONS {
        request = request.append_header(header);
    }
    let response = test::call_service(&app, request.to_request()).await;
    assert_eq!(response.status(), 401);
    drop(guard);
    check("/orders/{id}", &unprotected, &log.take(), &token);
}
