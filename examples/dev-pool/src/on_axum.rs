//! For servers on axum: from a request of the framework's to one of the pool's, and back.

use axum::{
    body::{Body, to_bytes},
    extract,
    http::{Response, StatusCode, uri::PathAndQuery},
};
use tokio::{task::spawn_blocking, time::sleep};

use crate::{Answer, Request};

/// Has a request answered by [`DevPool::answer`](crate::DevPool::answer) or its like, on a thread where it may compute, and waits
/// as long as the answer [wants](Answer::delay).
///
/// ```
/// use axum::{body::Body, extract::Request, http::StatusCode};
/// use dev_pool::{DevPool, MAX_BODY, on_axum};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = DevPool::builder().build()?;
/// let path = format!("/cognito/{}/.well-known/jwks.json", pool.user_pool_id());
/// let request = Request::get(path).header("host", "127.0.0.1:3000").body(Body::empty())?;
/// let response = on_axum::serve(request, MAX_BODY, move |request| pool.answer(request)).await;
/// assert_eq!(response.map(|response| response.status()), Ok(StatusCode::OK));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// 413 for a body of more than `max_body` bytes, 404 where nobody answers.
pub async fn serve(
    request: extract::Request,
    max_body: usize,
    answer: impl FnOnce(&Request) -> Option<Answer> + Send + 'static,
) -> Result<Response<Body>, StatusCode> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, max_body)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    // The path as it came: signatures are over its percent signs.
    let path = head.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let asked = Request::new(head.method.as_str(), path).body(body);
    let asked = head.headers.iter().fold(asked, |asked, (name, value)| {
        asked.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
    });
    // SRP is arithmetic with 3072-bit numbers: not for the threads that serve.
    let answer = spawn_blocking(move || answer(&asked))
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
