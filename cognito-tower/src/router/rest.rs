//! What no route answers: unknown paths, and methods that a path does not have.

use std::mem;

use axum::{
    handler::Handler,
    http::StatusCode,
    routing::{self, MethodRouter},
};
use cognito_core::{Policy, routes::Access};

use super::{
    ProtectedRouter, PublicRoute, closed,
    fallback::{Fallback, Forked},
    merged,
};

/// What no route answers. Axum's own answers are the default, behind the authenticator.
///
/// ```
/// use axum::{Router, body::Body, http::{Request, StatusCode}};
/// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let app: Router = ProtectedRouter::new(pool.verifier())
///     .get("/me", Policy::user(), || async { "me" })
///     .fallback(Policy::user(), || async { (StatusCode::NOT_FOUND, "no such page") })
///     .method_not_allowed(|| async { (StatusCode::METHOD_NOT_ALLOWED, "not like this") })
///     .finish();
/// let token = pool.access_token().mint();
/// for (method, path, status) in [("GET", "/you", 404), ("POST", "/me", 405)] {
///     let request = || Request::builder().method(method).uri(path);
///     let response = app.clone().oneshot(request().body(Body::empty()).unwrap()).await.unwrap();
///     assert_eq!(response.status(), 401);
///     let request = request().header("authorization", format!("Bearer {token}")).body(Body::empty());
///     assert_eq!(app.clone().oneshot(request.unwrap()).await.unwrap().status(), status);
/// }
/// # }
/// ```
impl<S: Clone + Send + Sync + 'static> ProtectedRouter<S> {
    /// Sets what answers a path that no route has, for requests whose token meets the policy. Default: 404, for any
    /// verified token.
    ///
    /// For a service say `any_service(service)`.
    ///
    /// # Panics
    /// If there is a fallback already.
    #[track_caller]
    pub fn fallback<H: Handler<T, S>, T: 'static>(self, policy: Policy, handler: H) -> Self {
        self.answer_rest(policy.into(), routing::any(handler))
    }

    /// Sets what answers everybody on a path that no route has, such as the page of an application in the browser:
    /// `any_service(ServeDir::new("dist"))`.
    ///
    /// Nested routers are not opened by it: see [`nest`](Self::nest). A mistyped path shows as this answer, not as a 401.
    ///
    /// ```
    /// use axum::{Router, body::Body, http::Request};
    /// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
    /// use tower::ServiceExt as _;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let verifier = TestPool::new().verifier();
    /// let api = ProtectedRouter::new(verifier.clone()).get("/me", Policy::user(), || async { "me" });
    /// let app: Router = ProtectedRouter::new(verifier)
    ///     .nest("/api", api)
    ///     .public_fallback(|| async { "<!doctype html>" })
    ///     .finish();
    /// for (path, status) in [("/", 200), ("/settings", 200), ("/api/me", 401), ("/api/settings", 401)] {
    ///     let request = Request::get(path).body(Body::empty()).unwrap();
    ///     assert_eq!(app.clone().oneshot(request).await.unwrap().status(), status, "{path}");
    /// }
    /// # }
    /// ```
    ///
    /// # Panics
    /// If there is a fallback already.
    #[track_caller]
    pub fn public_fallback<H: Handler<T, S>, T: 'static>(self, handler: H) -> Self {
        self.answer_rest(Access::Public, routing::any(handler))
    }

    /// Sets what answers a method that a path does not have, for any verified token. Default: 405.
    ///
    /// A path with public routes only is left as axum has it.
    pub fn method_not_allowed<H: Handler<T, S>, T: 'static>(mut self, handler: H) -> Self {
        self.method_not_allowed = Some(routing::any(handler));
        self
    }

    #[track_caller]
    fn answer_rest(mut self, access: Access, handlers: MethodRouter<S>) -> Self {
        assert!(self.fallback.is_none(), "there is a fallback already");
        self.fallback = Some(Fallback { access, handlers });
        self
    }

    /// Guards what answers the methods that a path does not have.
    ///
    /// A handler that is set here stays: a later `method_not_allowed_fallback` of the finished router takes the place of
    /// axum's own answer only, which would open protected paths to it.
    pub(super) fn close_methods(&mut self) {
        let table = &self.table;
        let is_shared = |route: &PublicRoute<S>| {
            let mut rows = table.rows().iter().filter(|row| *row.path() == *route.path);
            rows.any(|row| !matches!(row.access(), Access::Public))
        };
        // First, for an `any` of a public route answers such methods itself.
        let (shared, public) = mem::take(&mut self.public).into_iter().partition(is_shared);
        self.public = public;
        let refuse = || routing::any(async || StatusCode::METHOD_NOT_ALLOWED);
        let handlers = self.method_not_allowed.take().unwrap_or_else(refuse);
        let guarded = closed(handlers, &self.auth, &Policy::authenticated().into());
        self.guarded =
            merged(mem::take(&mut self.guarded), shared).method_not_allowed_fallback(guarded);
    }

    /// Guards what answers the paths that no route has.
    pub(super) fn close_rest(&mut self) {
        let rest = self.fallback.take().unwrap_or_default();
        let areas = mem::take(&mut self.areas);
        let forked = Forked::new(rest, &self.auth, areas);
        self.guarded = mem::take(&mut self.guarded).fallback(forked);
    }
}
