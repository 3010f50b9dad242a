use std::sync::LazyLock;

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    middleware, test,
};
use cognito_core::{AccessClaims, test_util::TestPool};

use super::*;
use crate::Cognito;

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

/// Added in several orders, so that it cannot matter.
#[actix_web::test]
async fn a_public_route_takes_nothing_from_one_with_a_policy() {
    type Add = fn(ProtectedScope) -> ProtectedScope;
    let routes: [Add; 5] = [
        |s| s.public("/{all}*", any("open tail")),
        |s| s.public("/{page:.+}/edit", any("open edit")),
        |s| s.public("/{page:[a-z]+}", any("open word")),
        |s| s.get("/{tenant}", Policy::user(), named("tenant")),
        |s| s.get("/{tenant}/{item}", Policy::user(), named("item")),
    ];
    let user = POOL.access_token().mint();
    for turn in 0..2 * routes.len() {
        let mut order = routes;
        order.rotate_left(turn % routes.len());
        if turn >= routes.len() {
            order.reverse();
        }
        let scope = order.iter().fold(scope(), |scope, add| add(scope));
        let site = site(scope.get("/me/new", Policy::user(), named("new"))).await;
        for (path, expected, without_a_token) in [
            ("/abc", "tenant", "401"),
            ("/123", "tenant", "401"),
            ("/me/new", "new", "401"),
            ("/me/old", "item", "401"),
            ("/a/edit", "item", "401"),
            ("/a/b/edit", "open edit", "open edit"),
            ("/a/b/c", "open tail", "open tail"),
        ] {
            assert_eq!(
                site.answer("GET", path, Some(&user)).await,
                expected,
                "{path} {turn}"
            );
            assert_eq!(
                site.answer("GET", path, None).await,
                without_a_token,
                "{path} {turn}"
            );
        }
        for path in ["/abc", "/me/new", "/me/old", "/a/edit"] {
            assert_eq!(
                site.answer("POST", path, None).await,
                "401",
                "{path} {turn}"
            );
        }
    }
}

#[actix_web::test]
async fn among_routes_with_a_policy_the_narrower_path_answers() {
    let user = POOL.access_token().mint();
    let routes = [
        "/{tail}*",
        "/a/{tail}*",
        "/a/{x}",
        "/a/{x:\\d+}",
        "/a/{x}.json",
        "/a/b",
        "/{y}/b",
        "/{y}/{z}/c",
    ];
    for reversed in [false, true] {
        let mut routes = routes.map(|path| (path, any(path)));
        if reversed {
            routes.reverse();
        }
        let add = |scope: ProtectedScope, (path, route)| scope.route(path, Policy::user(), route);
        let site = site(routes.into_iter().fold(scope(), add)).await;
        for (path, expected) in [
            ("/a/b", "/a/b"),
            ("/a/x", "/a/{x}"),
            ("/a/7", "/a/{x:\\d+}"),
            ("/a/7.json", "/a/{x}.json"),
            ("/a/7/7", "/a/{tail}*"),
            ("/x/b", "/{y}/b"),
            ("/x/y/c", "/{y}/{z}/c"),
            ("/x/y", "/{tail}*"),
        ] {
            assert_eq!(
                site.answer("GET", path, Some(&user)).await,
                expected,
                "{reversed}"
            );
        }
    }
}

#[actix_web::test]
async fn on_one_path_the_policy_is_asked_first() {
    let scope = scope()
        .public("/x", any("open"))
        .optional("/x", web::put().to(named("maybe")))
        .route("/x", Policy::group("b"), web::post().to(named("wide")))
        .post("/x", Policy::group("a"), named("narrow"))
        .public("/users/{id}", web::get().to(named("open user")))
        .put("/users/{name}", Policy::user(), named("changed"));
    let site = site(scope).await;
    let token = |group| POOL.access_token().group(group).mint();
    for (method, path, token, expected) in [
        ("POST", "/x", None, "401"),
        ("POST", "/x", Some(token("b")), "403"),
        ("POST", "/x", Some(token("a")), "narrow"),
        ("PUT", "/x", None, "maybe"),
        ("PUT", "/x", Some(PARTNERS.access_token().mint()), "401"),
        ("GET", "/x", None, "open"),
        ("PUT", "/users/7", Some(token("a")), "changed"),
        ("PUT", "/users/7", None, "401"),
        ("GET", "/users/7", None, "open user"),
    ] {
        let answer = site.answer(method, path, token.as_deref()).await;
        assert_eq!(answer, expected, "{method} {path}");
    }
}

/// The other way to order them would be a guess: actix tells nobody what a route's guards want.
#[actix_web::test]
async fn a_route_without_guards_leaves_nothing_to_a_public_one() {
    let scope = scope().public("/x", web::get().to(named("open"))).route(
        "/x",
        Policy::user(),
        any("closed"),
    );
    assert_eq!(site(scope).await.answer("GET", "/x", None).await, "401");
}

