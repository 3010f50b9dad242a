use axum::Router;
use cognito_core::{Policy, routes::joined};

use super::{ProtectedRouter, PublicRoute};
use crate::CognitoLayer;

/// Routers under a prefix.
impl<S: Clone + Send + Sync + 'static> ProtectedRouter<S> {
    /// Adds the routes of another protected router under a prefix, as [`Router::nest`] does.
    ///
    /// They keep their authenticator and their policies. What no route of it answers is a 401 without a token there too,
    /// whatever the fallback out here is: that one runs, behind the nested router's authenticator, unless the nested router
    /// has a [`fallback`](Self::fallback) of its own.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use cognito_tower::{ProtectedRouter, core::{Authenticator, Policy, test_util::TestPool}};
    ///
    /// let auth = Authenticator::new(TestPool::new().verifier());
    /// let orders = ProtectedRouter::new(auth.clone()).get("/", Policy::user(), || async { "all of them" });
    /// let router = ProtectedRouter::new(auth)
    ///     .nest("/orders", orders)
    ///     .public_fallback(get(|| async { "the page of an application in the browser" }));
    /// assert_eq!(
    ///     router.table().to_string(),
    ///     "METHOD  PATH       ACCESS\n\
    ///      GET     /orders    user\n\
    ///      any     /orders/*  authenticated\n\
    ///      any     /*         public\n"
    /// );
    /// let app: Router = router.finish();
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn nest(mut self, prefix: &str, mut inner: Self) -> Self {
        self.table.extend(inner.table().under(prefix));
        if inner.method_not_allowed.is_some() {
            inner.close_methods();
        }
        if inner.fallback.is_some() {
            inner.close_rest();
        }
        // Whatever it has: axum hands the prefix with a slash at its end to the outer fallback.
        self.areas.insert(prefix, inner.auth);
        self.areas.nest(prefix, inner.areas);
        self.guarded = self.guarded.nest(prefix, inner.guarded);
        let public = inner.public.into_iter();
        self.public.extend(public.map(|route| route.under(prefix)));
        self.served_tables.extend(inner.served_tables);
        self
    }

    /// Adds a whole router of axum under a prefix, for requests whose token meets the policy: also its fallback, and what
    /// no route of it answers. A service is such a router too: `Router::new().fallback_service(files)`.
    ///
    /// ```
    /// use axum::{Router, body::Body, http::Request, routing::get};
    /// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
    /// use tower::ServiceExt as _;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let admin = Router::new().route("/users", get(|| async { "users" })).fallback(|| async { "the admins' page" });
    /// let app: Router = ProtectedRouter::new(TestPool::new().verifier())
    ///     .nest_router("/admin", Policy::group("admins"), admin)
    ///     .finish();
    /// for path in ["/admin", "/admin/users", "/admin/anything"] {
    ///     let request = Request::get(path).body(Body::empty()).unwrap();
    ///     assert_eq!(app.clone().oneshot(request).await.unwrap().status(), 401);
    /// }
    /// # }
    /// ```
    #[track_caller]
    pub fn nest_router(mut self, prefix: &str, policy: Policy, router: Router<S>) -> Self {
        for path in ["/", "/*"] {
            self.table.add(&[], &joined(prefix, path), policy.clone());
        }
        let auth = self.auth.requiring(policy);
        let guarded = router.layer(CognitoLayer::new(auth.clone()));
        self.guarded = self.guarded.nest(prefix, guarded);
        self.areas.insert(prefix, auth);
        self
    }
}

impl<S: Clone + Send + Sync + 'static> PublicRoute<S> {
    fn under(self, prefix: &str) -> Self {
        Self {
            path: joined(prefix, &self.path),
            router: Router::new().nest(prefix, self.router),
        }
    }
}
