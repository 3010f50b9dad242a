use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use cognito_core::{
    AuthFuture, Authentication, Authenticator, CognitoClaims, FromAuth, Rejection, Step, Verifier,
};

use crate::{CognitoError, head::Head, middleware::admit};

/// Verified claims as a handler's argument: `Cognito<AccessClaims>`, `Cognito<IdClaims<Tenant>>`, …
///
/// It takes what a [`CognitoAuth`](crate::CognitoAuth) decided. Where no middleware ran, it verifies the request itself,
/// with an [`Authenticator`] or a [`Verifier`] in the application's data (`.app_data(auth)`, with or without
/// [`web::Data`]); it also does so inside a middleware with another authenticator, whose decision is then not enough.
/// Where nothing is there, the answer is 500 and the log names the route: a handler that asks for claims never runs
/// without them.
///
/// For routes that also serve anonymous requests take `Cognito<Option<T>>`, and say
/// [`optional`](cognito_core::AuthenticatorBuilder::optional) to the authenticator. **Not `Option<Cognito<T>>`**:
/// actix turns every error of an extractor into `None` there, that of a refused token too. Behind the middleware no
/// refused token gets so far.
///
/// ```
/// use cognito_actix::{Cognito, core::AccessClaims};
///
/// async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
///     claims.subject().to_owned()
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Cognito<T = CognitoClaims>(pub T);

impl<T> Deref for Cognito<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: FromAuth> FromRequest for Cognito<T> {
    type Error = CognitoError;
    type Future = ExtractFuture<T>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ExtractFuture {
            waiting: None,
            request: request.clone(),
            target: PhantomData,
        }
    }
}

/// Application data, in `web::Data` or without it.
fn app_data<T: 'static>(request: &HttpRequest) -> Option<&T> {
    request
        .app_data::<T>()
        .or_else(|| request.app_data::<web::Data<T>>().map(web::Data::get_ref))
}

/// The future of the [`Cognito`] extractor.
#[must_use]
pub struct ExtractFuture<T> {
    /// Set while the signing key is fetched.
    waiting: Option<AuthFuture>,
    request: HttpRequest,
    target: PhantomData<fn() -> T>,
}

impl<T: FromAuth> Future for ExtractFuture<T> {
    type Output = Result<Cognito<T>, CognitoError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let decision = ready!(self.decide(cx))?;
        // For the handler's other extractors, whose futures actix makes before it polls the first: the signature is
        // verified once.
        admit(&self.request, decision.clone());
        Poll::Ready(Ok(Cognito(decision.extract()?)))
    }
}

impl<T> ExtractFuture<T> {
    fn decide(&mut self, cx: &mut Context<'_>) -> Poll<Result<Authentication, Rejection>> {
        // While this one waits, another of the handler's extractors may have decided.
        let is_decided = self.request.extensions().contains::<Authentication>();
        let auth = match &mut self.waiting {
            Some(auth) if !is_decided => auth,
            waiting => match step(&self.request) {
                Step::Ready(decided) => return Poll::Ready(decided),
                Step::Pending(auth) => waiting.get_or_insert(auth),
            },
        };
        Pin::new(auth).poll(cx)
    }
}

/// The middleware's decision or one made here; see [`Authentication::for_extractor`].
fn step(request: &HttpRequest) -> Step {
    Authentication::for_extractor(
        request.extensions().get::<Authentication>(),
        app_data::<Authenticator>(request),
        app_data::<Verifier>(request),
        &Head(request),
    )
}

impl<T> fmt::Debug for ExtractFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFuture")
    }
}
