use std::task;

use axum::{
    Extension, Router,
    body::Body,
    http::{Request, Response},
    routing::{MethodRouter, get},
};
use cognito_core::{AccessClaims, Authentication, CognitoClaims};
use cognito_tower::{Cognito, CognitoLayer};
use tower::{Service, layer::layer_fn};

use crate::{
    Costs, Site, count,
    counts::{CORE, REMEMBERED_IN_AXUM},
};

async fn hello() -> &'static str {
    "hello"
}

async fn any_value(_: Extension<CognitoClaims>) -> &'static str {
    "hello"
}

async fn claims(_: Cognito<AccessClaims>) -> &'static str {
    "hello"
}

fn at(handler: MethodRouter) -> Router {
    Router::new().route("/me", handler)
}

fn cost(app: Router, credentials: &str) -> u64 {
    // As `axum::serve` does once: what still waits for its state is built anew with each call.
    let mut app: Router = app.with_state(());
    let request = || {
        let request = Request::get("/me").header("authorization", credentials);
        request.body(Body::empty()).unwrap()
    };
    let (cost, answer) = count(request, |request| app.call(request));
    assert_eq!(answer.unwrap().status(), 200);
    cost
}

/// Leaves in a request what our layer leaves there.
#[derive(Clone)]
struct Insert<S> {
    inner: S,
    decision: (Authentication, CognitoClaims),
}

impl<S, B> Service<Request<B>> for Insert<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let (decision, claims) = self.decision.clone();
        request.extensions_mut().insert(claims);
        request.extensions_mut().insert(decision);
        self.inner.call(request)
    }
}

#[test]
fn costs() {
    let site = Site::new();
    let credentials = site.credentials();
    let app = || at(get(hello));
    let layer = || CognitoLayer::new(site.auth.clone());
    let decision = site.decision();
    let insert = layer_fn(move |inner| Insert {
        inner,
        decision: decision.clone(),
    });

    assert!(cost(app(), &credentials) < cost(app().layer(insert.clone()), &credentials));
    let inserted = cost(app().layer(insert), &credentials);
    let layered = cost(app().layer(layer()), &credentials);
    let any_value = cost(at(get(any_value)).layer(layer()), &credentials);
    let extracted = cost(at(get(claims)).layer(layer()), &credentials);
    let costs = Costs {
        layer: layered - inserted,
        extractor: extracted - any_value,
    };
    let expected = Costs {
        layer: CORE,
        extractor: 0,
    };
    assert_eq!(costs, expected);
}

#[test]
fn a_remembered_token() {
    let site = Site::remembering();
    let credentials = site.credentials();
    let bare = cost(at(get(hello)), &credentials);
    let layer = CognitoLayer::new(site.auth);
    let ours = cost(at(get(claims)).layer(layer), &credentials);
    assert_eq!(ours - bare, REMEMBERED_IN_AXUM);
}
