//! Extractors that wait for a revocation store: each asks it once, however often it is polled.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use actix_web::{App, test, web};
use axum::{Extension, Router, body::Body, routing::get};
use cognito_core::{
    Authenticator, CognitoClaims,
    revocation::{Revocation, RevocationCheck, RevocationStatus},
    test_util::TestPool,
};
use http::Request;
use tower::ServiceExt as _;

/// Counts the questions, and lets each wait for twenty polls.
#[derive(Clone, Debug, Default)]
struct Slow(Arc<AtomicUsize>);

impl Slow {
    fn asked(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

impl Revocation for Slow {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        self.0.fetch_add(1, Ordering::SeqCst);
        RevocationCheck::pending(async {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            Ok(RevocationStatus::Active)
        })
    }
}

/// A pool, the authenticator of a middleware, another one for the extractors, and the store of that one.
fn site() -> (TestPool, Authenticator, Authenticator, Slow) {
    let (pool, slow) = (TestPool::new(), Slow::default());
    let inner = pool.verifier_builder().revocation(slow.clone());
    let inner = Authenticator::new(inner.build().unwrap());
    (
        pool.clone(),
        Authenticator::new(pool.verifier()),
        inner,
        slow,
    )
}

#[tokio::test]
async fn in_actix() {
    use cognito_actix::{Cognito, CognitoAuth, core::AccessClaims};

    let (pool, outer, inner, slow) = site();
    let routes = move |config: &mut web::ServiceConfig| {
        config
            .app_data(inner.clone())
            .route("/once", web::get().to(async |_: Cognito| "in"))
            .route(
                "/twice",
                web::get().to(async |_: Cognito, _: Cognito<AccessClaims>| "in"),
            );
    };
    let plain = test::init_service(App::new().configure(routes.clone())).await;
    let inside = App::new().wrap(CognitoAuth::new(outer)).configure(routes);
    let inside = test::init_service(inside).await;
    let authorization = format!("Bearer {}", pool.access_token().mint());
    let get = |path| {
        let request = test::TestRequest::with_uri(path);
        let request = request.append_header(("authorization", authorization.clone()));
        request.to_request()
    };
    // The first request of each waits for the key, too; from then on two extractors ask side by side.
    for (path, cold, warm) in [("/once", 1, 1), ("/twice", 2, 2)] {
        for expected in [cold, warm] {
            assert_eq!(test::call_service(&plain, get(path)).await.status(), 200);
            assert_eq!(slow.asked(), expected, "{path}");
            assert_eq!(test::call_service(&inside, get(path)).await.status(), 200);
            assert_eq!(slow.asked(), expected, "{path} inside a middleware");
        }
    }
}

#[tokio::test]
async fn in_axum() {
    use cognito_tower::{Cognito, CognitoLayer, core::AccessClaims};

    let (pool, outer, inner, slow) = site();
    let plain: Router = Router::new()
        .route("/once", get(async |_: Cognito| "in"))
        .route(
            "/twice",
            get(async |_: Cognito, _: Cognito<AccessClaims>| "in"),
        )
        .layer(Extension(inner));
    let inside = plain.clone().layer(CognitoLayer::new(outer));
    let authorization = format!("Bearer {}", pool.access_token().mint());
    for path in ["/once", "/twice", "/once", "/twice"] {
        for app in [&plain, &inside] {
            let request = Request::get(path).header("authorization", &authorization);
            let request = request.body(Body::empty()).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), 200);
            // One extractor after the other: the second takes over what the first found out.
            assert_eq!(slow.asked(), 1, "{path}");
        }
    }
}
