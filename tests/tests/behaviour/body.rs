//! The body of a refused request is not read.

use std::{
    convert::Infallible,
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use actix_web::{App, dev, error::PayloadError, test, web};
use axum::{Router, body::Body as AxumBody, routing::post};
use bytes::Bytes;
use cognito_actix::{CognitoAuth, Require};
use cognito_core::{Policy, test_util::TestPool};
use cognito_tower::{CognitoLayer, RequireLayer};
use futures_core::Stream;
use http::{Request, Response};
use http_body::{Body, Frame};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

/// A body of one part that counts how often it is asked for one.
#[derive(Clone, Default)]
struct Watched(Arc<AtomicUsize>);

impl Watched {
    fn asked(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn part(&self) -> Option<Bytes> {
        let is_first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        is_first.then(|| Bytes::from_static(b"an order"))
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.part().map(|part| Ok(Frame::data(part))))
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.part().map(Ok))
    }
}

/// Tokens, and what they are answered with. The keys are down for the first and up for the others.
fn attempts(pool: &TestPool) -> [(Option<String>, u16); 6] {
    let good = pool.access_token().group("shoppers");
    [
        (Some(good.mint()), 503),
        (None, 401),
        (Some("x y".to_owned()), 400),
        (Some(good.clone().header("kid", "unknown").mint()), 401),
        (Some(pool.access_token().mint()), 403),
        (Some(good.mint()), 200),
    ]
}

/// Sends a body with each attempt; `send` gives the status.
async fn check(pool: &TestPool, mut send: impl AsyncFnMut(Option<String>, Watched) -> u16) {
    pool.set_available(false);
    for (token, status) in attempts(pool) {
        let body = Watched::default();
        assert_eq!(send(token, body.clone()).await, status);
        let is_read = body.asked() > 0;
        assert_eq!(is_read, status == 200, "{status}");
        pool.set_available(true);
        pool.clock().advance(std::time::Duration::from_secs(1));
    }
}

fn request(token: Option<String>, body: Watched) -> Request<Watched> {
    let mut request = Request::post("/orders");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(body).unwrap()
}

#[tokio::test]
async fn axum_leaves_the_body() {
    let pool = TestPool::new();
    let app = Router::new()
        .route("/orders", post(async |order: String| order))
        .route_layer(RequireLayer::new(Policy::group("shoppers")))
        .layer(CognitoLayer::from(pool.verifier()));
    check(&pool, async |token, body| {
        let request = request(token, body).map(AxumBody::new);
        app.clone()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    })
    .await;
}

#[tokio::test]
async fn tower_leaves_the_body() {
    let pool = TestPool::new();
    let app = ServiceBuilder::new()
        .layer(CognitoLayer::from(pool.verifier()))
        .layer(RequireLayer::new(Policy::group("shoppers")))
        .service(service_fn(async |request: Request<Watched>| {
            let mut body = request.into_body();
            let part = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
            let part = part.unwrap()?.into_data().unwrap();
            let answer = String::from_utf8(part.to_vec()).unwrap();
            Ok::<_, Infallible>(Response::new(answer))
        }));
    check(&pool, async |token, body| {
        let response = app.clone().oneshot(request(token, body)).await;
        response.unwrap().status().as_u16()
    })
    .await;
}

#[tokio::test]
async fn actix_leaves_the_body() {
    let pool = TestPool::new();
    let app = App::new().service(
        web::resource("/orders")
            .route(web::post().to(async |order: String| order))
            .wrap(Require::new(Policy::group("shoppers")))
            .wrap(CognitoAuth::from(pool.verifier())),
    );
    let app = test::init_service(app).await;
    check(&pool, async |token, body| {
        let mut request = test::TestRequest::post().uri("/orders");
        if let Some(token) = token {
            request = request.append_header(("authorization", format!("Bearer {token}")));
        }
        let body: Pin<Box<dyn Stream<Item = _>>> = Box::pin(body);
        let (request, _) = request
            .to_request()
            .replace_payload(dev::Payload::from(body));
        test::call_service(&app, request).await.status().as_u16()
    })
    .await;
}
