use axum::{handler::Handler, routing};
use cognito_core::Policy;

use super::ProtectedRouter;

/// Routes of one method, each with its policy. Paths, handlers and extractors are axum's.
///
/// ```
/// use axum::{Router, body::Body, http::Request};
/// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let app: Router = ProtectedRouter::new(pool.verifier())
///     .get("/orders/{id}", Policy::scope("orders/read"), || async { "one" })
///     .put("/orders/{id}", Policy::scope("orders/write") & Policy::user(), || async { "changed" })
///     .finish();
/// let token = pool.access_token().scope("orders/read").mint();
/// for (method, status) in [("GET", 200), ("HEAD", 200), ("PUT", 403), ("DELETE", 405)] {
///     let request = Request::builder().method(method).uri("/orders/17");
///     let request = request.header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
///     assert_eq!(app.clone().oneshot(request).await.unwrap().status(), status, "{method}");
/// }
/// # }
/// ```
impl<S> ProtectedRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Adds a handler of `DELETE`, for requests whose token meets the policy.
    #[track_caller]
    pub fn delete<H, T>(self, path: &str, policy: Policy, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(&["DELETE"], path, policy, routing::delete(handler))
    }

    /// Adds a handler of `GET`, for requests whose token meets the policy. As in axum it answers `HEAD` too.
    #[track_caller]
    pub fn get<H, T>(self, path: &str, policy: Policy, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(&["GET"], path, policy, routing::get(handler))
    }

    /// Adds a handler of `PATCH`, for requests whose token meets the policy.
    #[track_caller]
    pub fn patch<H, T>(self, path: &str, policy: Policy, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(&["PATCH"], path, policy, routing::patch(handler))
    }

    /// Adds a handler of `POST`, for requests whose token meets the policy.
    #[track_caller]
    pub fn post<H, T>(self, path: &str, policy: Policy, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(&["POST"], path, policy, routing::post(handler))
    }

    /// Adds a handler of `PUT`, for requests whose token meets the policy.
    #[track_caller]
    pub fn put<H, T>(self, path: &str, policy: Policy, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(&["PUT"], path, policy, routing::put(handler))
    }
}
