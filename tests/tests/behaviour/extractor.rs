//! What an extractor refuses is logged with its route and counted, in each framework and however it is written.

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use actix_web::{
    App,
    dev::Service as _,
    http::header::{AUTHORIZATION, HeaderValue},
    test, web,
};
use axum::{Router, body::Body, routing::get};
use cognito_core::{
    Authenticator, BearerToken, Reason, SubjectKey, UserClaims,
    test_util::{TestHead, TestPool},
};
use cognito_tower::{CognitoLayer, RejectionResponse as _, Render};
use http::{Request, Response};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use tower::{Layer as _, ServiceExt as _, service_fn, util::MapRequestLayer};

use crate::log::Log;

/// What came of one request.
struct Told {
    status: u16,
    /// The lines of the log that tell of a refusal.
    refusals: Vec<String>,
    log: String,
    /// The reasons that were counted, as often as they were.
    counted: Vec<(String, u64)>,
}

/// Listens while a request is sent; nothing of its query or its token may be logged.
async fn watch(token: &str, send: impl AsyncFnOnce() -> u16) -> Told {
    let (log, recorder) = (Log::default(), DebuggingRecorder::new());
    let status = {
        let _log = log.start();
        let _recorder = metrics::set_default_local_recorder(&recorder);
        send().await
    };
    let log = log.take();
    assert!(!log.contains(token) && !log.contains("secret"), "{log}");
    let refusals = log.lines().filter(|line| line.contains("request refused"));
    let refusals = refusals.map(str::to_owned).collect();
    let counts = recorder.snapshotter().snapshot().into_vec();
    let counted = counts.into_iter().filter_map(|(key, _, _, value)| {
        let is_refusal = key.key().name() == "cognito_requests_refused_total";
        let DebugValue::Counter(count) = value else {
            return None;
        };
        let reason = key.key().labels().next()?.value().to_owned();
        is_refusal.then_some((reason, count))
    });
    Told {
        status,
        refusals,
        counted: counted.collect(),
        log,
    }
}

impl Told {
    #[track_caller]
    fn is(&self, status: u16, reason: Reason) {
        assert_eq!(self.status, status, "{}", self.log);
        let counted = [(reason.as_str().to_owned(), 1)];
        assert_eq!(self.counted, counted, "{}", self.log);
        let [line] = &self.refusals[..] else {
            panic!("{}", self.log);
        };
        let reason = format!("reason=\"{reason}\"");
        assert!(line.contains(&reason), "{line}");
        assert!(line.contains("route=\"/orders/"), "{line}");
    }
}

const PATH: &str = "/orders/7?secret=1";

fn request(token: &str) -> http::request::Builder {
    Request::get(PATH).header("authorization", format!("Bearer {token}"))
}

async fn ask_axum(app: Router, token: &str) -> u16 {
    let request = request(token).body(Body::empty()).unwrap();
    app.oneshot(request).await.unwrap().status().as_u16()
}

/// Sends one request to an actix app; `$app` is made anew in each place, for its type has no name.
macro_rules! ask_actix {
    ($app:expr, $token:expr) => {{
        let app = test::init_service($app).await;
        let request = test::TestRequest::with_uri(PATH);
        let bearer = ("authorization", format!("Bearer {}", $token));
        let request = request.append_header(bearer).to_request();
        test::call_service(&app, request).await.status().as_u16()
    }};
}

/// A pool and a machine's token, which a handler of `UserClaims` refuses.
fn machine() -> (TestPool, String) {
    let pool = TestPool::new();
    let token = pool.machine_token().mint();
    (pool, token)
}

/// A token that is refused only after the key was waited for.
fn forged(pool: &TestPool) -> String {
    let bad = pool.bad_tokens();
    let forged = bad.iter().find(|b| b.reason() == Reason::BadSignature);
    forged.unwrap().token().to_owned()
}

#[tokio::test]
async fn behind_a_layer() {
    let (pool, token) = machine();
    let expected = (403, Reason::WrongPrincipal);

    let one = get(async |_: cognito_tower::Cognito<UserClaims>| "in");
    let either = get(async |_: Option<cognito_tower::Cognito<UserClaims>>| "in");
    let inside = get(async |_: cognito_tower::Cognito<Option<UserClaims>>| "in");
    for handler in [one, either, inside] {
        let app: Router = Router::new().route("/orders/{id}", handler);
        let app = app.layer(CognitoLayer::from(pool.verifier()));
        let told = watch(&token, async || ask_axum(app, &token).await).await;
        told.is(expected.0, expected.1);
    }

    let plain = service_fn(async |request: Request<String>| {
        let response = match cognito_tower::extract::<UserClaims, _>(&request) {
            Ok(_) => Response::new("in".to_owned()),
            Err(refused) => Render::default().respond(refused.rejection()),
        };
        Ok::<_, Infallible>(response)
    });
    let app = CognitoLayer::from(pool.verifier()).layer(plain);
    let told = watch(&token, async || {
        let request = request(&token).body(String::new()).unwrap();
        app.oneshot(request).await.unwrap().status().as_u16()
    });
    told.await.is(expected.0, expected.1);

    let app = || App::new().wrap(cognito_actix::CognitoAuth::from(pool.verifier()));
    let one = web::get().to(async |_: cognito_actix::Cognito<UserClaims>| "in");
    let inside = web::get().to(async |_: cognito_actix::Cognito<Option<UserClaims>>| "in");
    for handler in [one, inside] {
        let app = app().route("/orders/{id}", handler);
        let told = watch(&token, async || ask_actix!(app, token)).await;
        told.is(expected.0, expected.1);
        assert!(told.refusals[0].contains("/orders/{id}"), "{}", told.log);
    }
}

