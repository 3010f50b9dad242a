use axum::{handler::Handler, routing};
use cognito_core::Policy;

use super::ProtectedRouter;

macro_rules! methods {
    ($($(#[$doc:meta])+ $name:ident $method:literal)+) => {
        /// Routes of one method.
        impl<S: Clone + Send + Sync + 'static> ProtectedRouter<S> {
            $(
                $(#[$doc])+
                #[track_caller]
                pub fn $name<H: Handler<T, S>, T: 'static>(self, path: &str, policy: Policy, handler: H) -> Self {
                    self.add(&[$method], path, policy, routing::$name(handler))
                }
            )+
        }
    };
}

methods! {
    /// Adds a handler of `DELETE`, for requests whose token meets the policy.
    delete "DELETE"
    /// Adds a handler of `GET`, for requests whose token meets the policy. As in axum it answers `HEAD` too.
    get "GET"
    /// Adds a handler of `PATCH`, for requests whose token meets the policy.
    patch "PATCH"
    /// Adds a handler of `POST`, for requests whose token meets the policy.
    post "POST"
    /// Adds a handler of `PUT`, for requests whose token meets the policy.
    put "PUT"
}
