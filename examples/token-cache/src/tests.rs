#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cognito_tower::assert_no_open_routes;

use super::*;

#[tokio::test]
async fn no_route_is_open() {
    let (demo, signed_out) = (Demo::in_memory(), SignedOut::default());
    let router = routes(verifier(&demo, &signed_out).unwrap());
    let table = router.table();
    let app = router.finish().with_state(signed_out);
    assert_no_open_routes(app, &table, demo.pools().unwrap().main()).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let (demo, signed_out) = (Demo::in_memory(), SignedOut::default());
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes(verifier(&demo, &signed_out).unwrap()).finish();
    let server = axum::serve(listener, app.with_state(signed_out));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    let seen = &answers[3].text;
    assert!(
        seen.contains(r#""entries":1,"hits":1,"misses":1"#),
        "{seen}"
    );
}
