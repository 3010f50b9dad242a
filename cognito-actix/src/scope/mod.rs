//! Deny by default: a scope in which every route names its policy.

mod guarded;
mod mount;
mod nest;
mod place;
mod shape;
mod table;
mod unmatched;

use std::fmt;

use actix_web::{
    FromRequest, Handler, Responder, Route,
    dev::{AppService, HttpServiceFactory},
    guard, web,
};
use cognito_core::{Authenticator, Policy, routes::Access};

use self::{
    guarded::guarded,
    mount::mount,
    place::{MakeRoute, Place, Serves, rooted},
    table::ServedTable,
    unmatched::Fallback,
};

/// A scope whose routes are closed unless they say otherwise.
///
/// Each route names the [`Policy`] of those who may use it; only [`public`](Self::public) opens one. What has no route is
/// closed too: an unknown path and another method of a known one are answered with 401 without a token, and only then
/// with 404 or 405.
///
/// ```
/// use actix_web::{App, test, web};
/// use cognito_actix::{Cognito, ProtectedScope, core::{AccessClaims, Authenticator, Policy, test_util::TestPool}};
///
/// async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
///     claims.subject().to_owned()
/// }
///
/// fn api(auth: Authenticator) -> ProtectedScope {
///     ProtectedScope::new(auth)
///         .public("/health", web::get().to(|| async { "ok" }))
///         .get("/me", Policy::user(), me)
///         .post("/orders", Policy::scope("orders/write"), || async { "ordered" })
///         .get("/orders/{id}", Policy::any_scope(["orders/read", "orders/write"]), || async { "an order" })
/// }
///
/// # #[actix_web::main] async fn main() {
/// let pool = TestPool::new();
/// let auth = Authenticator::new(pool.verifier());
/// let app = test::init_service(App::new().service(api(auth.clone()))).await; // in a server: HttpServer::new(move || …)
/// let status = async |method: &str, path: &str, token: Option<String>| {
///     let mut request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
///     if let Some(token) = token {
///         request = request.insert_header(("authorization", format!("Bearer {token}")));
///     }
///     test::call_service(&app, request.to_request()).await.status()
/// };
/// let user = || Some(pool.access_token().scope("orders/read").mint());
/// assert_eq!(status("GET", "/health", None).await, 200);
/// assert_eq!(status("GET", "/me", user()).await, 200);
/// assert_eq!(status("GET", "/orders/7", user()).await, 200);
/// assert_eq!(status("POST", "/orders", user()).await, 403);
///
/// for (method, path) in [("GET", "/me"), ("PUT", "/me"), ("GET", "/orders"), ("GET", "/nothing")] {
///     assert_eq!(status(method, path, None).await, 401, "{method} {path}");
/// }
/// assert_eq!(status("PUT", "/me", user()).await, 405);
/// assert_eq!(status("GET", "/nothing", user()).await, 404);
///
/// assert_eq!(
///     api(auth).table().to_string(),
///     "METHOD  PATH          ACCESS\n\
///      any     /health       public\n\
///      GET     /me           user\n\
///      POST    /orders       scope(orders/write)\n\
///      GET     /orders/{id}  scope(orders/read) | scope(orders/write)\n\
///      any     /*            authenticated\n"
/// );
/// # }
/// ```
///
/// # Which route answers
///
/// The order in which routes are added does not matter. In a path, text goes before parameters, and these go before tails
/// (`{tail}*`, or a parameter with an expression that may match a slash), from left to right: `/orders/new` is never taken
/// by `/orders/{id}`, nor by `/{page}*`. Where that decides nothing, and on one path too, the stricter access is asked first:
/// a policy, then `optional`, then `public`. So no public route takes a request from a route with a policy that is as
/// specific. It may be the other way round: a [`route`](Self::route) without a guard for methods leaves nothing to a public
/// route on its path.
///
/// # Where the scope goes
///
/// actix asks the services of an `App` in the order in which they were added, and the first that matches answers:
///
/// - **What is added before the scope is not covered by it**, and wins over the scope's own route of that path.
///   `assert_no_open_routes` finds it where the scope has that path.
/// - **What is added after it is never reached**: the scope answers for all paths, or with [`at`](Self::at) for those under
///   its prefix.
/// - In a `web::scope("/api")` it serves what is under that prefix, and its table does not know. Use [`at`](Self::at) or
///   [`nest`](Self::nest).
/// - `App::wrap` is outside of it: CORS goes there, and logging.
///
/// `HttpServer` builds an `App` for each of its workers, so the scope is built in the closure, from an [`Authenticator`] that
/// all of them share. A function that makes the scope serves the closure and the test.
///
/// Guards of a [`Route`] are asked before the token is looked at.
#[must_use = "a scope serves nothing until it is a service of an App"]
pub struct ProtectedScope {
    auth: Authenticator,
    /// Without a slash at its end.
    prefix: String,
    places: Vec<Place>,
    fallback: Option<Fallback>,
    method_not_allowed: Option<MakeRoute>,
    served_tables: Vec<ServedTable>,
}