#[actix_web::test]
async fn a_route_keeps_its_guards() {
    let wants_html = || guard::Header("accept", "text/html");
    let scope = scope()
        .route(
            "/x",
            Policy::user(),
            web::get().guard(wants_html()).to(named("html")),
        )
        .public(
            "/x",
            web::get().guard(guard::Not(wants_html())).to(named("text")),
        );
    let site = site(scope).await;
    let html = || {
        test::TestRequest::get()
            .uri("/x")
            .insert_header(("accept", "text/html"))
    };
    assert_eq!(
        site.0.call(html().to_request()).await.unwrap().status(),
        401
    );
    let token = format!("Bearer {}", POOL.access_token().mint());
    let request = html().insert_header(("authorization", token));
    assert_eq!(
        test::call_and_read_body(&site.0, request.to_request()).await,
        "html"
    );
    assert_eq!(site.answer("GET", "/x", None).await, "text");
    assert_eq!(site.answer("POST", "/x", None).await, "401");
}

#[actix_web::test]
async fn a_route_that_would_never_be_asked_is_a_mistake() {
    type Add = fn(ProtectedScope) -> ProtectedScope;
    let twice: [(Add, &str); 5] = [
        (
            |s| {
                s.get("/x/{a}", Policy::user(), named(""))
                    .get("/x/{b}", Policy::user(), named(""))
            },
            "GET /x/{b}",
        ),
        (
            |s| {
                s.serve_table("/t", Policy::user())
                    .get("t", Policy::user(), named(""))
            },
            "GET /t",
        ),
        (
            |s| {
                let nested =
                    ProtectedScope::new(s.auth.clone()).put("/", Policy::user(), named(""));
                s.put("/n", Policy::user(), named("")).nest("n", nested)
            },
            "PUT /n",
        ),
        (
            |s| {
                let service = || web::scope("");
                s.nest_service("/n", Policy::user(), service())
                    .nest_service("/n/", Policy::user(), service())
            },
            "any /n",
        ),
        (
            |s| {
                let nested = |s: &ProtectedScope| {
                    ProtectedScope::new(s.auth.clone()).public_fallback(named(""))
                };
                let (first, second) = (nested(&s), nested(&s));
                s.nest("/n", first).nest("/n", second)
            },
            "any /n",
        ),
    ];
    for (add, route) in twice {
        let scope = std::panic::AssertUnwindSafe(scope());
        let panic = std::panic::catch_unwind(|| add({ scope }.0)).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert_eq!(*message, format!("{route}: there is such a route already"));
    }
}

#[actix_web::test]
async fn nested_routes_keep_their_authenticator_and_answers() {
    let partners = &*PARTNERS;
    let inner = ProtectedScope::new(partners.verifier())
        .get("/", Policy::user(), named("partner"))
        .get("/{id}", Policy::user(), named("their order"))
        .method_not_allowed(named("not here"));
    let middle = ProtectedScope::at("/v1", partners.verifier())
        .nest("/{partner}/orders", inner)
        .public_fallback(named("open v1"));
    let outer = scope()
        .get("/me", Policy::user(), named("me"))
        .serve_table("/routes", Policy::user())
        .nest("/partners", middle)
        .fallback(Policy::user(), named("nothing"));
    assert_eq!(
        outer.table().to_string(),
        "METHOD  PATH                                ACCESS\n\
         GET     /me                                 user\n\
         GET     /routes                             user\n\
         GET     /partners/v1/{partner}/orders       user\n\
         GET     /partners/v1/{partner}/orders/{id}  user\n\
         any     /partners/v1/{partner}/orders/*     authenticated\n\
         any     /partners/v1/*                      public\n\
         any     /*                                  user\n"
    );
    let json = outer.table().to_json();
    let site = site(outer).await;
    let (ours, theirs) = (POOL.access_token().mint(), partners.access_token().mint());
    for (method, path, token, expected) in [
        ("GET", "/partners/v1/acme/orders", &theirs, "partner"),
        ("GET", "/partners/v1/acme/orders", &ours, "401"),
        ("GET", "/partners/v1/acme/orders/7", &theirs, "their order"),
        ("PUT", "/partners/v1/acme/orders/7", &theirs, "not here"),
        ("PUT", "/partners/v1/acme/orders/7", &ours, "401"),
        ("GET", "/partners/v1/acme/orders/7/x", &theirs, "open v1"),
        ("GET", "/partners/v1/acme/orders/7/x", &ours, "401"),
        ("GET", "/partners/v1/acme", &ours, "open v1"),
        ("GET", "/partners", &ours, "nothing"),
        ("GET", "/partners", &theirs, "401"),
        ("PUT", "/me", &ours, "405"),
        ("GET", "/routes", &ours, &json),
    ] {
        assert_eq!(
            site.answer(method, path, Some(token)).await,
            expected,
            "{method} {path}"
        );
    }
}

