//! What the site brings for development, on its own listener: the pool under `/cognito`, its console and mailbox under
//! `/dev`, the identity pool at `/identity`, the store under `/s3`.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Response, StatusCode},
    routing::any,
};
use cognito_tower::ProtectedRouter;
use dev_pool::Answer;
use my_page::{Embedded, Site};
use tokio::{task::spawn_blocking, time::sleep};

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
    let (head, body) = request.into_parts();
    let body = to_bytes(body, embedded.max_body(head.uri.path()))
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    // The path as it came: signatures are over its percent signs.
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let asked = dev_pool::Request::new(head.method.as_str(), path).body(body);
    let asked = head.headers.iter().fold(asked, |asked, (name, value)| {
        asked.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
    });
    // SRP is arithmetic with 3072-bit numbers: not for the threads that serve.
    let answer = spawn_blocking(move || embedded.answer(&asked))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .ok_or(StatusCode::NOT_FOUND)?;
    sleep(answer.delay).await;
    response(answer).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(answer: Answer) -> Result<Response<Body>, axum::http::Error> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(&*name, value);
    }
    response.body(answer.body.into())
}
