use axum::routing::{any, get};

use super::*;

fn router() -> ProtectedRouter {
    let nested = protected()
        .get("/", everyone(), ran)
        .serve_table("/routes", admins())
        .public("/open", get(ran));
    protected()
        .get("/get", everyone(), ran)
        .post("/post", admins(), ran)
        .put("/put", everyone(), ran)
        .patch("/patch", everyone(), ran)
        .delete("/delete", everyone(), ran)
        .route("/any", everyone(), any(ran))
        .optional("/optional", get(ran))
        .nest("/nested", nested)
        .nest("/own", protected().public_fallback(ran))
        .nest_router("/files", admins(), Router::new())
}

#[test]
fn the_table_has_all_routes_in_their_order() {
    let table = router().fallback(Policy::user(), ran).table().to_string();
    let expected = "\
METHOD  PATH            ACCESS
GET     /get            authenticated
POST    /post           group(admins)
PUT     /put            authenticated
PATCH   /patch          authenticated
DELETE  /delete         authenticated
any     /any            authenticated
any     /optional       optional
GET     /nested         authenticated
GET     /nested/routes  group(admins)
any     /nested/open    public
any     /nested/*       authenticated
any     /own/*          public
any     /files          group(admins)
any     /files/*        group(admins)
any     /*              user
";
    assert_eq!(table, expected);
}

#[tokio::test]
async fn the_whole_table_is_served_to_who_may_see_it() {
    let router = router();
    let json = router.table().to_json();
    let app: Router = router.finish();
    assert_eq!(
        both(&app, "GET", "/nested/routes", &member()).await,
        (401, 403)
    );
    let request = Request::get("/nested/routes")
        .header(header::AUTHORIZATION, format!("Bearer {}", admin()))
        .body(Body::empty());
    let response = app.oneshot(request.unwrap()).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let body = to_bytes(response.into_body(), 64 * 1024).await.unwrap();
    assert_eq!(body, json);
}

#[tokio::test]
async fn what_the_table_says_is_so() {
    for router in [
        router(),
        router().public_fallback(ran),
        router().fallback(admins(), ran).method_not_allowed(ran),
    ] {
        let table = router.table();
        crate::assert_no_open_routes(router.finish(), &table, &POOL).await;
    }
}

#[test]
fn a_router_prints_its_table_and_no_token() {
    let printed = format!("{:?}", protected().get("/me", everyone(), ran));
    assert!(printed.contains("/me"), "{printed}");
}
