//! Scopes in scopes, and in an application.

use actix_web::middleware;
use cognito_core::AccessClaims;

use super::*;
use crate::Cognito;

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

/// `OPTIONS *` has no path, so it lies under no scope of actix.
#[actix_web::test]
async fn a_target_without_a_path_is_closed_too() {
    let page = || App::new().default_service(any("the app's page"));
    let site = Site(test::init_service(page().service(scope())).await);
    let user = POOL.access_token().mint();
    for method in METHODS {
        for target in ["*", "example.com:443"] {
            let without = site.answer(method, target, None).await;
            let with = site.answer(method, target, Some(&user)).await;
            let both = (&*without, &*with);
            assert_eq!(both, ("401", "the app's page"), "{method} {target}");
        }
    }

    let below = ProtectedScope::at("/api", POOL.verifier());
    let site = Site(test::init_service(page().service(below)).await);
    let answer = site.answer("OPTIONS", "*", None).await;
    assert_eq!(answer, "the app's page");
}

#[actix_web::test]
#[should_panic(expected = "use `public_fallback` for it")]
async fn a_public_tail_does_not_open_a_nested_prefix() {
    let nested = scope().get("/x", Policy::user(), named("x"));
    let outer = scope()
        .nest("/api", nested)
        .public("/{page}*", any("a page"));
    let _ = site(outer).await;
}
