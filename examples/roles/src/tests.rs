#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cognito_tower::assert_no_open_routes;

use super::*;

#[tokio::test]
async fn no_route_is_open() {
    let demo = Demo::in_memory();
    let router = routes(demo.verifier().unwrap());
    let table = router.table();
    let app = router.finish().with_state(Orders::default());
    assert_no_open_routes(app, &table, demo.pools().unwrap().main()).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes(demo.verifier().unwrap()).finish();
    let server = axum::serve(listener, app.with_state(Orders::default()));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(
        answers[2].text.ends_with(r#"{"1":"tea, for clara"}"#),
        "{}",
        answers[2].text
    );
    assert!(
        answers[5]
            .text
            .contains(r#"error="insufficient_user_authentication""#),
        "{}",
        answers[5].text
    );
}
