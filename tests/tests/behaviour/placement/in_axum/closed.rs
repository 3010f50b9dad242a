//! What raw layers close: they come after whatever they are to cover.

use axum::{
    Router,
    routing::{get, post},
};
use cognito_core::test_util::TestPool;
use cognito_tower::CognitoLayer;
use tower::Layer as _;

use super::{CLOSED, HELLO, ask, at, hello};

/// A composition with raw layers, and a request that gets nowhere without a token.
struct Row {
    name: &'static str,
    request: (&'static str, &'static str),
    raw: fn(CognitoLayer) -> Router,
}

const TABLE: [Row; 13] = [
    Row {
        name: "the layer after a route",
        request: ("GET", "/a"),
        raw: |auth| at("/a").layer(auth),
    },
    Row {
        name: "the route layer after a route",
        request: ("GET", "/a"),
        raw: |auth| at("/a").route_layer(auth),
    },
    Row {
        name: "the layer after a merge",
        request: ("GET", "/b"),
        raw: |auth| at("/a").merge(at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a nest",
        request: ("GET", "/nested/b"),
        raw: |auth| at("/a").nest("/nested", at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a nested service",
        request: ("GET", "/nested/b"),
        raw: |auth| at("/a").nest_service("/nested", at("/b")).layer(auth),
    },
    Row {
        name: "the layer after a fallback",
        request: ("GET", "/none"),
        raw: |auth| at("/a").fallback(hello).layer(auth),
    },
    Row {
        name: "the layer after a fallback service",
        request: ("GET", "/none"),
        raw: |auth| at("/a").fallback_service(get(hello)).layer(auth),
    },
    Row {
        name: "the layer after a fallback for other methods",
        request: ("POST", "/a"),
        raw: |auth| at("/a").method_not_allowed_fallback(hello).layer(auth),
    },
    Row {
        name: "the layer after a nested router with a fallback",
        request: ("GET", "/nested/none"),
        raw: |auth| {
            let nested = at("/a").fallback(hello);
            Router::new().nest("/nested", nested).layer(auth)
        },
    },
    Row {
        name: "the layer inside a nested router, after its fallback",
        request: ("GET", "/nested/none"),
        raw: |auth| Router::new().nest("/nested", at("/a").fallback(hello).layer(auth)),
    },
    Row {
        name: "the layer of a method router, after its methods",
        request: ("POST", "/a"),
        raw: |auth| Router::new().route("/a", get(hello).post(hello).layer(auth)),
    },
    Row {
        name: "the layer on both routers of one path",
        request: ("POST", "/a"),
        raw: |auth| {
            let others = Router::new().route("/a", post(hello)).layer(auth.clone());
            at("/a").layer(auth).merge(others)
        },
    },
    Row {
        name: "the layer around the whole application, as a service",
        request: ("GET", "/none"),
        raw: |auth| Router::new().fallback_service(auth.layer(at("/a").fallback(hello))),
    },
];

#[tokio::test]
async fn a_raw_layer_closes_what_it_covers() {
    let pool = TestPool::new();
    let (verifier, token) = (pool.verifier(), pool.access_token().mint());
    for row in TABLE {
        let app = (row.raw)(CognitoLayer::from(verifier.clone()));
        let (status, _) = ask(&app, row.request, None).await;
        assert_eq!(status, CLOSED, "{}", row.name);
        let (status, body) = ask(&app, row.request, Some(&token)).await;
        assert_eq!((status, &*body), (200, HELLO), "{}", row.name);
    }
}
