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
/// without them. So it is where two are there and it cannot be told which is meant: an `Authenticator` and a `Verifier`
/// that is not its own, or one in `web::Data` and one without.
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

/// What the application put in the extractor's reach.
struct Reach<'a> {
    authenticator: Option<&'a Authenticator>,
    verifier: Option<&'a Verifier>,
    /// One is there in `web::Data` and without it. Which of them belongs to the inner scope, actix does not tell.
    is_ambiguous: bool,
}

impl<'a> Reach<'a> {
    fn of(request: &'a HttpRequest) -> Self {
        let (authenticator, two_authenticators) = app_data(request);
        let (verifier, two_verifiers) = app_data(request);
        Self {
            authenticator,
            verifier,
            is_ambiguous: two_authenticators || two_verifiers,
        }
    }
}

/// Application data, in `web::Data` or without it, and whether it is there in both ways.
fn app_data<T: 'static>(request: &HttpRequest) -> (Option<&T>, bool) {
    let plain = request.app_data::<T>();
    let wrapped = request.app_data::<web::Data<T>>().map(web::Data::get_ref);
    (plain.or(wrapped), plain.is_some() && wrapped.is_some())
}

/// The future of the [`Cognito`] extractor.
#[must_use]
pub struct ExtractFuture<T> {
    /// Set while the signing key is fetched, or the revocation store is waited for.
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
        let auth = match &mut self.waiting {
            // While this one waits, another of the handler's extractors may have decided.
            Some(auth) => match decided_meanwhile(&self.request) {
                Some(decided) => return Poll::Ready(Ok(decided)),
                None => auth,
            },
            waiting => match step(&self.request) {
                Step::Ready(decided) => return Poll::Ready(decided),
                Step::Pending(auth) => waiting.insert(auth),
            },
        };
        Pin::new(auth).poll(cx)
    }
}

/// The middleware's decision or one made here; see [`Authentication::for_extractor`].
fn step(request: &HttpRequest) -> Step {
    let (reach, head) = (Reach::of(request), Head(request));
    if reach.is_ambiguous {
        return Step::Ready(Err(Rejection::two_in_reach(&head)));
    }
    Authentication::for_extractor(
        request.extensions().get::<Authentication>(),
        reach.authenticator,
        reach.verifier,
        &head,
    )
}

/// A decision of another extractor. That of a middleware with another authenticator is there all the time and is none.
fn decided_meanwhile(request: &HttpRequest) -> Option<Authentication> {
    let (reach, extensions) = (Reach::of(request), request.extensions());
    let decided = extensions.get::<Authentication>()?;
    let counts = decided.counts_for(reach.authenticator, reach.verifier);
    counts.then(|| decided.clone())
}

impl<T> fmt::Debug for ExtractFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFuture")
    }
}
