use actix_http::Request;
use actix_web::{
    Error,
    body::{BodySize, MessageBody},
    dev::{Service, ServiceResponse},
    http::Method,
    test::TestRequest,
};
use cognito_core::{
    routes::RouteTable,
    test_util::{OpenRoutes, Probe, TestPool},
};

/// Sends an application every request that it must refuse, and fails where one is not refused.
///
/// The requests are those of [`RouteTable::probes`]: each path of the table, and one that it does not have, by nine methods,
/// without a token, and with tokens that are none, too old, another client's, or not enough for the policy. What the table
/// says to be public is open, and nothing else.
///
/// The `app` is the whole one, with what is registered beside the scope. A path that is open and not in the table is not
/// found. The verifier must be the pool's, and the tokens are in the `Authorization` header: where the application takes them from
/// elsewhere, such as a cookie, build it with [`TokenSource::bearer`](cognito_core::TokenSource::bearer) besides. Otherwise no
/// token of these is judged: a policy that is too weak is not found.
///
/// ```
/// use actix_web::{App, test, web};
/// use cognito_actix::{ProtectedScope, assert_no_open_routes, core::{Authenticator, Policy, test_util::TestPool}};
///
/// fn api(auth: Authenticator) -> ProtectedScope {
///     ProtectedScope::new(auth)
///         .public("/health", web::get().to(|| async { "ok" }))
///         .get("/me", Policy::user(), || async { "me" })
/// }
///
/// # #[actix_web::main] async fn main() {
/// let pool = TestPool::new();
/// let auth = Authenticator::new(pool.verifier());
/// let table = api(auth.clone()).table();
/// let app = test::init_service(App::new().service(api(auth))).await;
/// assert_no_open_routes(&app, &table, &pool).await;
/// # }
/// ```
///
/// # Panics
/// With a list of what is open, if anything is.
pub async fn assert_no_open_routes<S, B>(app: &S, table: &RouteTable, pool: &TestPool)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut open = OpenRoutes::default();
    for probe in table.probes(pool) {
        let (status, body_len) = match app.call(request(&probe)).await {
            Ok(response) => (response.status(), body_len(response.response().body())),
            Err(error) => (error.as_response_error().status_code(), None),
        };
        open.judge(&probe, status.as_u16(), body_len);
    }
    open.assert_none();
}

fn request(probe: &Probe) -> Request {
    let method = Method::from_bytes(probe.method().as_bytes()).unwrap_or_default();
    let request = TestRequest::with_uri(probe.path()).method(method);
    let headers = probe.headers();
    headers
        .fold(request, TestRequest::append_header)
        .to_request()
}

fn body_len(body: &impl MessageBody) -> Option<u64> {
    match body.size() {
        BodySize::None => Some(0),
        BodySize::Sized(len) => Some(len),
        BodySize::Stream => None,
    }
}
