//! Each way to leave a route open is found.

use std::sync::LazyLock;

use axum::{
    Json, Router,
    extract::Path,
    http::StatusCode,
    routing::{any, get, post},
};
use cognito_core::{
    Policy,
    routes::{Access, RouteTable},
};

use super::*;
use crate::{CognitoLayer, ProtectedRouter, RequireLayer};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn auth() -> CognitoLayer {
    CognitoLayer::from(POOL.verifier())
}

fn everyone() -> Policy {
    Policy::authenticated()
}

async fn ran() -> &'static str {
    "ran"
}

/// Nothing, if the application is closed; else the list.
async fn findings(app: Router, table: &RouteTable) -> Option<String> {
    let table = table.clone();
    let check = tokio::spawn(async move { assert_no_open_routes(app, &table, &POOL).await });
    let panic = check.await.err()?.into_panic();
    Some(panic.downcast_ref::<String>().unwrap().clone())
}

/// The list has this line, if there is one; else there is no list.
async fn check(app: Router, table: &RouteTable, expected: Option<&str>) {
    let found = findings(app, table).await;
    match (&found, expected) {
        (None, None) => {}
        (Some(list), Some(line)) => {
            assert!(
                list.lines().any(|l| l.trim() == line),
                "no {line} in {list}"
            );
        }
        _ => panic!("{found:?}, not {expected:?}"),
    }
}

fn table(rows: &[(&'static str, &str, Access)]) -> RouteTable {
    let mut table = RouteTable::new();
    for (method, path, access) in rows {
        table.add(&[method], path, access.clone());
    }
    table
}

/// By layers alone: closed as it is meant, and open by one mistake.
#[tokio::test]
async fn a_route_beside_its_layer_is_found() {
    let rows = table(&[
        ("GET", "/a", everyone().into()),
        ("GET", "/b/{id}", everyone().into()),
    ]);
    let a = || Router::new().route("/a", get(ran));
    let b = || Router::new().route("/b/{id}", get(ran));
    check(a().merge(b()).layer(auth()), &rows, None).await;
    let line = "GET /b/1 without a token: 200 (declared: authenticated)";
    let nested = Router::new().route("/{id}", get(ran));
    for app in [
        a().layer(auth()).route("/b/{id}", get(ran)),
        a().layer(auth()).merge(b()),
        a().layer(auth()).nest("/b", nested),
        a().route_layer(auth()).merge(b()),
    ] {
        check(app, &rows, Some(line)).await;
    }
}

#[tokio::test]
async fn a_method_beside_its_layer_is_found() {
    let rows = table(&[
        ("GET", "/x", everyone().into()),
        ("POST", "/x", everyone().into()),
    ]);
    let layered = Router::new().route("/x", get(ran).layer(auth()).post(ran));
    let line = "POST /x with an expired token: 200 (declared: authenticated)";
    check(layered, &rows, Some(line)).await;
}

#[tokio::test]
async fn a_fallback_behind_the_layer_is_found() {
    let rows = table(&[("GET", "/x", everyone().into())]);
    let app = || Router::new().route("/x", get(ran)).layer(auth());
    check(app(), &rows, None).await;
    let line = "PUT /no/such/route without a token: 200 (not in the table)";
    check(app().fallback(ran), &rows, Some(line)).await;
    let line = "PUT /x without a token: 200 (not in the table)";
    check(app().method_not_allowed_fallback(ran), &rows, Some(line)).await;
}

#[tokio::test]
async fn another_policy_than_the_table_has_is_found() {
    let rows = table(&[
        ("GET", "/x", Policy::group("admins").into()),
        ("GET", "/machines", Policy::machine().into()),
    ]);
    let app = |policy: Policy| {
        Router::new()
            .route("/x", get(ran).layer(RequireLayer::new(policy)))
            .route(
                "/machines",
                get(ran).layer(RequireLayer::new(Policy::machine())),
            )
            .layer(auth())
    };
    check(app(Policy::group("admins")), &rows, None).await;
    let line =
        "GET /x with a good token that does not meet the policy: 200 (declared: group(admins))";
    check(app(Policy::user()), &rows, Some(line)).await;
}

/// Most handlers answer something else than 200 to a request that has only a path.
#[tokio::test]
async fn a_handler_that_finds_fault_with_the_request_is_found() {
    let rows = table(&[("POST", "/x/{id}", everyone().into())]);
    let line = |status| format!("POST /x/1 without a token: {status} (declared: authenticated)");
    let not_found = post(async || StatusCode::NOT_FOUND);
    let body = post(async |_: Json<String>| "ran");
    let other_type = post(async |_: Path<bool>| "ran");
    for (handler, status) in [(not_found, 404), (body, 415), (other_type, 400)] {
        let app = Router::new().route("/x/{id}", handler);
        check(app.clone(), &rows, Some(&line(status))).await;
        check(app.layer(auth()), &rows, None).await;
    }
}

/// A table that belongs to another place proves nothing, and says so.
#[tokio::test]
async fn an_application_that_is_served_elsewhere_is_found() {
    let router = ProtectedRouter::new(POOL.verifier()).get("/me", everyone(), ran);
    let rows = router.table();
    let app: Router = Router::new().nest("/api", router.finish());
    let line = "GET /me without a token: 404 (declared: authenticated)";
    check(app.clone(), &rows, Some(line)).await;
    check(app, &rows.under("/api"), None).await;
}

#[tokio::test]
async fn what_is_added_to_a_finished_router_is_found() {
    let router = ProtectedRouter::new(POOL.verifier())
        .get("/x", everyone(), ran)
        .public("/open", get(ran));
    let rows = router.table();
    let app: Router = router.finish();
    check(app.clone(), &rows, None).await;
    let not_in_it = |request: &str| format!("{request} without a token: 200 (not in the table)");
    for (app, line) in [
        (app.clone().route("/x", post(ran)), not_in_it("POST /x")),
        (
            app.clone().route("/open", post(ran)),
            "no finding".to_owned(),
        ),
        (
            app.clone().route("/{*all}", any(ran)),
            "GET /no/such/route without a token: 200 (declared: authenticated)".to_owned(),
        ),
        (
            app.clone().fallback(ran),
            "GET /no/such/route without a token: 200 (declared: authenticated)".to_owned(),
        ),
    ] {
        // The row of a public route is for any method: axum does not tell which it has.
        let expected = Some(&*line).filter(|line| *line != "no finding");
        check(app, &rows, expected).await;
    }
}

#[tokio::test]
async fn a_bad_token_that_passes_as_none_is_found() {
    let rows = table(&[("GET", "/x", Access::Optional)]);
    let open = Router::new().route("/x", get(ran));
    let line = "GET /x with a token of another app client: 200 (declared: optional)";
    check(open, &rows, Some(line)).await;
    let router = ProtectedRouter::new(POOL.verifier()).optional("/x", get(ran));
    check(router.finish(), &rows, None).await;
}

#[tokio::test]
#[should_panic(expected = "the application failed: \"down\"")]
async fn an_application_that_fails_proves_nothing() {
    let down = tower::service_fn(async |_: Request<Body>| Err::<Response<Body>, _>("down"));
    assert_no_open_routes(down, &RouteTable::new(), &POOL).await;
}
