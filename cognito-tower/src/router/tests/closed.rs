//! Only `public` opens a route.

use axum::{
    http::Response,
    routing::{any, any_service, get, post},
};

use cognito_core::AccessClaims;

use super::*;
use crate::Cognito;

/// One of everything that can be added but not public.
fn everything() -> ProtectedRouter {
    let page = tower::service_fn(async |_: Request<Body>| Ok(Response::new(Body::from("ran"))));
    let service = Router::new().fallback_service(page);
    let nested = protected()
        .get("/", everyone(), ran)
        .post("/x", everyone(), ran);
    protected()
        .get("/get", everyone(), ran)
        .put("/put/{id}", everyone(), ran)
        .patch("/patch", everyone(), ran)
        .delete("/delete", everyone(), ran)
        .route("/any", everyone(), any(ran))
        .route("/service", everyone(), any_service(page))
        .nest("/nested", nested)
        .nest_router("/router", everyone(), Router::new().route("/x", get(ran)))
        .nest_router("/files", everyone(), service)
}

const PATHS: [&str; 16] = [
    "/get",
    "/put/1",
    "/patch",
    "/delete",
    "/any",
    "/service",
    "/nested",
    "/nested/x",
    "/nested/none",
    "/router/x",
    "/router",
    "/router/none",
    "/files",
    "/files/one",
    "/",
    "/none",
];

/// More than the 90 requests that the plan asks for.
#[tokio::test]
async fn nothing_answers_without_a_token() {
    let app: Router = everything().finish();
    let own_answers: Router = everything()
        .fallback(everyone(), ran)
        .method_not_allowed(ran)
        .finish();
    for app in [app, own_answers] {
        for path in PATHS {
            for method in METHODS {
                let (status, body) = ask(&app, method, path, None).await;
                assert_eq!(
                    (status, body.contains("ran")),
                    (401, false),
                    "{method} {path}"
                );
                let (status, _) = ask(&app, method, path, Some("garbage")).await;
                assert_eq!(status, 401, "{method} {path}");
            }
        }
    }
}

