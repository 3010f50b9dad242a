//! The finished router is a router of axum like any other.

use axum::{
    extract::{FromRef, MatchedPath, NestedPath, Path, State},
    http::Uri,
    routing::{any, get, post},
};
use cognito_core::AccessClaims;
use tower_http::cors::CorsLayer;

use super::*;
use crate::Cognito;

#[derive(Clone)]
struct Site {
    name: &'static str,
}

#[derive(Clone)]
struct Name(&'static str);

impl FromRef<Site> for Name {
    fn from_ref(site: &Site) -> Self {
        Self(site.name)
    }
}

async fn greet(
    State(Name(site)): State<Name>,
    Cognito(claims): Cognito<AccessClaims>,
    path: Option<Path<String>>,
) -> String {
    let path = path.map(|Path(path)| path).unwrap_or_default();
    format!("{site}: {} {path}", claims.username().unwrap_or_default())
}

#[tokio::test]
async fn handlers_have_the_state_and_the_claims() {
    let nested = ProtectedRouter::new(POOL.verifier()).get("/{name}", everyone(), greet);
    let app: Router = ProtectedRouter::new(POOL.verifier())
        .get("/me", everyone(), greet)
        .nest("/nested", nested)
        .nest_router(
            "/router",
            everyone(),
            Router::new().route("/{name}", get(greet)),
        )
        .fallback(everyone(), greet)
        .method_not_allowed(greet)
        .public("/site", get(async |State(Name(site)): State<Name>| site))
        .finish()
        .with_state(Site { name: "shop" });
    let token = POOL.access_token().username("ada").mint();
    for (method, path, expected) in [
        ("GET", "/me", "shop: ada "),
        ("POST", "/me", "shop: ada "),
        ("GET", "/nested/one", "shop: ada one"),
        ("GET", "/router/two", "shop: ada two"),
        ("GET", "/none", "shop: ada "),
        ("GET", "/site", "shop"),
    ] {
        let (_, body) = ask(&app, method, path, Some(&token)).await;
        assert_eq!(body, expected, "{method} {path}");
    }
}

/// As in axum: handlers see the path below the prefix.
#[tokio::test]
async fn a_nested_router_is_nested_as_axum_does() {
    async fn paths(uri: Uri, nested: NestedPath, matched: MatchedPath) -> String {
        format!("{uri} {} {}", nested.as_str(), matched.as_str())
    }
    let nested = || {
        protected()
            .get("/x/{id}", everyone(), paths)
            .public("/open/{id}", get(paths))
    };
    let twice = protected().nest("/b", nested());
    let app: Router = protected().nest("/a", twice).finish();
    let (_, body) = ask(&app, "GET", "/a/b/x/1", Some(&member())).await;
    assert_eq!(body, "/x/1 /a/b /a/b/x/{id}");
    let (_, body) = ask(&app, "GET", "/a/b/open/1", None).await;
    assert_eq!(body, "/open/1 /a/b /a/b/open/{id}");
}

/// One path from both sides of a prefix, in all combinations that matter.
#[tokio::test]
async fn a_path_may_be_added_to_from_outside_of_its_nested_router() {
    let nested = protected()
        .get("/x", everyone(), ran)
        .public("/open", get(ran))
        .public("/y", get(ran))
        .get("/z", everyone(), ran)
        .public("/z", any(ran));
    let app: Router = protected()
        .post("/a/x", admins(), ran)
        .post("/a/open", admins(), ran)
        .nest("/a", nested)
        .public("/a/y", post(ran))
        .finish()
        .method_not_allowed_fallback(ran);
    for (method, path, expected) in [
        ("GET", "/a/x", (401, 200)),
        ("POST", "/a/x", (401, 403)),
        ("PUT", "/a/x", (401, 405)),
        ("GET", "/a/open", (200, 200)),
        ("POST", "/a/open", (401, 403)),
        ("PUT", "/a/open", (401, 405)),
        ("POST", "/a/y", (200, 200)),
        ("PUT", "/a/y", (200, 200)),
        ("GET", "/a/z", (401, 200)),
        ("PUT", "/a/z", (200, 200)),
    ] {
        assert_eq!(
            both(&app, method, path, &member()).await,
            expected,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn nested_routers_keep_their_authenticators_and_answers() {
    let other = TestPool::with_id("eu-west-1_Other0001".parse().unwrap());
    let partners = ProtectedRouter::new(other.verifier())
        .get("/x", everyone(), ran)
        .public("/open", get(ran))
        .public("/x", any(async || "any"))
        .method_not_allowed(async || "the partners' answer");
    let app: Router = protected()
        .nest("/partners", partners)
        .get("/x", everyone(), ran)
        .method_not_allowed(async || "our answer")
        .finish();
    let theirs = other.access_token().mint();
    assert_eq!(
        both(&app, "GET", "/partners/x", &member()).await,
        (401, 401)
    );
    assert_eq!(both(&app, "GET", "/partners/x", &theirs).await, (401, 200));
    assert_eq!(
        both(&app, "GET", "/partners/none", &member()).await,
        (401, 401)
    );
    // What is not found is our answer, and ours to guard too.
    assert_eq!(
        both(&app, "GET", "/partners/none", &theirs).await,
        (401, 401)
    );
    assert_eq!(both(&app, "GET", "/x", &theirs).await, (401, 401));
    assert_eq!(ask(&app, "PUT", "/partners/x", None).await.1, "any");
    assert_eq!(
        ask(&app, "PUT", "/x", Some(&member())).await.1,
        "our answer"
    );
    assert_eq!(ask(&app, "PUT", "/partners/open", None).await.0, 405);

    let partners = ProtectedRouter::new(other.verifier())
        .get("/x", everyone(), ran)
        .method_not_allowed(async || "the partners' answer");
    let app: Router = protected().nest("/partners", partners).finish();
    assert_eq!(
        both(&app, "PUT", "/partners/x", &member()).await,
        (401, 401)
    );
    assert_eq!(
        ask(&app, "PUT", "/partners/x", Some(&theirs)).await.1,
        "the partners' answer"
    );
}

#[tokio::test]
async fn the_finished_router_may_be_nested_and_merged() {
    let router = protected()
        .nest("/admin", protected().get("/x", everyone(), ran))
        .public_fallback(async || "page");
    let table = router.table().under("/v1");
    let finished: Router = router.finish();
    let app = Router::new().nest("/v1", finished).route("/open", get(ran));
    for (path, expected) in [
        ("/v1/admin/x", (401, 200)),
        ("/v1/admin/none", (401, 200)),
        ("/v1/none", (200, 200)),
        ("/none", (404, 404)),
        ("/open", (200, 200)),
    ] {
        assert_eq!(both(&app, "GET", path, &member()).await, expected, "{path}");
    }
    crate::assert_no_open_routes(app, &table, &POOL).await;

    let app = Router::new()
        .route("/open", get(ran))
        .merge(protected().get("/x", everyone(), ran).finish());
    assert_eq!(both(&app, "GET", "/x", &member()).await, (401, 200));
    assert_eq!(both(&app, "GET", "/none", &member()).await, (401, 404));
    assert_eq!(both(&app, "GET", "/open", &member()).await, (200, 200));
}

#[tokio::test]
async fn cors_goes_around_the_finished_router() {
    let router = protected().get("/me", everyone(), ran);
    let table = router.table();
    let app: Router = router.finish().layer(CorsLayer::permissive());
    let request = |method: &str| {
        Request::builder()
            .method(method)
            .uri("/me")
            .header(header::ORIGIN, "https://app.example.com")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .body(Body::empty())
            .unwrap()
    };
    for (method, status) in [("OPTIONS", 200), ("GET", 401)] {
        let response = app.clone().oneshot(request(method)).await.unwrap();
        assert_eq!(response.status(), status, "{method}");
        let allowed = &response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN];
        assert_eq!(allowed, "*", "{method}");
    }
    crate::assert_no_open_routes(app, &table, &POOL).await;
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `GET /x` already exists")]
fn two_handlers_for_one_method_end_the_program_at_its_start() {
    let _ = protected()
        .get("/x", everyone(), ran)
        .get("/x", admins(), ran);
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `GET /x` already exists")]
fn a_public_handler_does_not_take_the_place_of_a_protected_one() {
    let _: Router = protected()
        .get("/x", everyone(), ran)
        .public("/x", get(ran))
        .finish();
}

#[test]
#[should_panic(expected = "there is a fallback already")]
fn a_second_fallback_ends_the_program_at_its_start() {
    let _ = protected().fallback(everyone(), ran).public_fallback(ran);
}

/// axum would ask it before what is nested, whose own fallback nobody would reach.
#[test]
#[should_panic(expected = "use `public_fallback` for it")]
fn a_public_tail_does_not_open_a_nested_prefix() {
    let pool = TestPool::new();
    let admin = Router::new().fallback(async || "the admins' page");
    let _: Router = ProtectedRouter::new(pool.verifier())
        .nest_router("/admin", Policy::group("admins"), admin)
        .public("/{*page}", get(async || "a page"))
        .finish();
}
