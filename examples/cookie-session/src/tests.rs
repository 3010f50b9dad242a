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
    let guards = Guards::new(demo.verifier().unwrap()).unwrap();
    let baskets = Data::new(Baskets::default());
    let app = init_service(App::new().app_data(baskets).service(guards.shop())).await;
    let pool = demo.pools().unwrap().main();
    assert_no_open_routes(&app, &guards.shop().table(), pool).await;
}

#[actix_web::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let listener = demo.listen(&trial::trial()).unwrap();
    let address = listener.local_addr().unwrap();
    let server = serve(listener, Guards::new(demo.verifier().unwrap()).unwrap()).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = web::block(run).await.unwrap();
    handle.stop(false).await;

    let begun = &answers[0].text;
    assert!(begun.contains("set-cookie: __Host-session=eyJ"), "{begun}");
    assert!(
        begun.contains("; Path=/; Secure; HttpOnly; SameSite=Lax"),
        "{begun}"
    );
    for (answer, body) in [(2, r#"["tea"]"#), (3, "[]")] {
        let text = &answers[answer].text;
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
    }
    let ended = &answers[7].text;
    assert!(
        ended.contains("set-cookie: __Host-session=; Max-Age=0; "),
        "{ended}"
    );
}
