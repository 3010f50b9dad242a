//! An authenticator and a verifier that is not its own, both where an extractor looks.

use actix_web::{App, test, web};
use axum::{Extension, Router, body::Body, routing::get};
use cognito_core::{Authenticator, Verifier, revocation::RevocationList, test_util::TestPool};
use http::Request;
use tower::ServiceExt as _;

use crate::log::Log;

/// A plain authenticator, and a verifier that refuses the token.
async fn plain_and_strict() -> (Authenticator, Verifier, String) {
    let pool = TestPool::new();
    let list = RevocationList::builder().clock(pool.clock().clone());
    let list = list.build().unwrap();
    let token = pool.access_token().mint();
    let claims = pool.verifier().verify(&token).await.unwrap();
    list.sign_out(&claims).unwrap();
    let strict = pool.verifier_builder().revocation(list).build().unwrap();
    let authorization = format!("Bearer {token}");
    (Authenticator::new(pool.verifier()), strict, authorization)
}

fn check(status: u16, logged: &str, route: &str) {
    assert_eq!(status, 500);
    let errors: Vec<_> = logged.lines().filter(|l| l.contains("ERROR")).collect();
    let [error] = *errors else { panic!("{logged}") };
    for part in [
        "layer_missing",
        route,
        "an `Authenticator` and a `Verifier`",
        "keep one",
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_revoked_token_is_not_let_in_by_axum() {
    let (plain, strict, authorization) = plain_and_strict().await;
    let app: Router = Router::new()
        .route("/me", get(async |_: cognito_tower::Cognito| "in"))
        .layer(Extension(strict))
        .layer(Extension(plain));
    let request = Request::get("/me").header("authorization", authorization);
    let log = Log::default();
    let guard = log.start();
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await;
    drop(guard);
    check(response.unwrap().status().as_u16(), &log.take(), "/me");
}

#[tokio::test]
async fn a_revoked_token_is_not_let_in_by_actix() {
    let (plain, strict, authorization) = plain_and_strict().await;
    let strict_auth = Authenticator::new(strict.clone());
    let me = || web::get().to(async |_: cognito_actix::Cognito| "in");
    let inner = |path: &str| web::scope(path).route("/me", me());
    let app = App::new()
        .app_data(plain)
        .service(inner("/verifier").app_data(strict.clone()))
        .service(inner("/wrapped").app_data(web::Data::new(strict)))
        // Of one kind, but in two ways: actix does not tell which of them is the inner one.
        .service(inner("/twice").app_data(web::Data::new(strict_auth)));
    let app = test::init_service(app).await;
    for path in ["/verifier/me", "/wrapped/me", "/twice/me"] {
        let request = test::TestRequest::with_uri(path);
        let request = request.append_header(("authorization", authorization.clone()));
        let log = Log::default();
        let guard = log.start();
        let response = test::call_service(&app, request.to_request()).await;
        drop(guard);
        check(response.status().as_u16(), &log.take(), path);
    }
}