impl ProtectedScope {
    /// A scope for all paths, without routes so far.
    ///
    /// ```
    /// use cognito_actix::{ProtectedScope, core::test_util::TestPool};
    ///
    /// let scope = ProtectedScope::new(TestPool::new().verifier());
    /// assert_eq!(scope.table().to_string(), "METHOD  PATH  ACCESS\nany     /*    authenticated\n");
    /// ```
    pub fn new(auth: impl Into<Authenticator>) -> Self {
        Self::at("", auth)
    }

    /// A scope for the paths under a prefix. What the `App` has elsewhere is none of its business.
    ///
    /// ```
    /// use actix_web::{App, test, web};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// # #[actix_web::main] async fn main() {
    /// let api = ProtectedScope::at("/api", TestPool::new().verifier())
    ///     .get("/", Policy::user(), || async { "all there is" })
    ///     .get("/me", Policy::user(), || async { "me" });
    /// let paths: Vec<_> = api.table().rows().iter().map(|row| row.path().to_owned()).collect();
    /// assert_eq!(paths, ["/api", "/api/me", "/api/*"]);
    ///
    /// let app = App::new().service(api).default_service(web::to(|| async { "a page" }));
    /// let app = test::init_service(app).await;
    /// for (path, expected) in [("/api", 401), ("/api/me", 401), ("/api/nothing", 401), ("/apiary", 200), ("/", 200)] {
    ///     let request = test::TestRequest::with_uri(path).to_request();
    ///     assert_eq!(test::call_service(&app, request).await.status(), expected, "{path}");
    /// }
    /// # }
    /// ```
    pub fn at(prefix: &str, auth: impl Into<Authenticator>) -> Self {
        Self {
            auth: auth.into(),
            prefix: prefix.trim_end_matches('/').to_owned(),
            places: Vec::new(),
            fallback: None,
            method_not_allowed: None,
            served_tables: Vec::new(),
        }
    }