/// The refusal comes when the key is there: the route is still known.
#[tokio::test]
async fn where_the_extractor_verifies() {
    let pool = TestPool::new();
    let token = forged(&pool);
    let auth = || Authenticator::new(pool.verifier());

    let app: Router = Router::new()
        .route("/orders/{id}", get(async |_: cognito_tower::Cognito| "in"))
        .layer(axum::Extension(auth()));
    let told = watch(&token, async || ask_axum(app, &token).await).await;
    told.is(401, Reason::BadSignature);

    let handler = web::get().to(async |_: cognito_actix::Cognito| "in");
    let app = App::new().app_data(auth()).route("/orders/{id}", handler);
    let told = watch(&token, async || ask_actix!(app, token)).await;
    told.is(401, Reason::BadSignature);
}

/// What the documentation warns of: actix makes a guest of whoever is refused. That is seen at least.
#[tokio::test]
async fn where_actix_swallows_it() {
    async fn trap(user: Option<cognito_actix::Cognito<UserClaims>>) -> &'static str {
        assert!(user.is_none());
        "a guest"
    }
    let (pool, machine) = machine();
    let app = App::new()
        .route("/orders/{id}", web::get().to(trap))
        .wrap(cognito_actix::CognitoAuth::from(pool.verifier()));
    let told = watch(&machine, async || ask_actix!(app, machine)).await;
    told.is(200, Reason::WrongPrincipal);

    let stale = pool.access_token().claim("exp", 1).mint();
    for (token, reason) in [
        (stale, Reason::Expired),
        (forged(&pool), Reason::BadSignature),
    ] {
        let app = App::new()
            .app_data(Authenticator::new(pool.verifier()))
            .route("/orders/{id}", web::get().to(trap));
        let told = watch(&token, async || ask_actix!(app, token)).await;
        told.is(200, reason);
    }
}

#[tokio::test]
async fn a_token_that_a_middleware_took_away_or_replaced_is_not_handed_out() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let other = format!("Bearer {}", pool.access_token().subject("another").mint());
    let other = HeaderValue::from_str(&other).unwrap();
    for put in [None, Some(other)] {
        let http_put = put.as_ref().map(|v| v.as_bytes().to_vec());
        let meddle = MapRequestLayer::new(move |mut request: Request<Body>| {
            request.headers_mut().remove("authorization");
            if let Some(value) = &http_put {
                let value = http::HeaderValue::from_bytes(value).unwrap();
                request.headers_mut().insert("authorization", value);
            }
            request
        });
        let handler = get(async |_: cognito_tower::Cognito<BearerToken>| "in");
        let app: Router = Router::new()
            .route("/orders/{id}", handler)
            .layer(meddle)
            .layer(CognitoLayer::from(pool.verifier()));
        let told = watch(&token, async || ask_axum(app, &token).await).await;
        told.is(500, Reason::LayerMissing);
        is_explained(&told.log);

        let handler = web::get().to(async |_: cognito_actix::Cognito<BearerToken>| "in");
        let app = App::new()
            .route("/orders/{id}", handler)
            .wrap_fn(move |mut request, inner| {
                request.headers_mut().remove(AUTHORIZATION);
                if let Some(value) = put.clone() {
                    request.headers_mut().insert(AUTHORIZATION, value);
                }
                inner.call(request)
            })
            .wrap(cognito_actix::CognitoAuth::from(pool.verifier()));
        let told = watch(&token, async || ask_actix!(app, token)).await;
        told.is(500, Reason::LayerMissing);
        is_explained(&told.log);
    }
}

#[track_caller]
fn is_explained(log: &str) {
    let errors: Vec<_> = log.lines().filter(|l| l.contains("ERROR")).collect();
    let [error] = errors[..] else {
        panic!("{log}");
    };
    for part in ["`BearerToken`", "/orders/", "leave its header alone"] {
        assert!(error.contains(part), "{error}");
    }
}

/// One map serves a program of both frameworks.
#[tokio::test]
async fn a_subject_has_one_key_in_each_framework() {
    let pool = TestPool::new();
    let kim = pool.access_token().subject("kim").mint();
    let lee = pool.access_token().subject("lee").mint();
    let seen = Arc::new(Mutex::new(HashSet::new()));
    let asked = [kim.clone(), kim, lee];
    for token in &asked {
        let keys = Arc::clone(&seen);
        let handler = get(async move |key: cognito_tower::Cognito<SubjectKey>| {
            keys.lock().unwrap().insert(*key);
        });
        let app: Router = Router::new()
            .route("/orders/{id}", handler)
            .layer(CognitoLayer::from(pool.verifier()));
        assert_eq!(ask_axum(app, token).await, 200);

        let keys = Arc::clone(&seen);
        let handler = web::get().to(move |key: cognito_actix::Cognito<SubjectKey>| {
            keys.lock().unwrap().insert(*key);
            async { "in" }
        });
        let app = App::new()
            .route("/orders/{id}", handler)
            .wrap(cognito_actix::CognitoAuth::from(pool.verifier()));
        assert_eq!(ask_actix!(app, token), 200);
    }
    assert_eq!(seen.lock().unwrap().len(), 2);
    let head = TestHead::get("/").bearer(&asked[0]);
    let auth = Authenticator::new(pool.verifier());
    let decided = match auth.authenticate(&head) {
        cognito_core::Step::Ready(decided) => decided,
        cognito_core::Step::Pending(waiting) => waiting.await,
    };
    let key: SubjectKey = decided.unwrap().extract(&head).unwrap();
    assert!(seen.lock().unwrap().contains(&key));
}
