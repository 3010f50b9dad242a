//! However many of ours stand in a request's way, its token is verified once.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use actix_web::{
    App,
    test::{TestRequest, call_service, init_service},
    web,
};
use axum::{Router, body::Body, http::Request, routing::get};
use cognito_actix::CognitoAuth;
use cognito_core::{
    AccessClaims, Authenticator, CognitoClaims, UserClaims, Verifier,
    revocation::{Revocation, RevocationCheck, RevocationStatus},
    test_util::TestPool,
    token_cache::TokenCacheSettings,
};
use cognito_tests::bench::at_once;
use cognito_tower::CognitoLayer;
use tower::Service as _;

/// Is asked once by each verification that finds the signature good.
#[derive(Clone, Debug, Default)]
struct Store(Arc<AtomicU64>);

impl Revocation for Store {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        self.0.fetch_add(1, Ordering::SeqCst);
        RevocationStatus::Active.into()
    }
}

/// [`Watched::so_far`] after the first request with a token, and after two more.
const REQUESTS: [(u64, u64, u64); 3] = [(1, 1, 0), (2, 1, 1), (3, 1, 2)];

/// A verifier that shows how often it is asked.
struct Watched {
    verifier: Verifier,
    store: Store,
    credentials: String,
}

impl Watched {
    fn new() -> Self {
        let (pool, store) = (TestPool::new(), Store::default());
        let verifier = pool.verifier_builder().revocation(store.clone());
        let settings = TokenCacheSettings::default();
        let verifier = verifier.token_cache(settings).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(verifier.prefetch()).unwrap();
        Self {
            verifier,
            store,
            credentials: format!("Bearer {}", pool.access_token().mint()),
        }
    }

    /// How often the store was asked, and how often a token was not and was in the cache.
    fn so_far(&self) -> (u64, u64, u64) {
        let cache = self.verifier.token_cache().unwrap();
        let asked = self.store.0.load(Ordering::SeqCst);
        (asked, cache.misses, cache.hits)
    }
}

#[test]
fn in_axum() {
    use cognito_tower::Cognito;
    async fn handler(_: Cognito<AccessClaims>, _: Cognito<UserClaims>) {}

    let watched = Watched::new();
    let auth = Authenticator::new(watched.verifier.clone());
    let mut app = Router::new()
        .route("/me", get(handler))
        .layer(CognitoLayer::new(auth));
    for so_far in REQUESTS {
        let me = Request::get("/me").header("authorization", &watched.credentials);
        let answer = at_once(app.call(me.body(Body::empty()).unwrap()));
        assert_eq!(answer.unwrap().status(), 200);
        assert_eq!(watched.so_far(), so_far);
    }
}

#[actix_web::test]
async fn in_actix() {
    use cognito_actix::Cognito;
    async fn handler(_: Cognito<AccessClaims>, _: Cognito<UserClaims>) -> &'static str {
        ""
    }

    let watched = std::thread::spawn(Watched::new).join().unwrap();
    let auth = CognitoAuth::new(Authenticator::new(watched.verifier.clone()));
    let app = App::new().route("/me", web::get().to(handler)).wrap(auth);
    let app = init_service(app).await;
    for so_far in REQUESTS {
        let me = TestRequest::with_uri("/me");
        let me = me.insert_header(("authorization", &*watched.credentials));
        let answer = call_service(&app, me.to_request()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(watched.so_far(), so_far);
    }
}
