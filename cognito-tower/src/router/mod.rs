mod fallback;
mod method;
mod nest;
mod rest;

use std::fmt;

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName},
    routing::MethodRouter,
};
use cognito_core::{
    Authenticator, Policy,
    routes::{Access, Prefixes, RouteTable, TableJson},
};

use self::fallback::Fallback;
use crate::CognitoLayer;

/// An axum router in which every route wants a token, unless [`public`](Self::public) opens it.
///
/// Layers protect what stands above them, so a route that is added later, or beside them, is open. Here each route has
/// its policy as an argument, and what no route answers is closed as well: without a token, an unknown path and a method that a
/// path does not have are a 401, not a 404 or 405.
///
/// ```
/// use axum::{Router, body::Body, http::Request, routing::get};
/// use cognito_tower::{Cognito, ProtectedRouter, core::{AccessClaims, Policy, test_util::TestPool}};
/// use tower::ServiceExt as _;
///
/// async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
///     format!("hello {}", claims.subject())
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let router = ProtectedRouter::new(pool.verifier())
///     .get("/me", Policy::user(), me)
///     .delete("/orders/{id}", Policy::scope("orders/write"), || async { "gone" })
///     .public("/health", get(|| async { "ok" }));
/// assert_eq!(
///     router.table().to_string(),
///     "METHOD  PATH          ACCESS\n\
///      GET     /me           user\n\
///      DELETE  /orders/{id}  scope(orders/write)\n\
///      any     /health       public\n\
///      any     /*            authenticated\n"
/// );
///
/// let app: Router = router.finish(); // now `.layer(cors)`, `.with_state(state)`, as with any router
/// let status = async |method: &str, path: &str| {
///     let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
///     app.clone().oneshot(request).await.unwrap().status()
/// };
/// assert_eq!(status("GET", "/me").await, 401);
/// assert_eq!(status("POST", "/me").await, 401);
/// assert_eq!(status("GET", "/no-such-path").await, 401);
/// assert_eq!(status("GET", "/health").await, 200);
/// # }
/// ```
///
/// The rows of the [table](Self::table) can be printed, [served](Self::serve_table), and fired at the finished application
/// by `assert_no_open_routes` (feature `test-util`).
///
/// What is added to the router that [`finish`](Self::finish) gives is axum's again: a `.route` or `.merge` there is open.
/// Add CORS and tracing layers there, so that they are outside.
///
/// # Panics
/// The methods panic where those of [`Router`] do, so at the start of a program: for two handlers of one method and path, and
/// for paths that axum cannot route. [`finish`](Self::finish) panics for a public tail such as `/{*page}` over a nested prefix, which
/// axum would ask first: [`public_fallback`](Self::public_fallback) is what is meant.
#[must_use]
pub struct ProtectedRouter<S = ()> {
    auth: Authenticator,
    /// All but the public routes, each behind its guard.
    guarded: Router<S>,
    public: Vec<PublicRoute<S>>,
    /// What is closed as a whole, with what no route of it answers.
    areas: Prefixes<Authenticator>,
    fallback: Option<Fallback<S>>,
    method_not_allowed: Option<MethodRouter<S>>,
    table: RouteTable,
    served_tables: Vec<TableJson>,
}

const TABLE_HEADERS: [(HeaderName, &str); 2] = [
    (CONTENT_TYPE, "application/json"),
    (CACHE_CONTROL, "no-store"),
];

/// A router with one route, and its path.
struct PublicRoute<S> {
    path: String,
    router: Router<S>,
}

