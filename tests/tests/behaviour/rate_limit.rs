//! A limit for each subject: its key is there for whatever runs behind the layer.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use cognito_core::{SubjectKey, test_util::TestPool};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, FakeRelativeClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

type Limiter = RateLimiter<
    SubjectKey,
    HashMapStateStore<SubjectKey>,
    FakeRelativeClock,
    NoOpMiddleware<<FakeRelativeClock as Clock>::Instant>,
>;

fn two_a_minute(clock: &FakeRelativeClock) -> Arc<Limiter> {
    let quota = Quota::per_minute(NonZeroU32::new(2).unwrap());
    Arc::new(RateLimiter::hashmap_with_clock(quota, clock.clone()))
}

/// The seconds to wait, where the subject has used up its share.
fn too_many(limiter: &Limiter, key: SubjectKey) -> Result<(), u64> {
    let now = limiter.clock().now();
    let checked = limiter.check_key(&key);
    checked.map_err(|until| until.wait_time_from(now).as_secs())
}

/// The answer's status and `Retry-After` to the subject's token, for each in its order.
type Answers = Vec<(u16, Option<String>)>;

/// What the site answers to these subjects; `None` comes without a token.
const FIRST: [(Option<&str>, u16); 7] = [
    (Some("kim"), 200),
    (None, 401),
    (Some("kim"), 200),
    (None, 401),
    (Some("kim"), 429),
    (Some("lee"), 200),
    (Some("kim"), 429),
];

const HALF_A_MINUTE_LATER: [(Option<&str>, u16); 3] =
    [(Some("kim"), 200), (Some("kim"), 429), (Some("lee"), 200)];

fn credentials(pool: &TestPool, subject: &str) -> String {
    format!("Bearer {}", pool.access_token().subject(subject).mint())
}

fn check(answers: &Answers, expected: &[(Option<&str>, u16)]) {
    let statuses: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    let expected: Vec<_> = expected.iter().map(|(_, status)| *status).collect();
    assert_eq!(statuses, expected);
    for (status, retry_after) in answers {
        let wait = (*status == 429).then_some("30");
        assert_eq!(retry_after.as_deref(), wait);
    }
}

mod in_axum {
    use axum::{
        Router,
        body::Body,
        extract::{Request, State},
        http::{StatusCode, header},
        middleware::{Next, from_fn_with_state},
        response::{IntoResponse as _, Response},
        routing::get,
    };
    use cognito_tower::{Cognito, CognitoLayer};
    use tower::ServiceExt as _;

    use super::*;

    async fn limit(
        State(limiter): State<Arc<Limiter>>,
        Cognito(key): Cognito<SubjectKey>,
        request: Request,
        next: Next,
    ) -> Response {
        match too_many(&limiter, key) {
            Ok(()) => next.run(request).await,
            Err(wait) => {
                let retry_after = [(header::RETRY_AFTER, wait.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, retry_after).into_response()
            }
        }
    }

    async fn ask(app: &Router, pool: &TestPool, subjects: &[(Option<&str>, u16)]) -> Answers {
        let mut answers = Answers::new();
        for (subject, _) in subjects {
            let mut request = Request::get("/me");
            if let Some(subject) = subject {
                request = request.header("authorization", credentials(pool, subject));
            }
            let request = request.body(Body::empty()).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let wait = response.headers().get("retry-after");
            let wait = wait.map(|wait| wait.to_str().unwrap().to_owned());
            answers.push((response.status().as_u16(), wait));
        }
        answers
    }

    #[tokio::test]
    async fn each_subject_has_its_share() {
        let (pool, clock) = (TestPool::new(), FakeRelativeClock::default());
        let app = Router::new()
            .route("/me", get(async || "hello"))
            .layer(from_fn_with_state(two_a_minute(&clock), limit))
            .layer(CognitoLayer::from(pool.verifier()));
        check(&ask(&app, &pool, &FIRST).await, &FIRST);
        clock.advance(Duration::from_secs(30));
        let later = HALF_A_MINUTE_LATER;
        check(&ask(&app, &pool, &later).await, &later);
    }
}

mod in_actix {
    use actix_web::{
        App, Error, HttpResponse,
        body::{EitherBody, MessageBody},
        dev::{ServiceRequest, ServiceResponse},
        http::header,
        middleware::{Next, from_fn},
        test, web,
    };
    use cognito_actix::{Cognito, CognitoAuth};

    use super::*;

    async fn limit<B: MessageBody>(
        limiter: web::Data<Limiter>,
        Cognito(key): Cognito<SubjectKey>,
        request: ServiceRequest,
        next: Next<B>,
    ) -> Result<ServiceResponse<EitherBody<B>>, Error> {
        match too_many(&limiter, key) {
            Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
            Err(wait) => {
                let answer = HttpResponse::TooManyRequests()
                    .insert_header((header::RETRY_AFTER, wait))
                    .finish();
                Ok(request.into_response(answer).map_into_right_body())
            }
        }
    }

    #[actix_web::test]
    async fn each_subject_has_its_share() {
        let (pool, clock) = (TestPool::new(), FakeRelativeClock::default());
        let app = App::new()
            .app_data(web::Data::from(two_a_minute(&clock)))
            .route("/me", web::get().to(async || "hello"))
            .wrap(from_fn(limit))
            .wrap(CognitoAuth::from(pool.verifier()));
        let app = test::init_service(app).await;
        let ask = async |subjects: &[(Option<&str>, u16)]| {
            let mut answers = Answers::new();
            for (subject, _) in subjects {
                let mut request = test::TestRequest::with_uri("/me");
                if let Some(subject) = subject {
                    let bearer = ("authorization", credentials(&pool, subject));
                    request = request.insert_header(bearer);
                }
                let response = test::call_service(&app, request.to_request()).await;
                let wait = response.headers().get("retry-after");
                let wait = wait.map(|wait| wait.to_str().unwrap().to_owned());
                answers.push((response.status().as_u16(), wait));
            }
            answers
        };
        check(&ask(&FIRST).await, &FIRST);
        clock.advance(Duration::from_secs(30));
        let later = HALF_A_MINUTE_LATER;
        check(&ask(&later).await, &later);
    }
}
