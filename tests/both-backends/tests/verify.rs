//! Verification does not depend on what else is in the program.

use std::panic::catch_unwind;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::get,
};
use cognito_core::test_util::TestPool;
use cognito_tower::{Cognito, CognitoLayer, core::AccessClaims};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};
use serde_json::Value;
use tower::ServiceExt as _;

/// The reason for this package. Should this fail, `jsonwebtoken` chooses by itself now: then the package has done its work.
#[test]
fn the_other_library_cannot_choose() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let keys: JwkSet = serde_json::from_str(&pool.jwks()).expect("a key set");
    let key = DecodingKey::from_jwk(&keys.keys[0]).expect("a key");
    let decoded =
        catch_unwind(|| decode::<Value>(&token, &key, &Validation::new(Algorithm::RS256)));
    let panic = decoded.expect_err("a panic");
    let message = panic.downcast_ref::<String>().map_or_else(
        || panic.downcast_ref::<&str>().copied().unwrap_or_default(),
        String::as_str,
    );
    assert!(message.contains("CryptoProvider"), "{message}");
}

#[tokio::test]
async fn good_tokens_are_accepted_and_bad_ones_refused() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    for good in [pool.access_token(), pool.machine_token()] {
        let claims = verifier.verify_access(&good.mint()).await.expect("good");
        let minted: Value = serde_json::from_str(&good.claims_json()).expect("claims");
        assert_eq!(claims.subject(), minted["sub"]);
    }
    let bad_tokens = pool.bad_tokens();
    assert!(!bad_tokens.is_empty());
    for bad in bad_tokens {
        let error = verifier.verify(bad.token()).await.expect_err(bad.name());
        assert_eq!(error.reason(), bad.reason(), "{}", bad.name());
    }
}

#[tokio::test]
async fn a_site_answers_as_ever() {
    let pool = TestPool::new();
    let me = async |Cognito(claims): Cognito<AccessClaims>| claims.subject().to_owned();
    let app: Router = Router::new()
        .route("/me", get(me))
        .layer(CognitoLayer::from(pool.verifier()));
    let good = pool.access_token().mint();
    for (token, status) in [(&*good, StatusCode::OK), ("x", StatusCode::UNAUTHORIZED)] {
        let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).expect("a request");
        let response = app.clone().oneshot(request).await.expect("a response");
        assert_eq!(response.status(), status);
    }
}
