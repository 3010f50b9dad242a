use std::{
    future::{Ready, ready},
    rc::Rc,
};

use actix_web::{
    Error, HttpMessage,
    body::EitherBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
};
use cognito_core::{Authentication, Authenticator, CognitoClaims, Gate, Rejection, Step, Verifier};

use crate::{CognitoError, ResponseFuture, head::Head};

/// Middleware that lets in the requests which an [`Authenticator`] accepts, and answers the others itself.
///
/// What was decided goes into the request's extensions: the claims as [`CognitoClaims`], and the decision for the
/// extractor. A refusal is a response, not an error, so that middleware outside of this one (CORS, logging) sees it; it
/// is left in the response's extensions as a [`Rejection`].
///
/// See the [crate's documentation](crate) for an example.
#[derive(Clone, Debug)]
#[must_use]
pub struct CognitoAuth(Authenticator);

impl CognitoAuth {
    /// Lets in what `auth` accepts.
    pub fn new(auth: Authenticator) -> Self {
        Self(auth)
    }
}

/// Lets in every request with a token that the verifier accepts.
impl From<Verifier> for CognitoAuth {
    fn from(verifier: Verifier) -> Self {
        Self(Authenticator::new(verifier))
    }
}

impl<S, B> Transform<S, ServiceRequest> for CognitoAuth
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CognitoMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(CognitoMiddleware {
            inner: Rc::new(inner),
            auth: self.0.clone(),
        }))
    }
}

/// The service that [`CognitoAuth`] applies.
#[derive(Debug)]
pub struct CognitoMiddleware<S> {
    inner: Rc<S>,
    auth: Authenticator,
}

impl<S, B> Service<ServiceRequest> for CognitoMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S, B>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let step = self.auth.authenticate(&Head(request.request()));
        let gate = match step {
            Step::Ready(Ok(decision)) => {
                admit(&request, decision);
                Gate::open(self.inner.call(request))
            }
            Step::Ready(Err(rejection)) => Gate::closed(reject(request, rejection)),
            Step::Pending(auth) => Gate::waiting(auth, (Rc::clone(&self.inner), request)),
        };
        ResponseFuture { gate }
    }
}

/// The one place that writes a decision; whatever an outer middleware left is replaced.
pub(crate) fn admit(message: &impl HttpMessage, decision: Authentication) {
    let mut extensions = message.extensions_mut();
    match decision.claims() {
        Some(claims) => extensions.insert(claims.clone()),
        None => extensions.remove::<CognitoClaims>(),
    };
    extensions.insert(decision);
}

/// A response, never an `Err`: outer middleware must still see it.
pub(crate) fn reject<B>(
    request: ServiceRequest,
    rejection: Rejection,
) -> ServiceResponse<EitherBody<B>> {
    request
        .error_response(CognitoError::from(rejection))
        .map_into_right_body()
}