impl<S: Clone + Send + Sync + 'static> ProtectedRouter<S> {
    /// A router without routes. It takes an [`Authenticator`] or a [`Verifier`](cognito_core::Verifier).
    ///
    /// A policy of the authenticator holds for every route that is not public, besides the route's own.
    pub fn new(auth: impl Into<Authenticator>) -> Self {
        Self {
            auth: auth.into(),
            guarded: Router::new(),
            public: Vec::new(),
            areas: Prefixes::default(),
            fallback: None,
            method_not_allowed: None,
            table: RouteTable::new(),
            served_tables: Vec::new(),
        }
    }

    /// Adds handlers of any methods, for requests whose token meets the policy: `get(list).post(create)`, `any(proxy)`,
    /// `any_service(files)`.
    ///
    /// Which methods these are axum does not tell: in the table such a row is for any method. The methods of one path may
    /// have different policies, each added by a call of its own.
    ///
    /// ```
    /// use axum::routing::get;
    /// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
    ///
    /// let router: ProtectedRouter = ProtectedRouter::new(TestPool::new().verifier())
    ///     .route("/orders", Policy::user(), get(|| async { "all" }).post(|| async { "one more" }))
    ///     .delete("/orders", Policy::group("admins"), || async { "none" });
    /// let rows = router.table();
    /// assert_eq!(rows.rows()[0].methods(), [""; 0]); // any
    /// assert_eq!(rows.rows()[1].methods(), ["DELETE"]);
    /// ```
    #[track_caller]
    pub fn route(self, path: &str, policy: Policy, methods: MethodRouter<S>) -> Self {
        self.add(&[], path, policy, methods)
    }

    /// Adds handlers for everybody. This and [`public_fallback`](Self::public_fallback) are all that opens a route.
    ///
    /// No token is looked at, not even a bad one; a handler that takes [`Cognito`](crate::Cognito) answers 500. For methods
    /// that the path does not have axum's own 405 is kept, unless another route of the path is protected.
    ///
    /// ```
    /// use axum::{Router, body::Body, http::Request, routing::get};
    /// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
    /// use tower::ServiceExt as _;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let app: Router = ProtectedRouter::new(TestPool::new().verifier())
    ///     .public("/prices", get(|| async { "10" }))
    ///     .post("/prices", Policy::group("admins"), || async { "changed" })
    ///     .finish();
    /// for (method, status) in [("GET", 200), ("POST", 401), ("DELETE", 401)] {
    ///     let request = Request::builder().method(method).uri("/prices").body(Body::empty()).unwrap();
    ///     assert_eq!(app.clone().oneshot(request).await.unwrap().status(), status, "{method}");
    /// }
    /// # }
    /// ```
    #[track_caller]
    pub fn public(mut self, path: &str, methods: MethodRouter<S>) -> Self {
        self.table.add(&[], path, Access::Public);
        self.public.push(PublicRoute {
            path: path.to_owned(),
            router: Router::new().route(path, methods),
        });
        self
    }

    /// Adds handlers for requests with a good token, and for those without any: they take
    /// [`Option<Cognito<T>>`](crate::Cognito). A bad token is refused.
    ///
    /// See [`Authenticator::or_anonymous`] for what holds of those that have one.
    ///
    /// ```
    /// use axum::{Router, body::Body, http::Request, routing::get};
    /// use cognito_tower::{Cognito, ProtectedRouter, core::{AccessClaims, test_util::TestPool}};
    /// use tower::ServiceExt as _;
    ///
    /// async fn greet(claims: Option<Cognito<AccessClaims>>) -> String {
    ///     claims.map_or("hello".to_owned(), |claims| format!("hello {}", claims.subject()))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let app: Router = ProtectedRouter::new(TestPool::new().verifier()).optional("/", get(greet)).finish();
    /// let request = || Request::get("/");
    /// let nobody = app.clone().oneshot(request().body(Body::empty()).unwrap()).await.unwrap();
    /// assert_eq!(nobody.status(), 200);
    /// let bad = request().header("authorization", "Bearer garbage").body(Body::empty()).unwrap();
    /// assert_eq!(app.oneshot(bad).await.unwrap().status(), 401);
    /// # }
    /// ```
    #[track_caller]
    pub fn optional(self, path: &str, methods: MethodRouter<S>) -> Self {
        self.add(&[], path, Access::Optional, methods)
    }

    /// Adds a route that answers `GET` with the whole [table](Self::table) as JSON, for requests whose token meets the policy.
    ///
    /// Within a nested router it answers with the table of the outermost one.
    ///
    /// ```
    /// use axum::{Router, body::{Body, to_bytes}, http::Request};
    /// use cognito_tower::{ProtectedRouter, core::{Policy, test_util::TestPool}};
    /// use tower::ServiceExt as _;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let pool = TestPool::new();
    /// let app: Router =
    ///     ProtectedRouter::new(pool.verifier()).serve_table("/routes", Policy::group("operators")).finish();
    /// let token = pool.access_token().group("operators").mint();
    /// let request = Request::get("/routes").header("authorization", format!("Bearer {token}"));
    /// let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    /// let body = to_bytes(response.into_body(), 1024).await.unwrap();
    /// let first = r#"[{"path":"/routes","methods":["GET"],"access":"group(operators)"},"#;
    /// assert!(body.starts_with(first.as_bytes()));
    /// # }
    /// ```
    #[track_caller]
    pub fn serve_table(mut self, path: &str, policy: Policy) -> Self {
        let json = TableJson::default();
        self.served_tables.push(json.clone());
        self.get(path, policy, async move || (TABLE_HEADERS, json.text()))
    }

    /// The routes so far, in the order in which they were added, and last what answers the rest.
    pub fn table(&self) -> RouteTable {
        let mut table = self.table.clone();
        let rest = self.fallback.as_ref().map(|rest| rest.access.clone());
        table.add(&[], "/*", rest.unwrap_or(Policy::authenticated().into()));
        table
    }

    /// The router, closed.
    #[track_caller]
    pub fn finish(mut self) -> Router<S> {
        let table = self.table();
        table.assert_no_tail_opens_a_prefix();
        self.served_tables.iter().for_each(|json| json.fill(&table));
        self.close_methods();
        self.close_rest();
        merged(self.guarded, self.public)
    }

    #[track_caller]
    fn add(
        mut self,
        methods: &[&'static str],
        path: &str,
        access: impl Into<Access>,
        handlers: MethodRouter<S>,
    ) -> Self {
        let access = access.into();
        let guarded = closed(handlers, &self.auth, &access);
        self.table.add(methods, path, access);
        self.guarded = self.guarded.route(path, guarded);
        self
    }
}

/// The handlers, for those who have access.
fn closed<S: Clone + Send + Sync + 'static>(
    handlers: MethodRouter<S>,
    auth: &Authenticator,
    access: &Access,
) -> MethodRouter<S> {
    match access.authenticator(auth) {
        Some(auth) => handlers.layer(CognitoLayer::new(auth)),
        None => handlers,
    }
}

#[track_caller]
fn merged<S: Clone + Send + Sync + 'static>(
    into: Router<S>,
    public: Vec<PublicRoute<S>>,
) -> Router<S> {
    let routers = public.into_iter().map(|route| route.router);
    routers.fold(into, Router::merge)
}

impl<S> fmt::Debug for ProtectedRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtectedRouter")
            .field("auth", &self.auth)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
