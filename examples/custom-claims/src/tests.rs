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
    let app = router.finish().with_state(Teams::default());
    assert_no_open_routes(app, &table, demo.pools().unwrap().main()).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes(demo.verifier().unwrap()).finish();
    let server = axum::serve(listener, app.with_state(Teams::default()));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    for (answer, body) in [(3, r#"["ann","bob"]"#), (4, "[]")] {
        let text = &answers[answer].text;
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
    }
}
