mod open;

use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    test,
    web::{self, ReqData, ServiceConfig},
};
use cognito_actix::{Cognito, CognitoAuth, Require};
use cognito_core::{CognitoClaims, Policy, test_util::TestPool};

use super::{CLOSED, HELLO, OPEN, finds};

/// A pool, and a token of it that meets every policy here.
struct Site {
    pool: TestPool,
    token: String,
}

/// Status and body of a composition's answers to a request without a token, and with one.
struct Answers {
    without: (u16, String),
    with: (u16, String),
}

impl Site {
    fn new() -> Self {
        let pool = TestPool::new();
        let token = pool.access_token().group("admins").mint();
        Self { pool, token }
    }

    fn auth(&self) -> CognitoAuth {
        CognitoAuth::from(self.pool.verifier())
    }

    async fn ask<T, B>(&self, method: &str, path: &str, app: App<T>) -> Answers
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody,
    {
        let app = test::init_service(app).await;
        let answer = async |request: test::TestRequest| {
            let method = method.parse().unwrap();
            let request = request.uri(path).method(method).to_request();
            let response = test::call_service(&app, request).await;
            let status = response.status().as_u16();
            let body = test::read_body(response).await;
            (status, String::from_utf8(body.to_vec()).unwrap())
        };
        let bearer = ("authorization", format!("Bearer {}", self.token));
        Answers {
            without: answer(test::TestRequest::default()).await,
            with: answer(test::TestRequest::default().insert_header(bearer)).await,
        }
    }
}

impl Answers {
    /// With the token the handler answers in any case: what is closed is closed for want of it only.
    fn check(&self, expected: u16, composition: &str) {
        let (status, body) = &self.without;
        assert_eq!(*status, expected, "{composition}");
        assert_eq!(body == HELLO, expected == OPEN, "{composition}");
        assert_eq!(self.with, (200, HELLO.to_owned()), "{composition}");
    }

    fn statuses(&self) -> (u16, u16) {
        (self.without.0, self.with.0)
    }
}

async fn hello() -> &'static str {
    HELLO
}

fn more_routes(config: &mut ServiceConfig) {
    config.route("/configured", web::get().to(hello));
}

#[tokio::test]
async fn around_the_app_it_covers_whatever_comes_before_or_after() {
    let site = Site::new();
    for path in ["/me", "/nested/inner", "/configured", "/none"] {
        let scope = || web::scope("/nested").route("/inner", web::get().to(hello));
        let first = App::new()
            .wrap(site.auth())
            .route("/me", web::get().to(hello))
            .service(scope())
            .configure(more_routes)
            .default_service(web::to(hello));
        let last = App::new()
            .route("/me", web::get().to(hello))
            .service(scope())
            .configure(more_routes)
            .default_service(web::to(hello))
            .wrap(site.auth());
        let first = site.ask("GET", path, first).await;
        first.check(CLOSED, &format!("{path}, wrapped first"));
        let last = site.ask("GET", path, last).await;
        last.check(CLOSED, &format!("{path}, wrapped last"));
    }
}

#[tokio::test]
async fn raw_middleware_closes_what_it_covers() {
    let site = Site::new();
    let scope = || web::scope("/api").route("/me", web::get().to(hello));

    let app = App::new()
        .service(scope().wrap(site.auth()))
        .route("/api/me", web::get().to(hello));
    let answers = site.ask("GET", "/api/me", app).await;
    answers.check(CLOSED, "a path that the app has after the wrapped scope");

    let app = App::new().service(scope().default_service(web::to(hello)).wrap(site.auth()));
    let answers = site.ask("GET", "/api/none", app).await;
    answers.check(CLOSED, "the scope's own default service");

    let app = App::new().service(
        web::resource("/me")
            .route(web::get().to(hello))
            .route(web::post().to(hello))
            .wrap(site.auth()),
    );
    let answers = site.ask("POST", "/me", app).await;
    answers.check(CLOSED, "every method of a wrapped resource");

    let app = App::new()
        .service(web::scope("").wrap(site.auth()))
        .route("/health", web::get().to(hello));
    let answers = site.ask("GET", "/health", app).await;
    assert_eq!(answers.statuses(), (401, 404), "an empty scope takes all");
}

/// Before actix-web 4.14 the middleware was dropped without a word.
#[tokio::test]
async fn a_route_that_gets_its_handler_after_the_middleware_panics() {
    let auth = Site::new().auth();
    let panicked = catch_unwind(AssertUnwindSafe(|| drop(web::get().wrap(auth).to(hello))));
    assert!(panicked.is_err());
}

#[tokio::test]
async fn where_no_middleware_is_only_an_extractor_of_claims_is_closed() {
    async fn claims(_: Cognito) -> &'static str {
        HELLO
    }
    async fn optional_claims(claims: Option<Cognito>) -> &'static str {
        assert!(claims.is_none(), "actix hides the refusal");
        HELLO
    }
    async fn data(_: ReqData<CognitoClaims>) -> &'static str {
        HELLO
    }
    async fn optional_data(claims: Option<ReqData<CognitoClaims>>) -> &'static str {
        assert!(claims.is_none(), "there is no middleware to leave claims");
        HELLO
    }
    let site = Site::new();
    let rows = [
        ("nothing", web::get().to(hello), OPEN),
        ("Cognito", web::get().to(claims), 500),
        ("Option<Cognito>", web::get().to(optional_claims), OPEN),
        ("ReqData", web::get().to(data), 500),
        ("Option<ReqData>", web::get().to(optional_data), OPEN),
    ];
    for (asks_for, handler, gets) in rows {
        let app = App::new().route("/forgotten", handler);
        let answers = site.ask("GET", "/forgotten", app).await;
        assert_eq!(answers.statuses(), (gets, gets), "{asks_for}");
    }
}

#[tokio::test]
async fn of_two_wraps_the_later_one_runs_first() {
    let site = Site::new();
    let require = || Require::new(Policy::group("admins"));
    let app = || App::new().route("/me", web::get().to(hello));

    let right = app().wrap(require()).wrap(site.auth());
    let answers = site.ask("GET", "/me", right).await;
    assert_eq!(answers.statuses(), (401, 200));
    let wrong = app().wrap(site.auth()).wrap(require());
    let answers = site.ask("GET", "/me", wrong).await;
    assert_eq!(answers.statuses(), (500, 500));
}
