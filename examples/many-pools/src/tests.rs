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
    let app = App::new(&demo).unwrap();
    let router = app.routes();
    let table = router.table();
    let pool = demo.pools().unwrap().main();
    assert_no_open_routes(router.finish().with_state(app), &table, pool).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let app = App::new(&demo).unwrap();
    let server = axum::serve(listener, app.routes().finish().with_state(app));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    for (answer, body) in [
        (1, r#"["buy tea"]"#),
        (2, "[]"),
        (5, "us-east-1_Acme\nus-east-1_Globex\n"),
    ] {
        let text = &answers[answer].text;
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
    }
}
