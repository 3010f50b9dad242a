use std::{fmt, future::poll_fn};

use axum::body::{Body, HttpBody};
use cognito_core::{
    routes::RouteTable,
    test_util::{OpenRoutes, Probe, TestPool},
};
use http::{Request, Response};
use tower_service::Service;

/// Fails a test if an application answers a request that its table says must be refused.
///
/// It sends each path of the table and one unknown path, by each of nine methods, without a token, with a text that is none,
/// with an expired one, with one of another app client, and with a good one that does not meet the route's policy. What is
/// not a refusal is a finding: 2xx, and also the 404, 415 or 422 of a handler that was reached without a token. See
/// [`RouteTable::probes`] for the rules.
///
/// The tokens are the pool's and in the `Authorization` header: build the application with the pool's
/// [verifier](TestPool::verifier), and where it takes tokens from elsewhere, such as a cookie, with
/// [`TokenSource::bearer`](cognito_core::TokenSource::bearer) besides. Otherwise no token of these is judged: a policy that is too
/// weak is not found. Nor is a path that is open and not in the table. Handlers of public routes are not run. Mount the application in `app` as it is served, with its
/// outer layers and whatever is merged; for one that is served below a prefix give
/// [`table.under(prefix)`](RouteTable::under).
///
/// ```
/// use axum::{Router, routing::get};
/// use cognito_tower::{ProtectedRouter, assert_no_open_routes, core::{Policy, test_util::TestPool}};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let router = ProtectedRouter::new(pool.verifier())
///     .get("/me", Policy::user(), || async { "me" })
///     .public("/health", get(|| async { "ok" }));
/// let table = router.table();
/// let app: Router = router.finish();
/// assert_no_open_routes(app.clone(), &table, &pool).await;
///
/// // Somebody adds a route behind its back.
/// let app = app.route("/me", axum::routing::post(|| async { "changed" }));
/// let check = tokio::spawn(async move { assert_no_open_routes(app, &table, &pool).await });
/// let panic = check.await.unwrap_err().into_panic();
/// let list = panic.downcast_ref::<String>().unwrap();
/// assert!(list.contains("POST /me without a token: 200 (not in the table)"), "{list}");
/// # }
/// ```
///
/// # Panics
/// With the list of findings, if there are any, and if the application fails.
pub async fn assert_no_open_routes<S, B>(mut app: S, table: &RouteTable, pool: &TestPool)
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Error: fmt::Debug,
    B: HttpBody,
{
    let mut open = OpenRoutes::default();
    for probe in table.probes(pool) {
        match answer(&mut app, &probe).await {
            Ok(response) => {
                let body_len = response.body().size_hint().exact();
                open.judge(&probe, response.status().as_u16(), body_len);
            }
            Err(error) => panic!("{probe:?}: the application failed: {error:?}"),
        }
    }
    open.assert_none();
}

async fn answer<S: Service<Request<Body>>>(
    app: &mut S,
    probe: &Probe,
) -> Result<S::Response, S::Error> {
    poll_fn(|cx| app.poll_ready(cx)).await?;
    app.call(request(probe)).await
}

#[expect(
    clippy::expect_used,
    reason = "the probes' methods, paths and headers are such as requests have"
)]
fn request(probe: &Probe) -> Request<Body> {
    let mut request = Request::builder().method(probe.method()).uri(probe.path());
    for (name, value) in probe.headers() {
        request = request.header(name, value);
    }
    request.body(Body::empty()).expect("a request")
}

#[cfg(test)]
mod tests;