/// What is public in the outer scope says nothing of what is under the prefix.
#[actix_web::test]
async fn the_rest_of_a_nested_scope_stays_closed() {
    let nested = || scope().get("/me", Policy::user(), named("me"));
    let outer = scope()
        .nest("/a", nested().nest("/b", nested()))
        .nest("/a", scope().get("/you", Policy::user(), named("you")))
        .public("/open/{tail}*", any("open"))
        .nest("/open", nested())
        .public_fallback(named("a page"));
    let table = outer.table();
    let rest: Vec<_> = table
        .rows()
        .iter()
        .filter(|row| row.path().ends_with("/*"))
        .collect();
    let rest: Vec<_> = rest
        .iter()
        .map(|row| format!("{} {}", row.path(), row.access()))
        .collect();
    assert_eq!(
        rest,
        [
            "/a/b/* authenticated",
            "/a/* authenticated",
            "/a/* authenticated",
            "/open/* authenticated",
            "/* public"
        ]
    );
    let site = site(outer).await;
    let user = POOL.access_token().mint();
    for (path, without, with) in [
        ("/a", "401", "a page"),
        ("/a/me", "401", "me"),
        ("/a/you", "401", "you"),
        ("/a/none", "401", "a page"),
        ("/a/b", "401", "a page"),
        ("/a/b/none", "401", "a page"),
        ("/open", "401", "a page"),
        ("/open/me", "401", "me"),
        ("/open/none", "open", "open"),
        ("/ab", "a page", "a page"),
    ] {
        assert_eq!(site.answer("GET", path, None).await, without, "{path}");
        assert_eq!(site.answer("GET", path, Some(&user)).await, with, "{path}");
    }
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

#[actix_web::test]
#[should_panic(expected = "there is a fallback already")]
async fn there_is_one_fallback() {
    let _ = scope()
        .fallback(Policy::user(), named("one"))
        .public_fallback(named("another"));
}

#[actix_web::test]
async fn a_prefix_is_all_that_the_scope_answers_for() {
    let scope = ProtectedScope::at("api/", POOL.verifier())
        .get("/", Policy::user(), named("root"))
        .get("/me", Policy::user(), named("me"))
        .nest_service(
            "/",
            Policy::user(),
            web::scope("/inner").route("", any("inner")),
        );
    let app = App::new()
        .service(scope)
        .route("/apiary", web::get().to(named("bees")))
        .default_service(web::to(named("a page")));
    let site = Site(test::init_service(app).await);
    let user = POOL.access_token().mint();
    for (path, without, with) in [
        ("/api", "401", "root"),
        ("/api/", "401", "a page"),
        ("/api/me", "401", "me"),
        ("/api/inner", "401", "inner"),
        ("/api/none", "401", "a page"),
        ("/apiary", "bees", "bees"),
        ("/", "a page", "a page"),
    ] {
        assert_eq!(site.answer("GET", path, None).await, without, "{path}");
        assert_eq!(site.answer("GET", path, Some(&user)).await, with, "{path}");
    }
}

#[actix_web::test]
async fn the_app_around_it_stays_what_it_is() {
    async fn me(Cognito(claims): Cognito<AccessClaims>, greeting: web::Data<String>) -> String {
        format!("{} {}", **greeting, claims.subject())
    }
    let scope =
        scope()
            .get("/me", Policy::user(), me)
            .get("/open", Policy::user(), named("never reached"));
    let cors = middleware::DefaultHeaders::new().add(("access-control-allow-origin", "*"));
    let app = App::new()
        .app_data(web::Data::new("hello".to_owned()))
        .route("/open", web::get().to(named("open before")))
        .service(scope)
        .route("/after", web::get().to(named("never reached")))
        .wrap(cors);
    let site = Site(test::init_service(app).await);
    let user = POOL.access_token().subject("jo").mint();
    assert_eq!(site.answer("GET", "/me", Some(&user)).await, "hello jo");
    assert_eq!(site.answer("GET", "/open", None).await, "open before");
    assert_eq!(site.answer("POST", "/open", None).await, "401");
    assert_eq!(site.answer("GET", "/after", None).await, "401");
    for path in ["/me", "/none"] {
        let refused = site.send("GET", path, None).await;
        assert_eq!(refused.status(), 401);
        assert_eq!(
            refused
                .headers()
                .get("access-control-allow-origin")
                .unwrap(),
            "*"
        );
        assert!(
            refused
                .response()
                .extensions()
                .get::<cognito_core::Rejection>()
                .is_some()
        );
    }
}