/// The two forms of a request's target that are no path.
#[tokio::test]
async fn a_target_without_a_path_is_closed_too() {
    let app: Router = everything().fallback(everyone(), ran).finish();
    for (method, target) in [("CONNECT", "example.com:443"), ("OPTIONS", "*")] {
        assert_eq!(
            both(&app, method, target, &member()).await,
            (401, 200),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_good_token_gets_what_axum_answers() {
    let app: Router = everything().finish();
    let token = member();
    for (method, path, expected) in [
        ("GET", "/get", 200),
        ("HEAD", "/get", 200),
        ("POST", "/get", 405),
        ("PUT", "/put/1", 200),
        ("PATCH", "/patch", 200),
        ("DELETE", "/delete", 200),
        ("GET", "/delete", 405),
        ("TRACE", "/any", 200),
        ("PUT", "/service", 200),
        ("GET", "/nested", 200),
        ("POST", "/nested/x", 200),
        ("GET", "/nested/x", 405),
        ("GET", "/nested/none", 404),
        ("GET", "/router/x", 200),
        ("POST", "/router/x", 405),
        ("GET", "/router/none", 404),
        ("POST", "/files/one", 200),
        ("GET", "/none", 404),
    ] {
        let (status, _) = ask(&app, method, path, Some(&token)).await;
        assert_eq!(status, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn the_methods_of_a_path_have_policies_of_their_own() {
    let app: Router = protected()
        .get("/orders", everyone(), ran)
        .post("/orders", admins(), ran)
        .public("/orders", axum::routing::options(ran))
        .finish();
    for (method, none, one, admin_status) in [
        ("GET", 401, 200, 200),
        ("HEAD", 401, 200, 200),
        ("POST", 401, 403, 200),
        ("DELETE", 401, 405, 405),
        ("OPTIONS", 200, 200, 200),
    ] {
        assert_eq!(
            both(&app, method, "/orders", &member()).await,
            (none, one),
            "{method}"
        );
        assert_eq!(
            ask(&app, method, "/orders", Some(&admin())).await.0,
            admin_status,
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_public_route_stays_as_axum_has_it() {
    let app: Router = protected()
        .public("/health", get(ran))
        .public("/claims", get(async |_: Cognito<AccessClaims>| "ran"))
        .public("/anything", any(ran))
        .post("/anything", everyone(), ran)
        .finish();
    assert_eq!(both(&app, "GET", "/health", "garbage").await, (200, 200));
    assert_eq!(ask(&app, "POST", "/health", None).await.0, 405);
    // There is nothing to take claims from.
    assert_eq!(both(&app, "GET", "/claims", &member()).await, (500, 500));
    // `any` answers all methods but the one that is protected.
    assert_eq!(both(&app, "PUT", "/anything", "garbage").await, (200, 200));
    assert_eq!(both(&app, "POST", "/anything", &member()).await, (401, 200));
}

#[tokio::test]
async fn an_optional_route_takes_no_token_but_no_bad_one() {
    let app: Router = protected().optional("/", post(ran)).finish();
    assert_eq!(both(&app, "POST", "/", &member()).await, (200, 200));
    assert_eq!(ask(&app, "POST", "/", Some("garbage")).await.0, 401);
    assert_eq!(both(&app, "GET", "/", &member()).await, (401, 405));
}

#[tokio::test]
async fn a_later_fallback_for_methods_opens_no_protected_path() {
    let app: Router = everything()
        .public("/health", get(ran))
        .public("/shared", get(ran))
        .post("/shared", everyone(), ran)
        .optional("/optional", get(ran))
        .finish()
        .method_not_allowed_fallback(ran);
    for path in PATHS.into_iter().chain(["/shared", "/optional"]) {
        let (status, _) = ask(&app, "DELETE", path, None).await;
        assert_eq!(status, 401, "{path}");
    }
    // Public paths are the application's.
    assert_eq!(ask(&app, "DELETE", "/health", None).await.0, 200);
}

#[tokio::test]
async fn a_public_fallback_opens_no_nested_router() {
    let nested = protected().get("/x", everyone(), ran);
    let deeper = protected()
        .nest("/deeper", protected().get("/x", everyone(), ran))
        .nest_router("/admin", admins(), Router::new());
    let with_own = protected()
        .get("/x", everyone(), ran)
        .fallback(admins(), ran);
    let with_page = Router::new().fallback(ran);
    let app: Router = protected()
        .nest("/nested", nested)
        .nest("/{tenant}/tenant/", protected().get("/x", everyone(), ran))
        .nest("/down", deeper)
        .nest("/own", with_own)
        .nest_router("/admin", admins(), Router::new().route("/x", get(ran)))
        .nest_router("/page", admins(), with_page)
        .public_fallback(async || "the application's page")
        .finish();
    for (path, expected) in [
        ("/", (200, 200)),
        ("/nestedness", (200, 200)),
        ("/nested", (401, 200)),
        ("/nested/", (401, 200)),
        ("/nested/none", (401, 200)),
        ("/acme/tenant/none/at/all", (401, 200)),
        ("/acme/tenants", (200, 200)),
        ("/down/none", (401, 200)),
        ("/down/deeper/none", (401, 200)),
        ("/down/admin/none", (401, 403)),
        ("/own/none", (401, 403)),
        ("/admin", (401, 403)),
        ("/admin/none", (401, 403)),
        ("/page", (401, 403)),
        ("/page/none", (401, 403)),
    ] {
        assert_eq!(both(&app, "GET", path, &member()).await, expected, "{path}");
    }
    let (_, page) = ask(&app, "GET", "/admin/none", Some(&admin())).await;
    assert_eq!(page, "the application's page");
    let (_, page) = ask(&app, "GET", "/page/none", Some(&admin())).await;
    assert_eq!(page, "ran");
}

#[tokio::test]
async fn a_policy_of_the_authenticator_holds_everywhere() {
    let auth = Authenticator::builder(POOL.verifier()).require(admins());
    let app: Router = ProtectedRouter::new(auth.build().unwrap())
        .get("/x", everyone(), ran)
        .optional("/optional", get(ran))
        .finish();
    assert_eq!(both(&app, "GET", "/x", &member()).await, (401, 403));
    assert_eq!(both(&app, "GET", "/none", &member()).await, (401, 403));
    assert_eq!(both(&app, "GET", "/optional", &member()).await, (200, 403));
    assert_eq!(ask(&app, "GET", "/x", Some(&admin())).await.0, 200);
}

/// For anonymous requests as well as for preflights the routes' policies are what counts.
#[tokio::test]
async fn a_lax_authenticator_opens_nothing() {
    let auth = Authenticator::builder(POOL.verifier())
        .optional()
        .allow_preflight();
    let app: Router = ProtectedRouter::new(auth.build().unwrap())
        .route("/x", everyone(), any(ran))
        .finish();
    for path in ["/x", "/none"] {
        let preflight = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header(header::ORIGIN, "https://app.example.com")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .body(Body::empty());
        let response = app.clone().oneshot(preflight.unwrap()).await.unwrap();
        assert_eq!(response.status(), 401, "{path}");
        assert_eq!(ask(&app, "GET", path, None).await.0, 401, "{path}");
    }
}
