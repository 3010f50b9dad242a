//! `assert_no_open_routes` finds every hole that actix lets one make, and calls nothing else one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    future::ready,
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use actix_web::{
    App, HttpResponse, HttpServer, Responder, error, guard, middleware, rt, test, web,
};
use cognito_actix::{
    CognitoAuth, ProtectedScope, assert_no_open_routes,
    core::{Authenticator, Policy, routes::RouteTable, test_util::TestPool},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn auth() -> Authenticator {
    Authenticator::new(POOL.verifier())
}

fn layer() -> CognitoAuth {
    CognitoAuth::new(auth())
}

async fn hello() -> impl Responder {
    "hello"
}

/// What the check says of an application; nothing, if all is well.
macro_rules! findings {
    ($app:expr, $table:expr) => {{
        let (app, table) = (test::init_service($app).await, $table);
        let check = rt::spawn(async move { assert_no_open_routes(&app, &table, &POOL).await });
        match check.await {
            Ok(()) => String::new(),
            Err(error) => *error.into_panic().downcast::<String>().unwrap(),
        }
    }};
}

/// `GET /me` is for everybody with a token; there is nothing else.
fn me() -> RouteTable {
    let mut table = RouteTable::new();
    table.add(&["GET"], "/me", Policy::authenticated());
    table
}

fn protected() -> ProtectedScope {
    ProtectedScope::new(auth()).get("/me", Policy::authenticated(), hello)
}

#[actix_web::test]
async fn nothing_is_found_where_nothing_is_open() {
    let scope = || {
        let nested = ProtectedScope::new(auth())
            .get("/", Policy::user(), hello)
            .get("/{id:[0-9a-f]{8}}", Policy::machine(), hello)
            .public("/help", web::get().to(hello));
        ProtectedScope::at("/api", auth())
            .public("/health", web::route().to(hello))
            .public("/{page}", web::get().to(hello))
            .public("/static/{file}*", web::get().to(hello))
            .optional("/maybe", web::get().to(hello))
            .get("/me", Policy::user(), hello)
            .post("/me", Policy::group("admins"), hello)
            .get("/a/{name}.json", Policy::scope("a/read"), hello)
            .get("/b/{tail}*", Policy::authenticated(), hello)
            .route("/c", Policy::any_client(["other"]), web::route().to(hello))
            .nest("/orders", nested)
            .nest_service(
                "/admin",
                Policy::group("admins"),
                web::scope("").route("/x", web::to(hello)),
            )
            .method_not_allowed(|| ready(HttpResponse::Ok()))
            .fallback(Policy::user(), hello)
            .serve_table("/routes", Policy::group("admins"))
    };
    let table = scope().table();
    assert!(table.probes(&POOL).len() > 300);
    assert_eq!(findings!(App::new().service(scope()), table), "");
    // Its own layers, by hand.
    let app = App::new().route("/me", web::get().to(hello)).wrap(layer());
    assert_eq!(findings!(app, me()), "");
    // A refusal may be an error of a middleware further out.
    let closed = middleware::from_fn(async |_, _: middleware::Next<actix_web::body::BoxBody>| {
        Err::<actix_web::dev::ServiceResponse, _>(error::ErrorForbidden("closed"))
    });
    assert_eq!(findings!(App::new().wrap(closed), me()), "");
}

#[actix_web::test]
async fn every_hole_is_found() {
    let get_me = "GET /me without a token: 200 (declared: authenticated)";

    let before = App::new()
        .route("/me", web::get().to(hello))
        .service(protected());
    let found = findings!(before, me());
    assert!(found.contains(get_me), "{found}");
    assert!(
        found.contains("GET /me with an expired token: 200"),
        "{found}"
    );
    assert!(!found.contains("POST /me"), "{found}");

    let pattern = App::new()
        .route("/{page}", web::post().to(hello))
        .service(protected());
    let found = findings!(pattern, me());
    assert!(
        found.contains("POST /me without a token: 200 (not in the table)"),
        "{found}"
    );

    let forgotten = App::new().service(web::scope("").route("/me", web::get().to(hello)));
    assert!(findings!(forgotten, me()).contains(get_me));

    let switched_off = App::new()
        .route("/me", web::get().to(hello))
        .wrap(middleware::Condition::new(false, layer()));
    assert!(findings!(switched_off, me()).contains(get_me));

    let one_method = web::resource("/me")
        .route(web::get().to(hello).wrap(layer()))
        .route(web::delete().to(hello));
    let found = findings!(App::new().service(one_method), me());
    assert!(found.contains("DELETE /me without a token: 200"), "{found}");
    assert!(!found.contains("GET /me"), "{found}");

    let by_guard = App::new()
        .service(
            web::resource("/me")
                .guard(guard::Header("a", "b"))
                .to(hello)
                .wrap(layer()),
        )
        .service(web::resource("/me").to(hello));
    assert!(findings!(by_guard, me()).contains(get_me));

    let beside = App::new()
        .service(
            web::scope("/me")
                .route("", web::get().to(hello))
                .wrap(layer()),
        )
        .default_service(web::to(hello));
    let found = findings!(beside, me());
    assert!(
        found.contains("GET /no/such/route without a token: 200 (not in the table)"),
        "{found}"
    );

    let optional = ProtectedScope::new(auth()).optional("/me", web::get().to(hello));
    let found = findings!(App::new().service(optional), me());
    assert!(found.contains(get_me), "{found}");
    assert!(!found.contains("expired"), "{found}");

    let every_token = App::new().route("/me", web::get().to(hello)).wrap(layer());
    let mut admins = RouteTable::new();
    admins.add(&["GET"], "/me", Policy::group("admins"));
    let found = findings!(every_token, admins);
    assert!(
        found.contains("GET /me with a good token that does not meet the policy: 200"),
        "{found}"
    );
    assert!(!found.contains("without a token"), "{found}");

    let reached = App::new().route("/me", web::get().to(HttpResponse::BadRequest));
    assert!(findings!(reached, me()).contains("GET /me without a token: 400"));
}

/// A table that is not the application's finds nothing at its paths: that must not pass for closed.
#[actix_web::test]
async fn a_table_of_other_paths_does_not_pass() {
    let elsewhere = App::new().service(web::scope("/api").service(protected()));
    let found = findings!(elsewhere, protected().table());
    assert!(
        found.contains("GET /me without a token: 404 (declared: authenticated)"),
        "{found}"
    );
}

/// Each worker builds a scope of its own out of the one authenticator.
#[actix_web::test]
async fn it_serves_in_every_worker() {
    let (auth, built) = (auth(), Arc::new(AtomicUsize::new(0)));
    let builds = Arc::clone(&built);
    let server = HttpServer::new(move || {
        builds.fetch_add(1, Relaxed);
        App::new().service(ProtectedScope::new(auth.clone()).get("/me", Policy::user(), hello))
    });
    let server = server
        .workers(2)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = *server.addrs().first().unwrap();
    let server = server.run();
    let handle = server.handle();
    rt::spawn(server);

    let token = POOL.access_token().mint();
    let status = move |path: &str, headers: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response.get(9..12).unwrap().to_owned()
    };
    let asked = web::block(move || {
        let bearer = format!("Authorization: Bearer {token}\r\n");
        // Connections go to the workers in turn.
        for _ in 0..2 {
            assert_eq!(status("/me", ""), "401");
            assert_eq!(status("/none", ""), "401");
            assert_eq!(status("/me", &bearer), "200");
        }
    });
    asked.await.unwrap();
    handle.stop(false).await;
    assert!(built.load(Relaxed) >= 2);
}
