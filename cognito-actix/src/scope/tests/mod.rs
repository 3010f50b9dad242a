mod compose;
mod order;

use std::sync::LazyLock;

use actix_web::{
    App, Error, Handler,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    test, web,
};
use cognito_core::test_util::TestPool;

use super::*;

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];

/// Two pools for all tests: making a key takes a while.
static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);
static PARTNERS: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn scope() -> ProtectedScope {
    ProtectedScope::new(POOL.verifier())
}

/// A handler that says its name.
fn named(name: &'static str) -> impl Handler<(), Output = &'static str> {
    move || std::future::ready(name)
}

/// A route for all methods that says its name.
fn any(name: &'static str) -> Route {
    web::route().to(named(name))
}

/// An application in a test.
struct Site<S>(S);

async fn site(scope: ProtectedScope) -> Site<impl AnyApp<Body = impl MessageBody>> {
    Site(test::init_service(App::new().service(scope)).await)
}

trait AnyApp:
    Service<actix_http::Request, Response = ServiceResponse<Self::Body>, Error = Error>
{
    type Body: MessageBody;
}

impl<S, B> AnyApp for S
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Body = B;
}

impl<S: AnyApp> Site<S> {
    async fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
    ) -> ServiceResponse<S::Body> {
        let mut request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
        if let Some(token) = token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        self.0.call(request.to_request()).await.unwrap()
    }

    /// The status, and what the handler said if it is 200.
    async fn answer(&self, method: &str, path: &str, token: Option<&str>) -> String {
        let response = self.send(method, path, token).await;
        let status = response.status().as_u16();
        let body = test::read_body(response).await;
        match status {
            200 => String::from_utf8(body.to_vec()).unwrap(),
            status => status.to_string(),
        }
    }
}

/// Every kind of path, policy and answer that a scope can have.
fn everything() -> ProtectedScope {
    let orders = scope()
        .get("/", Policy::user(), named("all orders"))
        .get("/{id:\\d+}", Policy::user(), named("an order"))
        .public("/help", web::get().to(named("help")))
        .fallback(Policy::user(), named("no order"));
    scope()
        .public("/{page}", web::get().to(named("a page")))
        .public("/health", any("ok"))
        .get("/me", Policy::user(), named("me"))
        .post("/me", Policy::group("admins"), named("posted"))
        .put("/me", Policy::user(), named("put"))
        .patch("/me", Policy::user(), named("patched"))
        .delete("/me", Policy::user(), named("deleted"))
        .route("/any", Policy::user(), any("any"))
        .optional("/maybe", web::get().to(named("maybe")))
        .public("/mixed", web::get().to(named("open")))
        .post("/mixed", Policy::user(), named("closed"))
        .get("/files/{tail}*", Policy::user(), named("a file"))
        .nest("/orders", orders)
        .nest_service(
            "/admin",
            Policy::group("admins"),
            web::scope("/v1").route("/x", any("x")),
        )
        .serve_table("/routes", Policy::group("admins"))
        .method_not_allowed(named("another method"))
}

/// The statement of the whole module.
#[actix_web::test]
async fn without_a_token_only_what_is_public_answers() {
    let table = everything().table();
    let site = site(everything()).await;
    let closed = [
        "/",
        "/me",
        "/any",
        "/files/a/b",
        "/files/",
        "/orders",
        "/orders/7",
        "/orders/x",
        "/orders/7/x",
        "/admin",
        "/admin/v1",
        "/admin/v1/x",
        "/admin/x",
        "/routes",
        "/a/b",
        "//",
        "/me/",
        "//me",
        "/%6De",
        "/health/../me",
    ];
    let open = [
        ("/somewhere", "GET", "a page"),
        ("/maybe", "GET", "maybe"),
        ("/mixed", "GET", "open"),
        ("/orders/help", "GET", "help"),
    ];
    for method in METHODS {
        for path in closed {
            assert_eq!(
                site.answer(method, path, None).await,
                "401",
                "{method} {path}"
            );
        }
        for (path, its_method, says) in open {
            let answer = site.answer(method, path, None).await;
            let expected = if method == its_method { says } else { "" };
            let is_closed = ["401", "405"].contains(&&*answer);
            assert!(
                answer == expected || expected.is_empty() && is_closed,
                "{method} {path} {answer}"
            );
        }
        assert_eq!(site.answer(method, "/health", None).await, "ok", "{method}");
    }
    assert_eq!(table.rows().len(), 20, "{table}");
}

