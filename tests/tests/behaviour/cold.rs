//! Requests that wait for keys.

use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use actix_web::{App, test, web};
use axum::{Router, body::Body, routing::get};
use cognito_actix::CognitoAuth;
use cognito_core::{Authenticator, test_util::TestPool};
use cognito_tower::{Cognito, CognitoLayer, core::AccessClaims};
use http::{Request, Response};
use tower::{
    Layer as _, Service, ServiceBuilder, ServiceExt as _, limit::ConcurrencyLimitLayer, service_fn,
};

async fn whoami(Cognito(claims): Cognito<AccessClaims>) -> String {
    claims.subject().to_owned()
}

/// The service that was made ready is the one that is called: a clone of it has no permit, and panics.
#[tokio::test]
async fn a_waiting_request_keeps_its_place_at_the_limit() {
    let pool = TestPool::new();
    let mut app = ServiceBuilder::new()
        .layer(CognitoLayer::from(pool.verifier()))
        .layer(ConcurrencyLimitLayer::new(1))
        .service(service_fn(async |_: Request<()>| {
            Ok::<_, Infallible>(Response::new("in".to_owned()))
        }));
    let token = pool.access_token().mint();
    let request = || {
        let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
        request.body(()).unwrap()
    };

    let cold = app.ready().await.unwrap().call(request());
    {
        let second = app.ready();
        tokio::pin!(second);
        let mut cx = Context::from_waker(std::task::Waker::noop());
        assert!(
            Future::poll(second, &mut cx).is_pending(),
            "the one place is taken"
        );
    }
    assert_eq!(cold.await.unwrap().body(), "in");
    assert_eq!(pool.fetches(), 1);
    let warm = app.ready().await.unwrap().call(request());
    assert_eq!(warm.await.unwrap().body(), "in");
}

/// Who is refused gives back what was reserved for the call, layer and policy alike.
#[tokio::test]
async fn a_refused_request_holds_no_place_at_the_limit() {
    use cognito_tower::{RequireLayer, core::Policy};

    let pool = TestPool::new();
    let places = ConcurrencyLimitLayer::new(1);
    let handler =
        service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new("in".to_owned())));
    let inner = places.layer(handler);
    let request = || Request::get("/me").body(()).unwrap();

    let mut layer = CognitoLayer::from(pool.verifier()).layer(inner.clone());
    let refused = layer.ready().await.unwrap().call(request()).await.unwrap();
    assert_eq!(refused.status(), 401);
    let mut other = inner.clone();
    tokio::time::timeout(std::time::Duration::from_secs(5), other.ready())
        .await
        .expect("the place is free after the layer's refusal")
        .unwrap();
    drop(other);

    let mut require = RequireLayer::new(Policy::user()).layer(inner.clone());
    let closed = require
        .ready()
        .await
        .unwrap()
        .call(request())
        .await
        .unwrap();
    assert_eq!(closed.status(), 500);
    let mut other = inner.clone();
    tokio::time::timeout(std::time::Duration::from_secs(5), other.ready())
        .await
        .expect("the place is free after the policy's refusal")
        .unwrap();
}

/// A pool that does not answer holds up no other.
#[tokio::test]
async fn all_pools_are_fetched_although_one_fails() {
    use cognito_core::{Reason, jwks::KeyStore};

    let down = TestPool::with_id("us-east-1_Down".parse().unwrap());
    let up = TestPool::with_id("us-east-1_Up".parse().unwrap());
    down.set_available(false);
    let keys = KeyStore::builder(&up.user_pool())
        .fetcher(up.clone())
        .clock(up.clock().clone())
        .build()
        .unwrap();
    let verifier = down
        .verifier_builder()
        .user_pool_with_keys(up.user_pool(), keys)
        .build()
        .unwrap();
    let error = verifier.prefetch().await.unwrap_err();
    assert_eq!(error.reason(), Reason::KeysUnavailable);
    assert_eq!((down.fetches(), up.fetches()), (1, 1));
    assert!(verifier.verify(&up.access_token().mint()).await.is_ok());
}

/// A service that is never ready, and says why.
#[derive(Clone)]
struct Broken;

impl Service<Request<()>> for Broken {
    type Response = Response<String>;
    type Error = &'static str;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Err("broken"))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        unreachable!("it is not ready")
    }
}

#[tokio::test]
async fn the_inner_services_readiness_is_the_layers() {
    let layer = CognitoLayer::from(TestPool::new().verifier());
    let mut app = layer.layer(Broken);
    assert_eq!(app.ready().await.err(), Some("broken"));
}

#[tokio::test]
async fn one_fetch_serves_all_who_wait() {
    let pool = TestPool::new();
    let app: Router = Router::new()
        .route("/me", get(whoami))
        .layer(CognitoLayer::from(pool.verifier()));
    let token = pool.access_token().mint();
    let requests: Vec<_> = (0..100)
        .map(|_| {
            let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
            tokio::spawn(app.clone().oneshot(request.body(Body::empty()).unwrap()))
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(pool.fetches(), 1);
}

#[tokio::test]
async fn frameworks_share_one_authenticator_and_its_keys() {
    let pool = TestPool::new();
    let auth = Authenticator::new(pool.verifier());
    let bearer = (
        "authorization",
        format!("Bearer {}", pool.access_token().mint()),
    );

    let app: Router = Router::new()
        .route("/me", get(whoami))
        .layer(CognitoLayer::new(auth.clone()));
    let request = Request::get("/me").header(bearer.0, &bearer.1);
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.unwrap().status(), 200);

    let app = App::new()
        .route("/me", web::get().to(async || "hello"))
        .wrap(CognitoAuth::new(auth));
    let app = test::init_service(app).await;
    let request = test::TestRequest::get().uri("/me").append_header(bearer);
    let response = test::call_service(&app, request.to_request()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(pool.fetches(), 1);
}
