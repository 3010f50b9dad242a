#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use actix_web::{
    App,
    http::header,
    test::{TestRequest, call_service, init_service, read_body_json},
    web::ServiceConfig,
};
use cognito_actix::core::{Verifier, test_util::TestPool};
use serde_json::{Value, json};

struct Answer {
    code: u16,
    body: Value,
}

impl Answer {
    fn pool(&self) -> &Value {
        &self.body["pools"][0]
    }
}

fn routes(config: &mut ServiceConfig, verifier: &Verifier) {
    config.route("/status", super::route(verifier.clone()));
}

async fn get(routes: impl FnOnce(&mut ServiceConfig)) -> Answer {
    let app = init_service(App::new().configure(routes)).await;
    let answer = call_service(&app, TestRequest::get().uri("/status").to_request()).await;
    let code = answer.status().as_u16();
    let head = answer.headers();
    assert_eq!(head.get(header::CACHE_CONTROL).unwrap(), "no-store");
    assert_eq!(head.get(header::CONTENT_TYPE).unwrap(), "application/json");
    let body = read_body_json(answer).await;
    Answer { code, body }
}

#[cfg(feature = "dev-pool")]
#[actix_web::test]
async fn the_site_is_ready_once_it_is_asked() {
    let site = my_page::Site::embedded(3000).unwrap();
    assert!(!site.verifier().is_ready());
    let answer = get(|config| crate::configure(config, &site, &site.verifier().into())).await;
    assert_eq!((answer.code, &answer.body["ready"]), (200, &true.into()));
    assert_eq!(answer.pool()["kids"].as_array().unwrap().len(), 2);
    assert!(answer.pool()["last_error"].is_null());
}

#[actix_web::test]
async fn without_keys_it_is_not_ready_and_says_why() {
    let pool = TestPool::new();
    pool.set_available(false);
    let verifier = pool.verifier();
    for _ in 0..3 {
        let answer = get(|config| routes(config, &verifier)).await;
        assert_eq!((answer.code, &answer.body["ready"]), (503, &false.into()));
        assert_eq!(answer.pool()["kids"], json!([]));
        assert_eq!(answer.pool()["last_error"], "connect");
        // A fetch that waits its turn: whoever asks causes no more of them.
        assert_eq!(answer.pool()["cooling_down"], 1);
        assert_eq!(answer.pool()["fetches"], 1);
    }
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(1));
    assert_eq!(get(|config| routes(config, &verifier)).await.code, 200);
}

#[actix_web::test]
async fn it_is_ready_as_long_as_old_keys_may_serve() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    assert_eq!(get(|config| routes(config, &verifier)).await.code, 200);
    pool.set_available(false);
    pool.clock().advance(Duration::from_secs(2 * 3600));
    verifier.verify(&pool.access_token().mint()).await.unwrap();
    let answer = get(|config| routes(config, &verifier)).await;
    assert_eq!((answer.code, &answer.pool()["ready"]), (200, &true.into()));
    assert_eq!(answer.pool()["last_error"], "connect");
    assert_eq!(
        (&answer.pool()["age"], &answer.pool()["failures"]),
        (&7200.into(), &1.into())
    );

    pool.clock().advance(Duration::from_secs(23 * 3600));
    assert_eq!(get(|config| routes(config, &verifier)).await.code, 503);
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(60));
    assert_eq!(get(|config| routes(config, &verifier)).await.code, 200);
}
