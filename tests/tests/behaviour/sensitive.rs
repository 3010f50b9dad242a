//! What is behind the layer prints no token when it prints the request.

use std::convert::Infallible;

use cognito_core::{Authenticator, TokenSource, test_util::TestPool};
use cognito_tower::CognitoLayer;
use http::{Request, Response};
use tower::{Layer as _, ServiceExt as _, service_fn};

#[tokio::test]
async fn every_header_that_may_hold_a_token_is_marked() {
    let pool = TestPool::new();
    let auth = Authenticator::builder(pool.verifier())
        .token_sources([
            TokenSource::bearer(),
            TokenSource::header("x-token"),
            TokenSource::cookie("__Host-token"),
        ])
        .build()
        .unwrap();
    let print = service_fn(async |request: Request<()>| {
        Ok::<_, Infallible>(Response::new(format!("{:?}", request.headers())))
    });
    let token = pool.access_token().mint();
    let request = Request::get("/me")
        .header("authorization", format!("Bearer {token}"))
        .header("x-token", &token)
        .header("cookie", "theme=dark")
        .header("cookie", format!("__Host-token={token}"))
        .header("accept", "text/plain")
        .body(())
        .unwrap();
    let response = CognitoLayer::new(auth).layer(print).oneshot(request).await;
    let printed = response.unwrap().into_body();
    assert!(printed.contains(r#""accept": "text/plain""#), "{printed}");
    assert_eq!(printed.matches("Sensitive").count(), 4, "{printed}");
    assert!(!printed.contains(&token), "the token is printed");
}
