//! Server-sent events.

use std::{convert::Infallible, pin::pin};

use bytes::Bytes;
use cognito_core::{Expiry, test_util::TestPool};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::{Receiver, Sender};

use super::{A_SECOND, MOST_OF_ITS_LIFE};

/// What the handlers tell their clients, for as long as the token is good.
fn news(of: Receiver<u32>, expiry: Expiry) -> impl Stream<Item = u32> {
    let news = stream::unfold(of, async |mut of| Some((of.recv().await.ok()?, of)));
    news.take_until(expiry)
}

/// Reads a body whose token has its whole life before it.
async fn check(pool: &TestPool, news: &Sender<u32>, body: impl Stream<Item = Bytes>) {
    let (clock, mut body) = (pool.clock(), pin!(body));
    news.send(1).unwrap();
    assert_eq!(body.next().await.unwrap(), "data: 1\n\n");
    clock.advance(MOST_OF_ITS_LIFE);
    news.send(2).unwrap();
    assert_eq!(body.next().await.unwrap(), "data: 2\n\n");
    let (end, ()) = tokio::join!(body.next(), async {
        assert_eq!(clock.sleepers(), 1, "somebody waits for the end");
        clock.advance(A_SECOND);
    });
    assert_eq!(end, None);
}

#[tokio::test]
async fn in_axum() {
    use axum::{
        Router,
        body::Body,
        extract::{Request, State},
        response::sse::{Event, Sse},
        routing::get,
    };
    use cognito_tower::{Cognito, CognitoLayer};
    use tower::ServiceExt as _;

    async fn events(
        Cognito(expiry): Cognito<Expiry>,
        State(sender): State<Sender<u32>>,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
        let news = news(sender.subscribe(), expiry);
        Sse::new(news.map(|number| Ok(Event::default().data(number.to_string()))))
    }

    let (pool, news) = (TestPool::new(), Sender::new(8));
    let app = Router::new()
        .route("/events", get(events))
        .with_state(news.clone())
        .layer(CognitoLayer::from(pool.verifier()));
    let token = pool.access_token().mint();
    let request = Request::get("/events").header("authorization", format!("Bearer {token}"));
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await;
    let body = response.unwrap().into_body().into_data_stream();
    check(&pool, &news, body.map(Result::unwrap)).await;
}

#[actix_web::test]
async fn in_actix() {
    use actix_web::{App, HttpResponse, body::MessageBody as _, test, web};
    use cognito_actix::{Cognito, CognitoAuth};

    async fn events(
        Cognito(expiry): Cognito<Expiry>,
        sender: web::Data<Sender<u32>>,
    ) -> HttpResponse {
        let news = news(sender.subscribe(), expiry);
        let lines = news.map(|number| Ok::<_, Infallible>(format!("data: {number}\n\n").into()));
        HttpResponse::Ok()
            .content_type("text/event-stream")
            .streaming(lines)
    }

    let (pool, news) = (TestPool::new(), Sender::new(8));
    let app = App::new()
        .app_data(web::Data::new(news.clone()))
        .route("/events", web::get().to(events))
        .wrap(CognitoAuth::from(pool.verifier()));
    let app = test::init_service(app).await;
    let token = pool.access_token().mint();
    let request = test::TestRequest::with_uri("/events")
        .insert_header(("authorization", format!("Bearer {token}")));
    let response = test::call_service(&app, request.to_request()).await;
    let mut body = Box::pin(response.into_body());
    let body = stream::poll_fn(move |cx| body.as_mut().poll_next(cx));
    check(&pool, &news, body.map(Result::unwrap)).await;
}
