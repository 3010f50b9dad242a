//! Deny by default: a scope in which every route names its policy.

mod guarded;
mod method;
mod mount;
mod nest;
mod table;
mod unmatched;

use std::fmt;

use actix_web::{
    Route,
    dev::{AppService, HttpServiceFactory, ResourceDef},
};
use cognito_core::{
    Authenticator, Policy,
    routes::{Access, Extent, Place, Places, TableJson, rooted_prefix},
};

use self::{
    guarded::guarded,
    mount::{By, MakeRoute, Mount, Served, bare},
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
/// The narrowest path, and not the one that was added first: from left to right, text goes before parameters, and these
/// before tails (`{tail}*`, or a parameter with an expression that may match a slash). So `/orders/new` is never taken by
/// `/orders/{id}`, nor by `/{page}*`. Where that decides nothing, and on one path too, the stricter access is asked first: a
/// policy, then `optional`, then `public`. So a public route takes no request from a route with a policy that is as narrow. It may
/// be the other way round: a [`route`](Self::route) without a guard for methods leaves nothing to a public one on its path.
/// Only where that decides nothing either, the route that was added first is.
///
/// # Where the scope goes
///
/// actix asks the services of an `App` in the order in which they were added, and the first that matches answers:
///
/// - **What is added before the scope is not covered by it**, and wins over the scope's own route of that path.
///   `assert_no_open_routes` finds it where the scope has that path.
/// - **What is added after it is never reached**: the scope answers for all paths, or with [`at`](Self::at) for those under
///   its prefix.
/// - In a `web::scope("/api")` its table does not know the prefix. Use [`at`](Self::at) or [`nest`](Self::nest), or give the
///   check [`table.under("/api")`](cognito_core::routes::RouteTable::under).
/// - `App::wrap` is outside of it: CORS goes there, and logging.
///
/// `HttpServer` builds an `App` for each of its workers, so the scope is built in the closure, from an [`Authenticator`] that
/// all of them share. A function that makes the scope serves the closure and the test.
///
/// Guards of a [`Route`] are asked before the token is looked at.
#[must_use = "a scope serves nothing until it is a service of an App"]
pub struct ProtectedScope {
    auth: Authenticator,
    /// `/` for all paths.
    prefix: String,
    places: Places<Served>,
    fallback: Option<Fallback>,
    method_not_allowed: Option<MakeRoute>,
    served_tables: Vec<TableJson>,
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
        Self::at("/", auth)
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
    ///
    /// # Panics
    /// If the prefix ends in a `*`, which no tail of a name does.
    #[track_caller]
    pub fn at(prefix: &str, auth: impl Into<Authenticator>) -> Self {
        Self {
            auth: auth.into(),
            prefix: rooted_prefix(prefix),
            places: Places::default(),
            fallback: None,
            method_not_allowed: None,
            served_tables: Vec::new(),
        }
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

    /// Adds a route that everybody may use. No token is looked at; a handler that takes [`Cognito`](crate::Cognito) answers 500,
    /// unless a verifier is in the application's data.
    ///
    /// It is public for the requests that its guards let through: `web::get()` leaves the other methods of the path closed,
    /// if one of its routes has a policy. A path with public routes only answers 405 to them. As in actix, `web::get()` does not
    /// answer `HEAD`.
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

    /// Adds a route that may be used without a token, and with a good one. A bad token is refused. `web::get()` leaves the other
    /// methods closed, `HEAD` too.
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
        let by = By::Route(guarded(route, &self.auth, &access));
        let route = self.served(by);
        let place = Place::new(methods, path, Extent::Path, access, route);
        self.places.add(place);
        self
    }

    fn served(&self, by: By) -> Served {
        Served {
            auth: self.auth.clone(),
            by,
            method_not_allowed: None,
        }
    }
}

impl HttpServiceFactory for ProtectedScope {
    fn register(self, config: &mut AppService) {
        let table = self.table();
        table.assert_no_tail_opens_a_prefix();
        self.served_tables.iter().for_each(|json| json.fill(&table));
        let fallback = self.fallback.unwrap_or_else(|| Fallback::of_app(config));
        let mount = Mount {
            prefix: self.prefix,
            rest: fallback.closed(&self.auth),
            method_not_allowed: self.method_not_allowed,
        };
        if bare(&mount.prefix).is_empty() {
            // The one target that lies under no prefix: `OPTIONS *`.
            let star = ResourceDef::new(r"{target:\*}");
            config.register_service(star, None, (mount.rest)(), None);
        }
        mount.scope(self.places).register(config);
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
