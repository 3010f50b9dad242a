//! The embedded pool on the site's own listener: its API under `/cognito`, its mailbox under `/dev`.

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, Response, StatusCode, Uri},
    routing::any,
};
use cognito_tower::ProtectedRouter;
use dev_pool::{Answer, DevPool, MAX_BODY, Request};
use my_page::Site;

/// Adds the pool's routes; none if the site's pool is elsewhere.
pub(crate) fn add_routes(router: ProtectedRouter<Site>, site: &Site) -> ProtectedRouter<Site> {
    let Some(pool) = site.dev_pool() else {
        return router;
    };
    let serve = any(serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(pool);
    ["/cognito", "/cognito/", "/cognito/{*rest}", "/dev/{*rest}"]
        .into_iter()
        .fold(router, |router, path| router.public(path, serve.clone()))
}

async fn serve(
    State(pool): State<DevPool>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, StatusCode> {
    let request = Request::new(method.as_str(), uri.path()).body(body);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
    });
    // SRP is arithmetic with 3072-bit numbers: not for the threads that serve.
    let answer = tokio::task::spawn_blocking(move || pool.answer(&request))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .ok_or(StatusCode::NOT_FOUND)?;
    response(answer).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(answer: Answer) -> Result<Response<Body>, axum::http::Error> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body.into())
}
