use actix_web::{FromRequest, Handler, Responder, guard, web};
use cognito_core::Policy;

use super::ProtectedScope;

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident $method:literal: $guarded:expr;)+) => {
        /// Routes of one method.
        impl ProtectedScope {$(
            $(#[$doc])*
            ///
            /// # Panics
            #[doc = concat!("If the path has a route for `", $method, "` already.")]
            #[track_caller]
            pub fn $name<F, Args>(self, path: &str, policy: Policy, handler: F) -> Self
            where
                F: Handler<Args, Output: Responder + 'static>,
                Args: FromRequest + 'static,
            {
                self.add(&[$method], path, policy, $guarded.to(handler))
            }
        )+}
    };
}

methods! {
    /// Adds a handler of `DELETE`, for requests whose token meets the policy.
    delete "DELETE": web::delete();
    /// Adds a handler of `GET`, for requests whose token meets the policy. Other than in actix it answers `HEAD` too.
    ///
    /// ```
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// let scope = ProtectedScope::new(TestPool::new().verifier())
    ///     .get("/orders/{id}", Policy::scope("orders/read"), || async { "an order" });
    /// assert_eq!(scope.table().rows()[0].path(), "/orders/{id}");
    /// ```
    get "GET": web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    /// Adds a handler of `PATCH`, for requests whose token meets the policy.
    patch "PATCH": web::patch();
    /// Adds a handler of `POST`, for requests whose token meets the policy.
    post "POST": web::post();
    /// Adds a handler of `PUT`, for requests whose token meets the policy.
    put "PUT": web::put();
}
