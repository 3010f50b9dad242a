use std::task::{Context, Poll};

use cognito_core::{Authentication, Gate, Policy};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::{RejectionResponse, Render, ResponseFuture, head::Head, service::take_ready};

/// Applies a [`Policy`] to routes that lie inside a [`CognitoLayer`](crate::CognitoLayer).
///
/// A request that no such layer has seen is answered with 500, and the log says which route lacks it.
///
/// ```
/// use axum::{Router, routing::get};
/// use cognito_tower::{CognitoLayer, RequireLayer, core::{Policy, test_util::TestPool}};
///
/// let app: Router = Router::new()
///     .route("/admin", get(|| async { "hello, admin" }))
///     .route_layer(RequireLayer::new(Policy::group("admins")))
///     .layer(CognitoLayer::from(TestPool::new().verifier()));
/// # let _ = app;
/// ```
///
/// A policy that nobody can meet closes the route to all. Where its names come out of a configuration, let
/// [`Policy::checked`] find that at the start: `RequireLayer::new(Policy::any_scope(list).checked()?)`.
#[derive(Clone, Debug)]
#[must_use]
pub struct RequireLayer<R = Render> {
    policy: Policy,
    reject: R,
}

impl RequireLayer {
    /// Lets in the requests whose claims meet the policy.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            reject: Render::default(),
        }
    }
}

impl<R> RequireLayer<R> {
    /// Answers refused requests another way: see [`RejectionResponse`](crate::RejectionResponse).
    pub fn on_reject<T>(self, reject: T) -> RequireLayer<T> {
        RequireLayer {
            policy: self.policy,
            reject,
        }
    }
}

impl<S, R: Clone> Layer<S> for RequireLayer<R> {
    type Service = Require<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        Require {
            inner,
            policy: self.policy.clone(),
            reject: self.reject.clone(),
        }
    }
}

/// The middleware that [`RequireLayer`] applies.
#[derive(Clone, Debug)]
pub struct Require<S, R> {
    inner: S,
    policy: Policy,
    reject: R,
}

impl<S, R, ReqBody, ResBody> Service<Request<ReqBody>> for Require<S, R>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    R: RejectionResponse<ResBody>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S, R, ReqBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let decided = request.extensions().get::<Authentication>();
        let gate = match Authentication::require(decided, &self.policy, &Head::from(&request)) {
            Ok(()) => Gate::open(self.inner.call(request)),
            Err(rejection) => {
                drop(take_ready(&mut self.inner));
                Gate::closed(self.reject.respond(&rejection))
            }
        };
        ResponseFuture { gate }
    }
}
