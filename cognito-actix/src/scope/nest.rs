use actix_web::{dev::HttpServiceFactory, web};
use cognito_core::{
    Policy,
    routes::{Extent, Place, joined, rooted_prefix},
};

use super::{
    ProtectedScope,
    mount::{AddService, By},
};
use crate::CognitoAuth;

/// Whole sets of routes under a prefix.
impl ProtectedScope {
    /// Adds the routes of another scope under a prefix. They keep what they have: authenticator, policies, and
    /// [`method_not_allowed`](Self::method_not_allowed). A route of the path `/` answers at the prefix itself.
    ///
    /// What no route answers is a 401 without a token under the prefix, too, even if this scope has a
    /// [`public_fallback`](Self::public_fallback): that one is then behind the nested scope's authenticator, unless the nested
    /// scope has a fallback of its own.
    ///
    /// ```
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let verifier = TestPool::new().verifier();
    /// let orders = ProtectedScope::new(verifier.clone())
    ///     .get("/", Policy::scope("orders/read"), || async { "all orders" })
    ///     .get("/{id}", Policy::scope("orders/read"), || async { "an order" });
    /// let scope = ProtectedScope::new(verifier).nest("/orders", orders);
    /// let paths: Vec<_> = scope.table().rows().iter().map(|row| row.path().to_owned()).collect();
    /// assert_eq!(paths, ["/orders", "/orders/{id}", "/orders/*", "/*"]);
    /// ```
    ///
    /// # Panics
    /// If a path has a route of the same method already.
    #[track_caller]
    pub fn nest(mut self, prefix: &str, mut nested: Self) -> Self {
        let prefix = joined(&rooted_prefix(prefix), &nested.prefix);
        let (access, rest) = match &nested.fallback {
            Some(fallback) => (fallback.access.clone(), Some(fallback.answer.clone())),
            None => (Policy::authenticated().into(), None),
        };
        let route = nested.served(By::Rest(rest));
        let rest = Place::new(&[], "/", Extent::Rest, access, route);
        let fallback = nested.fallback.take().map(|rest| rest.closed(&nested.auth));
        for mut place in nested.places.into_iter().chain([rest]) {
            place.path = joined(&prefix, &place.path);
            let own = &mut place.route;
            own.method_not_allowed = own
                .method_not_allowed
                .take()
                .or(nested.method_not_allowed.clone());
            if let By::Rest(answer @ None) = &mut own.by {
                answer.clone_from(&fallback);
            }
            self.places.add(place);
        }
        self.served_tables.extend(nested.served_tables);
        self
    }

    /// Adds a service of actix under a prefix, such as a `web::Scope` or `actix_files::Files`, for those who meet the policy.
    ///
    /// The policy is for everything under the prefix, for what the service does not have, too.
    /// Several services under one prefix go in as `actix_web::services![…]`.
    ///
    /// ```
    /// use actix_web::{App, get, services, test};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// #[get("/users")]
    /// async fn users() -> &'static str { "all users" }
    ///
    /// #[get("/keys")]
    /// async fn keys() -> &'static str { "all keys" }
    ///
    /// # #[actix_web::main] async fn main() {
    /// let pool = TestPool::new();
    /// let scope = ProtectedScope::new(pool.verifier())
    ///     .nest_service("/admin", Policy::group("admins"), services![users, keys]);
    /// assert_eq!(scope.table().rows()[1].path(), "/admin/*");
    ///
    /// let app = test::init_service(App::new().service(scope)).await;
    /// let status = async |token: String| {
    ///     let request = test::TestRequest::get().uri("/admin/keys");
    ///     let request = request.insert_header(("authorization", format!("Bearer {token}")));
    ///     test::call_service(&app, request.to_request()).await.status()
    /// };
    /// assert_eq!(status(pool.access_token().mint()).await, 403);
    /// assert_eq!(status(pool.access_token().group("admins").mint()).await, 200);
    /// # }
    /// ```
    ///
    /// # Panics
    /// If there is a service under the prefix already.
    #[track_caller]
    pub fn nest_service(
        mut self,
        prefix: &str,
        policy: Policy,
        service: impl HttpServiceFactory + 'static,
    ) -> Self {
        let guard = CognitoAuth::new(self.auth.requiring(policy.clone()));
        let add: AddService = Box::new(|scope, prefix| {
            scope.service(web::scope(prefix).service(service).wrap(guard))
        });
        let route = self.served(By::Service(add));
        let place = Place::new(&[], prefix, Extent::Tree, policy.into(), route);
        self.places.add(place);
        self
    }
}
