//! Answers of the application's own, by `on_reject`.

use std::convert::Infallible;

use cognito_core::{Policy, Rejection, test_util::TestPool};
use cognito_tower::{CognitoLayer, RequireLayer};
use http::{Request, Response};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

/// A body that no `String` can be made into: the default answer could not be written in it.
#[derive(Debug, PartialEq)]
struct Page(&'static str);

fn page(rejection: &Rejection) -> Response<Page> {
    let response = Response::builder().status(rejection.status());
    let text = match rejection.status() {
        403 => "not for you",
        _ => "please sign in",
    };
    response.body(Page(text)).unwrap()
}

#[tokio::test]
async fn both_layers_take_an_answer_of_ones_own() {
    let pool = TestPool::new();
    let app = ServiceBuilder::new()
        .layer(CognitoLayer::from(pool.verifier()).on_reject(page))
        .layer(RequireLayer::new(Policy::group("admins")).on_reject(page))
        .service(service_fn(async |_: Request<()>| {
            Ok::<_, Infallible>(Response::new(Page("welcome")))
        }));
    let user = pool.access_token();
    for (token, status, text) in [
        ("x".to_owned(), 401, "please sign in"),
        // This one waits for keys.
        (
            user.clone().header("kid", "unknown").mint(),
            401,
            "please sign in",
        ),
        (user.mint(), 403, "not for you"),
        (user.clone().group("admins").mint(), 200, "welcome"),
    ] {
        let request = Request::get("/").header("authorization", format!("Bearer {token}"));
        let response = app
            .clone()
            .oneshot(request.body(()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.body(), &Page(text));
    }
}
