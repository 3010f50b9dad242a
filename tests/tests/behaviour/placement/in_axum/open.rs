//! What raw layers leave open, and the same closed by [`ProtectedRouter`].

use axum::{
    Router,
    routing::{any_service, get, post},
};
use cognito_core::{Authenticator, Policy, test_util::TestPool};
use cognito_tower::{CognitoLayer, ProtectedRouter, assert_no_open_routes};

use super::{super::finds, CLOSED, HELLO, OPEN, ask, at, hello};

/// A composition with raw layers, and a request that gets to its handler without a token; and the same by the helper.
struct Row {
    name: &'static str,
    request: (&'static str, &'static str),
    raw: fn(CognitoLayer) -> Router,
    helped: fn(&Authenticator) -> ProtectedRouter,
}

const TABLE: [Row; 14] = [
    Row {
        name: "a route after the layer",
        request: ("GET", "/b"),
        raw: |auth| at("/a").layer(auth).route("/b", get(hello)),
        helped: |auth| {
            router(auth)
                .get("/a", user(), hello)
                .get("/b", user(), hello)
        },
    },
    Row {
        name: "a router merged after the layer",
        request: ("GET", "/b"),
        raw: |auth| at("/a").layer(auth).merge(at("/b")),
        helped: |auth| {
            router(auth)
                .get("/a", user(), hello)
                .route("/b", user(), get(hello))
        },
    },
    Row {
        name: "a router nested after the layer",
        request: ("GET", "/nested/b"),
        raw: |auth| at("/a").layer(auth).nest("/nested", at("/b")),
        helped: |auth| {
            let nested = router(auth).get("/b", user(), hello);
            router(auth)
                .get("/a", user(), hello)
                .nest("/nested", nested)
        },
    },
    Row {
        name: "a service nested after the layer",
        request: ("GET", "/nested/b"),
        raw: |auth| at("/a").layer(auth).nest_service("/nested", at("/b")),
        helped: |auth| {
            let router = router(auth).get("/a", user(), hello);
            router.nest_router("/nested", user(), at("/b"))
        },
    },
    Row {
        name: "a fallback after the layer",
        request: ("GET", "/none"),
        raw: |auth| at("/a").layer(auth).fallback(hello),
        helped: |auth| {
            router(auth)
                .get("/a", user(), hello)
                .fallback(user(), hello)
        },
    },
    Row {
        name: "a fallback service after the layer",
        request: ("GET", "/none"),
        raw: |auth| at("/a").layer(auth).fallback_service(get(hello)),
        helped: |auth| {
            let router = router(auth).get("/a", user(), hello);
            router.fallback(user(), any_service(at("/none")))
        },
    },
    Row {
        name: "a route layer does not cover the fallback before it",
        request: ("GET", "/none"),
        raw: |auth| at("/a").fallback(hello).route_layer(auth),
        helped: |auth| {
            router(auth)
                .fallback(user(), hello)
                .get("/a", user(), hello)
        },
    },
    Row {
        name: "the outer fallback answers under the prefix of a layered router",
        request: ("GET", "/nested/none"),
        raw: |auth| {
            let nested = at("/a").layer(auth);
            Router::new().nest("/nested", nested).fallback(hello)
        },
        helped: |auth| {
            let nested = router(auth).get("/a", user(), hello);
            router(auth).nest("/nested", nested).public_fallback(hello)
        },
    },
    Row {
        name: "a route layer does not cover a nested router's own fallback",
        request: ("GET", "/nested/none"),
        raw: |auth| {
            let nested = at("/a").fallback(hello).route_layer(auth);
            Router::new().nest("/nested", nested)
        },
        helped: |auth| {
            let nested = router(auth).get("/a", user(), hello);
            router(auth).nest("/nested", nested.fallback(user(), hello))
        },
    },
    Row {
        name: "a method after the layer of its method router",
        request: ("POST", "/a"),
        raw: |auth| Router::new().route("/a", get(hello).layer(auth).post(hello)),
        helped: |auth| router(auth).route("/a", user(), get(hello).post(hello)),
    },
    Row {
        name: "a method after the route layer of its method router",
        request: ("POST", "/a"),
        raw: |auth| Router::new().route("/a", get(hello).route_layer(auth).post(hello)),
        helped: |auth| {
            router(auth)
                .get("/a", user(), hello)
                .post("/a", user(), hello)
        },
    },
    Row {
        name: "another method of a layered path, merged from another router",
        request: ("POST", "/a"),
        raw: |auth| {
            let others = Router::new().route("/a", post(hello));
            at("/a").layer(auth).merge(others)
        },
        helped: |auth| {
            let router = router(auth).get("/a", user(), hello);
            router.route("/a", user(), post(hello))
        },
    },
    Row {
        name: "a fallback for other methods after the layer",
        request: ("POST", "/a"),
        raw: |auth| at("/a").layer(auth).method_not_allowed_fallback(hello),
        helped: |auth| {
            router(auth)
                .get("/a", user(), hello)
                .method_not_allowed(hello)
        },
    },
    Row {
        name: "a layer on an empty router",
        request: ("GET", "/a"),
        raw: |auth| Router::new().layer(auth).route("/a", get(hello)),
        helped: |auth| router(auth).get("/a", user(), hello),
    },
];

fn router(auth: &Authenticator) -> ProtectedRouter {
    ProtectedRouter::new(auth.clone())
}

fn user() -> Policy {
    Policy::user()
}

#[tokio::test]
async fn a_raw_layer_leaves_it_open_and_the_helper_does_not() {
    let pool = TestPool::new();
    let (auth, token) = (
        Authenticator::new(pool.verifier()),
        pool.access_token().mint(),
    );
    for row in TABLE {
        let raw = (row.raw)(CognitoLayer::new(auth.clone()));
        let helped = (row.helped)(&auth);
        let table = helped.table();
        let helped = helped.finish();
        for (app, gets) in [(&raw, OPEN), (&helped, CLOSED)] {
            let (status, body) = ask(app, row.request, None).await;
            assert_eq!(status, gets, "{}", row.name);
            assert_eq!(body == HELLO, gets == OPEN, "{}", row.name);
            // Closed for want of a token only: it is the same handler.
            let (status, body) = ask(app, row.request, Some(&token)).await;
            assert_eq!((status, &*body), (200, HELLO), "{}", row.name);
        }
        assert_no_open_routes(helped, &table, &pool).await;
        let found = finds(assert_no_open_routes(raw, &table, &pool)).await;
        assert!(found, "the check finds nothing: {}", row.name);
    }
}

/// The router that `finish` gives is axum's again.
#[tokio::test]
async fn what_is_added_to_the_finished_router_is_open_and_found() {
    let pool = TestPool::new();
    let auth = Authenticator::new(pool.verifier());
    let router = router(&auth).get("/a", user(), hello);
    let mut table = router.table();
    let app = router.finish().merge(at("/b"));
    assert_eq!(ask(&app, ("GET", "/b"), None).await.0, OPEN);
    table.add(&["GET"], "/b", user());
    assert!(finds(assert_no_open_routes(app, &table, &pool)).await);
}

/// But a fallback for other methods opens nothing there.
#[tokio::test]
async fn a_later_fallback_for_other_methods_opens_nothing() {
    let auth = Authenticator::new(TestPool::new().verifier());
    let app = router(&auth).get("/a", user(), hello).finish();
    let app = app.method_not_allowed_fallback(hello);
    assert_eq!(ask(&app, ("POST", "/a"), None).await.0, CLOSED);
}
