//! What is behind the layer prints no token when it prints the request.

use std::convert::Infallible;

use cognito_core::{Authenticator, TokenSource, TokenUse, test_util::TestPool};
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
            TokenSource::web_socket("bearer"),
            TokenSource::custom("mine", ["X-First", "x-second"], |_| None),
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
        .header("sec-websocket-protocol", "orders.v1")
        .header("sec-websocket-protocol", format!("bearer.{token}"))
        .header("x-first", &token)
        .header("x-second", &token)
        .header("accept", "text/plain")
        .body(())
        .unwrap();
    let response = CognitoLayer::new(auth).layer(print).oneshot(request).await;
    let printed = response.unwrap().into_body();
    assert!(printed.contains(r#""accept": "text/plain""#), "{printed}");
    assert_eq!(printed.matches("Sensitive").count(), 8, "{printed}");
    assert!(!printed.contains(&token), "the token is printed");
}

/// Each of the sources alone: none goes by another one's marks.
#[tokio::test]
async fn every_source_marks_its_own_headers() {
    const AMPLIFY: &str = "CognitoIdentityServiceProvider.1example";
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    for (source, header, value) in [
        (
            TokenSource::bearer(),
            "authorization",
            format!("Bearer {token}"),
        ),
        (TokenSource::header("X-Token"), "x-token", token.clone()),
        (
            TokenSource::cookie("token"),
            "cookie",
            format!("token={token}"),
        ),
        (
            TokenSource::amplify("1example", TokenUse::Access),
            "cookie",
            format!("{AMPLIFY}.LastAuthUser=jo; {AMPLIFY}.jo.accessToken={token}"),
        ),
        (
            TokenSource::web_socket("bearer"),
            "sec-websocket-protocol",
            format!("orders.v1, bearer.{token}"),
        ),
        (
            TokenSource::custom("mine", ["X-Mine"], |head| {
                head.header("x-mine", 0).map(String::from_utf8_lossy)
            }),
            "x-mine",
            token.clone(),
        ),
    ] {
        let auth = Authenticator::builder(pool.verifier())
            .token_sources([source])
            .build()
            .unwrap();
        let print = service_fn(async |request: Request<()>| {
            Ok::<_, Infallible>(Response::new(format!("{:?}", request.headers())))
        });
        let names: Vec<_> = auth.token_headers().map(str::to_owned).collect();
        assert_eq!(names, [header]);
        let request = Request::post("/me")
            .header(header, value)
            .header("sec-fetch-site", "same-origin")
            .body(())
            .unwrap();
        let response = CognitoLayer::new(auth).layer(print).oneshot(request).await;
        let printed = response.unwrap().into_body();
        assert!(
            printed.contains(&format!(r#""{header}": Sensitive"#)),
            "{header}"
        );
        assert!(!printed.contains(&token), "{header}");
    }
}
