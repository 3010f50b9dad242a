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
    let app = router.finish().with_state(Loans::default());
    assert_no_open_routes(app, &table, demo.pools().unwrap().main()).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes(demo.verifier().unwrap()).finish();
    let server = axum::serve(listener, app.with_state(Loans::default()));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(
        answers[7].text.ends_with(r#"{"Emma":"rita"}"#),
        "{}",
        answers[7].text
    );
}

#[test]
fn the_document_says_which_routes_want_a_token() {
    let table = routes(Demo::in_memory().verifier().unwrap()).table();
    let document = serde_json::to_value(Document::openapi()).unwrap();
    let scheme = &document["components"]["securitySchemes"]["cognito"];
    assert_eq!(
        (&scheme["type"], &scheme["scheme"]),
        (&"http".into(), &"bearer".into())
    );

    let documented = table
        .rows()
        .iter()
        .filter(|row| !["/openapi.json", "/*"].contains(&row.path()));
    for row in documented {
        let operations = document["paths"][row.path()].as_object().unwrap();
        let wants_token = operations
            .values()
            .all(|operation| operation["security"][0]["cognito"].is_array());
        assert_eq!(
            wants_token,
            row.access().to_string() != "public",
            "{}",
            row.path()
        );
    }
}
