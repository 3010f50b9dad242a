use std::future::{Ready, ready};

use actix_web::{
    Error, Route,
    body::EitherBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
};
use cognito_core::{Authenticator, Policy, routes::Access};

use crate::{CognitoAuth, CognitoMiddleware, Require, RequireMiddleware};

/// Wants a token, and that it meets a policy.
///
/// One middleware and not two: actix boxes a future for each that wraps a route.
pub(super) struct Guard {
    auth: CognitoAuth,
    require: Require,
}

impl Guard {
    pub(super) fn new(auth: &Authenticator, policy: &Policy) -> Self {
        Self {
            auth: CognitoAuth::new(auth.clone()),
            require: Require::new(policy.clone()),
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Guard
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<EitherBody<B>>>;
    type Error = Error;
    type Transform = CognitoMiddleware<RequireMiddleware<S>>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(self.auth.around(self.require.around(inner))))
    }
}

/// Puts around a route what `access` asks for.
pub(super) fn guarded(route: Route, auth: &Authenticator, access: &Access) -> Route {
    match access {
        Access::Optional => route.wrap(CognitoAuth::new(auth.or_anonymous())),
        Access::Policy(policy) => route.wrap(Guard::new(auth, policy)),
        Access::Public => route,
    }
}
