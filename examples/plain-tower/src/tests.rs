#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cognito_tower::{
    assert_no_open_routes,
    core::routes::{Access, RouteTable},
};

use super::*;

/// Without a router nobody else knows the routes.
fn table() -> RouteTable {
    let mut table = RouteTable::new();
    table.add(&[], "/health", Access::Public);
    table.add(&["GET", "PUT"], "/note", Policy::user());
    table.add(&[], "/*", Policy::user());
    table
}

#[tokio::test]
async fn no_route_is_open() {
    let demo = Demo::in_memory();
    let app = app(demo.verifier().unwrap());
    assert_no_open_routes(app, &table(), demo.pools().unwrap().main()).await;
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, app(demo.verifier().unwrap())));
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(
        answers[3].text.ends_with("\r\n\r\nbuy tea"),
        "{}",
        answers[3].text
    );
}
