#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use actix_web::test::init_service;
use cognito_actix::assert_no_open_routes;

use super::*;

#[actix_web::test]
async fn no_route_is_open() {
    let demo = Demo::in_memory();
    let auth = Authenticator::from(demo.verifier().unwrap());
    let comments = Data::new(Comments::default());
    let app = init_service(App::new().app_data(comments).service(articles(&auth))).await;
    let pool = demo.pools().unwrap().main();
    assert_no_open_routes(&app, &articles(&auth).table(), pool).await;
}

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
