use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
    routing::{MethodRouter, get, post},
};
use cognito_core::{CognitoClaims, Policy, test_util::TestPool};
use cognito_tower::{Cognito, CognitoLayer, RequireLayer};
use tower::{Layer as _, ServiceExt as _};

use super::{CLOSED, HELLO, OPEN};

/// A composition with raw layers, and what a request without a token gets.
struct Row {
    name: &'static str,
    request: (&'static str, &'static str),
    gets: u16,
    raw: fn(CognitoLayer) -> Router,
}

const TABLE: &[Row] = &[
    Row {
        name: "a route after the layer",
        request: ("GET", "/b"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).route("/b", get(hello)),
    },
    Row {
        name: "a router merged after the layer",
        request: ("GET", "/b"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).merge(at("/b")),
    },
    Row {
        name: "a router nested after the layer",
        request: ("GET", "/nested/b"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).nest("/nested", at("/b")),
    },
    Row {
        name: "a service nested after the layer",
        request: ("GET", "/nested/b"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).nest_service("/nested", at("/b")),
    },
    Row {
        name: "a fallback after the layer",
        request: ("GET", "/none"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).fallback(hello),
    },
    Row {
        name: "a fallback service after the layer",
        request: ("GET", "/none"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).fallback_service(get(hello)),
    },
    Row {
        name: "a route layer does not cover the fallback before it",
        request: ("GET", "/none"),
        gets: OPEN,
        raw: |auth| at("/a").fallback(hello).route_layer(auth),
    },
    Row {
        name: "the outer fallback answers under the prefix of a layered router",
        request: ("GET", "/nested/none"),
        gets: OPEN,
        raw: |auth| {
            let nested = at("/a").layer(auth);
            Router::new().nest("/nested", nested).fallback(hello)
        },
    },
    Row {
        name: "a route layer does not cover a nested router's own fallback",
        request: ("GET", "/nested/none"),
        gets: OPEN,
        raw: |auth| {
            let nested = at("/a").fallback(hello).route_layer(auth);
            Router::new().nest("/nested", nested)
        },
    },
    Row {
        name: "a method after the layer of its method router",
        request: ("POST", "/a"),
        gets: OPEN,
        raw: |auth| Router::new().route("/a", get(hello).layer(auth).post(hello)),
    },
    Row {
        name: "a method after the route layer of its method router",
        request: ("POST", "/a"),
        gets: OPEN,
        raw: |auth| Router::new().route("/a", get(hello).route_layer(auth).post(hello)),
    },
    Row {
        name: "another method of a layered path, merged from another router",
        request: ("POST", "/a"),
        gets: OPEN,
        raw: |auth| {
            let others = Router::new().route("/a", post(hello));
            at("/a").layer(auth).merge(others)
        },
    },
    Row {
        name: "a fallback for other methods after the layer",
        request: ("POST", "/a"),
        gets: OPEN,
        raw: |auth| at("/a").layer(auth).method_not_allowed_fallback(hello),
    },
    Row {
        name: "a layer on an empty router",
        request: ("GET", "/a"),
        gets: OPEN,
        raw: |auth| Router::new().layer(auth).route("/a", get(hello)),
    },
    Row {
        name: "the layer after a route",
        request: ("GET", "/a"),
        gets: CLOSED,
        raw: |auth| at("/a").layer(auth),
    },
    Row {
        name: "the route layer after a route",
        request: ("GET", "/a"),
        gets: CLOSED,
        raw: |auth| at("/a").route_layer(auth),
    },
    Row {
        name: "the layer after a merge",
        request: ("GET", "/b"),
        gets: CLOSED,
        raw: |auth| at("/a").merge(at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a nest",
        request: ("GET", "/nested/b"),
        gets: CLOSED,
        raw: |auth| at("/a").nest("/nested", at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a nested service",
        request: ("GET", "/nested/b"),
        gets: CLOSED,
        raw: |auth| at("/a").nest_service("/nested", at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a fallback",
        request: ("GET", "/none"),
        gets: CLOSED,
        raw: |auth| at("/a").fallback(hello).layer(auth),
    },
    Row {
        name: "the layer after a fallback service",
        request: ("GET", "/none"),
        gets: CLOSED,
        raw: |auth| at("/a").fallback_service(get(hello)).layer(auth),
    },
    Row {
        name: "the layer after a fallback for other methods",
        request: ("POST", "/a"),
        gets: CLOSED,
        raw: |auth| at("/a").method_not_allowed_fallback(hello).layer(auth),
    },
    Row {
        name: "the layer after a nested router with a fallback",
        request: ("GET", "/nested/none"),
        gets: CLOSED,
        raw: |auth| {
            let nested = at("/a").fallback(hello);
            Router::new().nest("/nested", nested).layer(auth)
        },
    },
    Row {
        name: "the layer inside a nested router, after its fallback",
        request: ("GET", "/nested/none"),
        gets: CLOSED,
        raw: |auth| Router::new().nest("/nested", at("/a").fallback(hello).layer(auth)),
    },
    Row {
        name: "the layer of a method router, after its methods",
        request: ("POST", "/a"),
        gets: CLOSED,
        raw: |auth| Router::new().route("/a", get(hello).post(hello).layer(auth)),
    },
    Row {
        name: "the layer on both routers of one path",
        request: ("POST", "/a"),
        gets: CLOSED,
        raw: |auth| {
            let others = Router::new().route("/a", post(hello)).layer(auth.clone());
            at("/a").layer(auth).merge(others)
        },
    },
    Row {
        name: "the layer around the whole application, as a service",
        request: ("GET", "/none"),
        gets: CLOSED,
        raw: |auth| Router::new().fallback_service(auth.layer(at("/a").fallback(hello))),
    },
];

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

#[tokio::test]
async fn raw_layers_leave_open_what_they_do_not_cover() {
    let pool = TestPool::new();
    let (verifier, token) = (pool.verifier(), pool.access_token().mint());
    for row in TABLE {
        let app = (row.raw)(CognitoLayer::from(verifier.clone()));
        let (status, body) = ask(&app, row.request, None).await;
        assert_eq!(status, row.gets, "{}", row.name);
        assert_eq!(body == HELLO, row.gets == OPEN, "{}", row.name);
        // Whatever is closed is closed for want of a token only.
        let (status, body) = ask(&app, row.request, Some(&token)).await;
        assert_eq!((status, &*body), (200, HELLO), "{}", row.name);
    }
    let open = TABLE.iter().filter(|row| row.gets == OPEN).count();
    assert_eq!(open, 14);
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
