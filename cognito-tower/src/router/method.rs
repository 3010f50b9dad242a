use axum::{handler::Handler, routing};
use cognito_core::Policy;

use super::ProtectedRouter;

/// Routes of one method.
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
