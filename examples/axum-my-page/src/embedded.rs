//! What the site brings for development, on its own listener: the pool under `/cognito`, its console and mailbox under
//! `/dev`, the identity pool at `/identity`, the store under `/s3`.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
    routing::any,
};
use cognito_tower::ProtectedRouter;
use dev_pool::on_axum;
use my_page::{Embedded, Site};

const PATHS: [&str; 11] = [
    "/cognito",
    "/cognito/",
    "/cognito/{*rest}",
    "/dev",
    "/dev/",
    "/dev/{*rest}",
    "/identity",
    "/identity/",
    "/s3",
    "/s3/",
    "/s3/{*rest}",
];

/// Adds the routes; none if the site's pool is elsewhere.
pub(crate) fn add_routes(router: ProtectedRouter<Site>, site: &Site) -> ProtectedRouter<Site> {
    let Some(embedded) = site.embedded_services() else {
        return router;
    };
    let serve = any(serve).with_state(embedded);
    PATHS
        .into_iter()
        .fold(router, |router, path| router.public(path, serve.clone()))
}

async fn serve(
    State(embedded): State<Embedded>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    let max_body = embedded.max_body(request.uri().path());
    on_axum::serve(request, max_body, move |request| embedded.answer(request)).await
}