#[actix_web::test]
async fn behind_the_guard_it_is_404_and_405() {
    let site = site(everything()).await;
    let user = POOL.access_token().mint();
    for (method, path, expected) in [
        ("GET", "/me", "me"),
        ("PUT", "/me", "put"),
        ("PATCH", "/me", "patched"),
        ("DELETE", "/me", "deleted"),
        ("POST", "/me", "403"),
        ("TRACE", "/me", "another method"),
        ("CONNECT", "/any", "any"),
        ("POST", "/mixed", "closed"),
        ("PUT", "/mixed", "another method"),
        ("GET", "/files/a/b", "a file"),
        ("GET", "/orders", "all orders"),
        ("GET", "/orders/7", "an order"),
        ("GET", "/orders/x", "no order"),
        ("GET", "/orders/7/x", "no order"),
        ("GET", "/admin/v1/x", "403"),
        ("GET", "/admin/none", "403"),
        ("GET", "/routes", "403"),
        ("GET", "/a/b", "404"),
    ] {
        let answer = site.answer(method, path, Some(&user)).await;
        assert_eq!(answer, expected, "{method} {path}");
    }
    let admin = POOL.access_token().group("admins").mint();
    for (method, path, expected) in [
        ("POST", "/me", "posted"),
        ("GET", "/admin/v1/x", "x"),
        ("GET", "/admin/none", "404"),
    ] {
        let answer = site.answer(method, path, Some(&admin)).await;
        assert_eq!(answer, expected, "{method} {path}");
    }
}

#[actix_web::test]
async fn a_405_names_the_methods_that_the_path_has() {
    let scope = scope()
        .get("/me", Policy::user(), named("me"))
        .post("/me", Policy::user(), named("posted"))
        .route("/me", Policy::user(), web::put().to(named("put")))
        .public("/open", web::get().to(named("open")));
    let site = site(scope).await;
    let user = POOL.access_token().mint();
    let refused = site.send("DELETE", "/me", None).await;
    assert_eq!(refused.status(), 401);
    assert!(!refused.headers().contains_key("allow"));
    let other = site.send("DELETE", "/me", Some(&user)).await;
    assert_eq!(other.status(), 405);
    assert_eq!(
        other.headers().get("allow").unwrap(),
        "GET, HEAD, POST, PUT"
    );
    let public = site.send("DELETE", "/open", None).await;
    assert_eq!(public.status(), 405);
    assert_eq!(public.headers().get("allow").unwrap(), "GET");
}

#[actix_web::test]
async fn a_get_route_answers_head_too() {
    let site = site(scope().get("/me", Policy::user(), named("me"))).await;
    let head = site
        .send("HEAD", "/me", Some(&POOL.access_token().mint()))
        .await;
    assert_eq!(head.status(), 200);
    assert_eq!(site.answer("HEAD", "/me", None).await, "401");
}

/// An authenticator that lets in strangers opens nothing here.
#[actix_web::test]
async fn an_optional_authenticator_opens_nothing() {
    let builder = Authenticator::builder(POOL.verifier())
        .optional()
        .allow_preflight();
    let auth = builder.build().unwrap();
    let scope = ProtectedScope::new(auth)
        .get("/me", Policy::authenticated(), named("me"))
        .optional("/maybe", web::get().to(named("maybe")))
        .nest_service(
            "/a",
            Policy::authenticated(),
            web::scope("").default_service(any("a")),
        )
        .method_not_allowed(named("another method"));
    let app = App::new().service(scope).default_service(any("a page"));
    let site = Site(test::init_service(app).await);
    for (method, path) in [
        ("GET", "/me"),
        ("PUT", "/me"),
        ("PUT", "/maybe"),
        ("GET", "/a"),
        ("GET", "/a/b"),
        ("GET", "/none"),
        ("OPTIONS", "/me"),
    ] {
        let request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
        let request = request.insert_header(("origin", "https://a.example"));
        let preflight = request.insert_header(("access-control-request-method", "GET"));
        let response = site.0.call(preflight.to_request()).await.unwrap();
        assert_eq!(response.status(), 401, "{method} {path}");
        assert_eq!(
            site.answer(method, path, None).await,
            "401",
            "{method} {path}"
        );
    }
    assert_eq!(site.answer("GET", "/maybe", None).await, "maybe");
}
