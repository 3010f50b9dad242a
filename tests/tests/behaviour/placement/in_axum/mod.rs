mod closed;
mod open;

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
    routing::{MethodRouter, get},
};
use cognito_core::{CognitoClaims, Policy, test_util::TestPool};
use cognito_tower::{Cognito, CognitoLayer, RequireLayer};
use tower::{Layer as _, ServiceExt as _};

use super::{CLOSED, HELLO, OPEN};

async fn hello() -> &'static str {
    HELLO
}

fn at(path: &str) -> Router {
    Router::new().route(path, get(hello))
}

/// Status and body.
async fn ask(app: &Router, (method, path): (&str, &str), token: Option<&str>) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn layer() -> CognitoLayer {
    CognitoLayer::from(TestPool::new().verifier())
}

#[test]
#[should_panic(expected = "Adding a route_layer before any routes is a no-op")]
fn a_route_layer_on_an_empty_router_panics() {
    drop(Router::<()>::new().route_layer(layer()));
}

#[tokio::test]
async fn added_last_it_covers_everything() {
    let app: Router = at("/me")
        .nest("/nested", at("/inner"))
        .merge(at("/merged"))
        .fallback(hello)
        .method_not_allowed_fallback(hello)
        .layer(layer());
    for path in [
        "/me",
        "/nested/inner",
        "/nested/none",
        "/merged",
        "/none",
        "/",
    ] {
        for method in ["GET", "POST", "HEAD", "OPTIONS", "DELETE"] {
            let (status, _) = ask(&app, (method, path), None).await;
            assert_eq!(status, 401, "{method} {path}");
        }
    }
}

/// The one header by which the frameworks' refusals differ: axum's router adds it outside of our layer.
#[tokio::test]
async fn a_refusal_of_another_method_names_the_routes_methods() {
    let app = at("/me").layer(layer());
    let request = Request::post("/me").body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["allow"], "GET,HEAD");
}

#[tokio::test]
async fn where_no_layer_is_only_an_extractor_of_claims_is_closed() {
    async fn claims(_: Cognito) -> &'static str {
        HELLO
    }
    async fn extension(_: Extension<CognitoClaims>) -> &'static str {
        HELLO
    }
    async fn optional_extension(claims: Option<Extension<CognitoClaims>>) -> &'static str {
        assert!(claims.is_none(), "there is no layer to leave claims");
        HELLO
    }
    let token = TestPool::new().access_token().mint();
    let rows: [(&str, MethodRouter, u16); 4] = [
        ("nothing", get(hello), OPEN),
        ("Cognito", get(claims), 500),
        ("Extension", get(extension), 500),
        ("Option<Extension>", get(optional_extension), OPEN),
    ];
    for (asks_for, handler, gets) in rows {
        let app = at("/me").layer(layer()).route("/forgotten", handler);
        for token in [None, Some(&*token)] {
            let (status, _) = ask(&app, ("GET", "/forgotten"), token).await;
            assert_eq!(status, gets, "{asks_for}");
        }
    }
}

#[tokio::test]
async fn of_two_layers_the_later_one_runs_first() {
    let pool = TestPool::new();
    let token = pool.access_token().group("admins").mint();
    let auth = || CognitoLayer::from(pool.verifier());
    let require = || RequireLayer::new(Policy::group("admins"));
    let request = ("GET", "/a");
    let app = at("/a").layer(require()).layer(auth());
    assert_eq!(ask(&app, request, Some(&token)).await.0, 200);
    assert_eq!(ask(&app, request, None).await.0, 401);
    let app = at("/a").layer(auth()).layer(require());
    assert_eq!(ask(&app, request, Some(&token)).await.0, 500);
}

/// What we have no setting for, and why: the paths that such a list sees are not the paths that are routed.
mod skip_list {
    use super::*;

    /// Lets pass what begins with `prefix`, as some middleware can be told to.
    async fn authenticate(prefix: &str, request: Request, next: Next) -> Response {
        if request.uri().path().starts_with(prefix) {
            return next.run(request).await;
        }
        layer().layer(next).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_path_with_dots_is_public_by_its_prefix() {
        let app = at("/admin")
            .route("/public/{*rest}", get(hello))
            .layer(from_fn(|request, next| {
                authenticate("/public", request, next)
            }));
        assert_eq!(ask(&app, ("GET", "/admin"), None).await.0, CLOSED);
        // Not the admin's handler; a file server behind the wildcard would have resolved the dots.
        let climbs = ("GET", "/public/../admin");
        assert_eq!(ask(&app, climbs, None).await.0, OPEN);
    }

    #[tokio::test]
    async fn inside_a_nested_router_it_sees_half_of_the_path() {
        let api = at("/public").merge(at("/public-not"));
        let api = api.layer(from_fn(|request, next| {
            authenticate("/public", request, next)
        }));
        let app = Router::new().nest("/api", api);
        assert_eq!(ask(&app, ("GET", "/api/public-not"), None).await.0, OPEN);
    }
}