    /// Answers `GET` at a path, and `HEAD`, for those who meet the policy.
    ///
    /// ```
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let scope = ProtectedScope::new(TestPool::new().verifier())
    ///     .get("/orders/{id}", Policy::scope("orders/read"), || async { "an order" });
    /// assert_eq!(scope.table().rows()[0].path(), "/orders/{id}");
    /// ```
    ///
    /// # Panics
    /// If the path has a `GET` already.
    #[track_caller]
    pub fn get<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let read = guard::Any(guard::Get()).or(guard::Head());
        self.add(&["GET"], path, policy, web::route().guard(read).to(handler))
    }

    /// Answers `POST` at a path, for those who meet the policy; see [`get`](Self::get).
    ///
    /// # Panics
    /// If the path has a `POST` already.
    #[track_caller]
    pub fn post<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(&["POST"], path, policy, web::post().to(handler))
    }

    /// Answers `PUT` at a path, for those who meet the policy; see [`get`](Self::get).
    ///
    /// # Panics
    /// If the path has a `PUT` already.
    #[track_caller]
    pub fn put<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(&["PUT"], path, policy, web::put().to(handler))
    }

    /// Answers `PATCH` at a path, for those who meet the policy; see [`get`](Self::get).
    ///
    /// # Panics
    /// If the path has a `PATCH` already.
    #[track_caller]
    pub fn patch<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(&["PATCH"], path, policy, web::patch().to(handler))
    }

    /// Answers `DELETE` at a path, for those who meet the policy; see [`get`](Self::get).
    ///
    /// # Panics
    /// If the path has a `DELETE` already.
    #[track_caller]
    pub fn delete<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(&["DELETE"], path, policy, web::delete().to(handler))
    }

    /// Adds a route with guards of its own, such as one for another method, for those who meet the policy.
    ///
    /// actix does not tell which methods that are, so the table says `any`.
    ///
    /// ```
    /// use actix_web::{http::Method, web};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let report = web::method(Method::from_bytes(b"REPORT").unwrap()).to(|| async { "a report" });
    /// let scope = ProtectedScope::new(TestPool::new().verifier()).route("/files", Policy::user(), report);
    /// assert!(scope.table().rows()[0].methods().is_empty());
    /// ```
    #[track_caller]
    pub fn route(self, path: &str, policy: Policy, route: Route) -> Self {
        self.add(&[], path, policy, route)
    }

    /// Adds a route that everybody may use. No token is looked at.
    ///
    /// It is public for the requests that its guards let through: `web::get()` leaves the other methods of the path closed,
    /// if one of its routes has a policy. A path with public routes only answers 405 to them.
    ///
    /// ```
    /// use actix_web::web;
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let scope = ProtectedScope::new(TestPool::new().verifier())
    ///     .public("/articles", web::get().to(|| async { "all articles" }))
    ///     .post("/articles", Policy::group("authors"), || async { "published" });
    /// let accesses: Vec<_> = scope.table().rows().iter().map(|row| row.access().to_string()).collect();
    /// assert_eq!(accesses, ["public", "group(authors)", "authenticated"]);
    /// ```
    #[track_caller]
    pub fn public(self, path: &str, route: Route) -> Self {
        self.add(&[], path, Access::Public, route)
    }

    /// Adds a route that may be used without a token, and with a good one. A bad token is refused.
    ///
    /// ```
    /// use actix_web::{App, test, web};
    /// use cognito_actix::{Cognito, ProtectedScope, core::{AccessClaims, test_util::TestPool}};
    ///
    /// async fn hello(Cognito(claims): Cognito<Option<AccessClaims>>) -> &'static str {
    ///     if claims.is_some() { "hello, user" } else { "hello, stranger" }
    /// }
    ///
    /// # #[actix_web::main] async fn main() {
    /// let pool = TestPool::new();
    /// let app = App::new().service(ProtectedScope::new(pool.verifier()).optional("/", web::get().to(hello)));
    /// let app = test::init_service(app).await;
    /// let request = test::TestRequest::get().uri("/");
    /// assert_eq!(test::call_and_read_body(&app, request.to_request()).await, "hello, stranger");
    /// let token = format!("Bearer {}", pool.access_token().mint());
    /// let request = test::TestRequest::get().uri("/").insert_header(("authorization", token));
    /// assert_eq!(test::call_and_read_body(&app, request.to_request()).await, "hello, user");
    /// # }
    /// ```
    #[track_caller]
    pub fn optional(self, path: &str, route: Route) -> Self {
        self.add(&[], path, Access::Optional, route)
    }

    #[track_caller]
    fn add(
        mut self,
        methods: &'static [&'static str],
        path: &str,
        access: impl Into<Access>,
        route: Route,
    ) -> Self {
        let access = access.into();
        let route = Serves::Route(guarded(route, &self.auth, &access));
        self.push(Place::new(
            methods,
            &rooted(path),
            access,
            &self.auth,
            route,
        ));
        self
    }

    #[track_caller]
    fn push(&mut self, place: Place) {
        let is_there = self.places.iter().any(|other| place.collides_with(other));
        assert!(!is_there, "{place}: there is such a route already");
        self.places.push(place);
    }
}

impl HttpServiceFactory for ProtectedScope {
    fn register(mut self, config: &mut AppService) {
        let json = self.table().to_json();
        for table in &self.served_tables {
            table.get_or_init(|| json.clone());
        }
        for place in &mut self.places {
            let outer = &self.method_not_allowed;
            place.method_not_allowed = place.method_not_allowed.take().or_else(|| outer.clone());
            if place.path() == "/" && !self.prefix.is_empty() {
                place.move_to(String::new()); // actix's word for the prefix itself
            }
        }
        let fallback = self.fallback.unwrap_or_else(|| Fallback::of_app(config));
        let rest = fallback.closed(&self.auth);
        let scope = web::scope(&self.prefix).default_service(rest());
        mount(scope, self.places, &rest).register(config);
    }
}

impl fmt::Debug for ProtectedScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtectedScope")
            .field("auth", &self.auth)
            .field("table", &self.table())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
