#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum::serve(listener, routes(demo.verifier().unwrap()));
    tokio::spawn(server.into_future());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(
        answers[7].text.ends_with(r#"{"Emma":"rita"}"#),
        "{}",
        answers[7].text
    );
}
