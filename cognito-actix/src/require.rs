use std::future::{Ready, ready};

use actix_web::{
    Error, HttpMessage,
    body::EitherBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
};
use cognito_core::{Authentication, Gate, Policy};

use crate::{ResponseFuture, head::Head, middleware::reject};

/// Middleware that applies a [`Policy`] to routes which lie inside a [`CognitoAuth`](crate::CognitoAuth).
///
/// actix runs the middleware that was wrapped last first. A request that no `CognitoAuth` has seen is answered with
/// 500, and the log says which path lacks it.
///
/// ```
/// use actix_web::{App, web};
/// use cognito_actix::{CognitoAuth, Require, core::{Policy, test_util::TestPool}};
///
/// let app = App::new().service(
///     web::scope("/admin")
///         .route("", web::get().to(|| async { "hello, admin" }))
///         .wrap(Require::new(Policy::group("admins"))) // runs second
///         .wrap(CognitoAuth::from(TestPool::new().verifier())), // runs first
/// );
/// # let _ = app;
/// ```
///
/// A policy that nobody can meet closes the route to all. Where its names come out of a configuration, let
/// [`Policy::checked`] find that at the start: `Require::new(Policy::any_scope(list).checked()?)`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Require(Policy);

impl Require {
    /// Lets in the requests whose claims meet the policy.
    pub fn new(policy: Policy) -> Self {
        Self(policy)
    }
}

impl<S, B> Transform<S, ServiceRequest> for Require
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RequireMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(RequireMiddleware {
            inner,
            policy: self.0.clone(),
        }))
    }
}

/// The service that [`Require`] applies.
#[derive(Debug)]
pub struct RequireMiddleware<S> {
    inner: S,
    policy: Policy,
}

impl<S, B> Service<ServiceRequest> for RequireMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S, B>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let met = Authentication::require(
            request.extensions().get::<Authentication>(),
            &self.policy,
            &Head(request.request()),
        );
        let gate = match met {
            Ok(()) => Gate::open(self.inner.call(request)),
            Err(rejection) => Gate::closed(reject(request, rejection)),
        };
        ResponseFuture { gate }
    }
}
