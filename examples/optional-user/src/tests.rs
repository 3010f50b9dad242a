#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;

#[actix_web::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = demo.listen(&trial::trial()).unwrap();
    let address = listener.local_addr().unwrap();
    let server = serve(listener, demo.verifier().unwrap()).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = web::block(run).await.unwrap();
    handle.stop(false).await;
    for (answer, body) in [(0, "Sign in to read on.\n"), (2, "- ann: true\n")] {
        let text = &answers[answer].text;
        assert!(text.ends_with(body), "{text}");
    }
}
