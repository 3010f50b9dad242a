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
/// with an [`Authenticator`] or a [`Verifier`] in the application's data (`.app_data(auth)`, or `.app_data(web::Data::new(auth))`). Where neither is there, the answer is 500 and the log names the path: a
/// handler that asks for claims never runs without them.
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

/// Verifies where no middleware did.
fn authenticate(request: &HttpRequest) -> Step {
    let head = Head(request);
    if let Some(auth) = app_data::<Authenticator>(request) {
        auth.authenticate(&head)
    } else if let Some(verifier) = app_data::<Verifier>(request) {
        Authenticator::new(verifier.clone()).authenticate(&head)
    } else {
        Step::Ready(Err(Rejection::layer_missing(&head)))
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
        // By the middleware, or by another extractor of the handler, whose futures actix makes before it polls the first:
        // the signature is verified once.
        let decided = self.request.extensions().get::<Authentication>().cloned();
        let decision = if let Some(decision) = decided {
            decision
        } else {
            let decision = ready!(self.decide(cx))?;
            admit(&self.request, decision.clone());
            decision
        };
        Poll::Ready(Ok(Cognito(decision.extract()?)))
    }
}

impl<T> ExtractFuture<T> {
    fn decide(&mut self, cx: &mut Context<'_>) -> Poll<Result<Authentication, Rejection>> {
        let auth = match &mut self.waiting {
            Some(auth) => auth,
            none => match authenticate(&self.request) {
                Step::Ready(decided) => return Poll::Ready(decided),
                Step::Pending(auth) => none.insert(auth),
            },
        };
        Pin::new(auth).poll(cx)
    }
}

impl<T> fmt::Debug for ExtractFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFuture")
    }
}
