use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use cognito_core::{AuthFuture, CognitoClaims, FromAuth, Reach, Rejection, Step};

use crate::{CognitoError, head::Head, middleware::admit};

/// Verified claims as a handler's argument, or what is made of them: `Cognito<UserClaims>`, `Cognito<IdClaims<Tenant>>`,
/// `Cognito<Expiry>`, … [`FromAuth`] lists what there is.
///
/// It takes what a [`CognitoAuth`](crate::CognitoAuth) decided. Where no middleware ran, it verifies the request itself,
/// with an [`Authenticator`](crate::core::Authenticator) or a [`Verifier`](crate::core::Verifier) in the
/// application's data (`.app_data(auth)`, with or without [`web::Data`]); it also does so inside a middleware with another
/// authenticator, whose decision is then not enough. Where nothing is there, the answer is 500 and the log names the
/// route: a handler that asks for claims never runs without them. So it is where two are there and it cannot be told which
/// is meant: an `Authenticator` and a `Verifier` that is not its own, or one in `web::Data` and one without.
///
/// For routes that also serve anonymous requests take `Cognito<Option<T>>`, and let the authenticator be
/// [`optional`](cognito_core::AuthenticatorBuilder::optional) or made by
/// [`or_anonymous`](crate::core::Authenticator::or_anonymous). `None` means that no token was presented; a bad token is refused
/// all the same, and so is one of the wrong kind or principal.
///
/// **Not `Option<Cognito<T>>`**: actix turns every error of an extractor into `None` there, and no crate can change that. A
/// machine's token is then a guest where a `UserClaims` was asked for, and without the middleware so is a refused token. Behind
/// the middleware no refused token gets so far.
///
/// Every refusal is logged, with the route, and counted, as the middleware's are: one that actix turned into `None`, too.
///
/// ```
/// use actix_web::{App, test, web};
/// use cognito_actix::{Cognito, CognitoAuth, core::{SubjectKey, UserClaims, test_util::TestPool}};
///
/// async fn me(Cognito(user): Cognito<UserClaims>, Cognito(key): Cognito<SubjectKey>) -> String {
///     let _limit_by = key;
///     format!("hello {}", user.subject())
/// }
///
/// # #[actix_web::main] async fn main() {
/// let pool = TestPool::new();
/// let app = App::new().route("/me", web::get().to(me)).wrap(CognitoAuth::from(pool.verifier()));
/// let app = test::init_service(app).await;
/// let status = async |token: String| {
///     let request = test::TestRequest::get().uri("/me");
///     let request = request.insert_header(("authorization", format!("Bearer {token}")));
///     test::call_service(&app, request.to_request()).await.status()
/// };
/// assert_eq!(status(pool.access_token().mint()).await, 200);
/// assert_eq!(status(pool.machine_token().mint()).await, 403);
/// # }
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

/// Application data, without `web::Data` and in it. Which of them belongs to the inner scope, actix does not tell.
fn app_data<T: 'static>(request: &HttpRequest) -> impl Iterator<Item = &T> {
    let wrapped = request.app_data::<web::Data<T>>().map(web::Data::get_ref);
    request.app_data::<T>().into_iter().chain(wrapped)
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
        let asked_for = ready!(self.poll_asked_for(cx))?;
        Poll::Ready(Ok(Cognito(asked_for)))
    }
}

impl<T: FromAuth> ExtractFuture<T> {
    /// Out of the middleware's decision, that of another of the handler's extractors, which may have decided while this one
    /// waits, or one made here; see [`Reach`].
    fn poll_asked_for(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Rejection>> {
        let (request, head) = (&self.request, Head(&self.request));
        let reach = Reach::of(app_data(request), app_data(request));
        if let Some(decided) = reach.taken_over(request.extensions().get()) {
            return Poll::Ready(decided.extract(&head));
        }
        let decision = match &mut self.waiting {
            Some(auth) => ready!(Pin::new(auth).poll(cx))?,
            waiting => match reach.decide(&head) {
                Step::Ready(decision) => decision?,
                Step::Pending(auth) => ready!(Pin::new(waiting.insert(auth)).poll(cx))?,
            },
        };
        let asked_for = decision.extract(&head);
        // For the handler's other extractors, whose futures actix makes before it polls the first: the signature is
        // verified once.
        admit(request, decision);
        Poll::Ready(asked_for)
    }
}

impl<T> fmt::Debug for ExtractFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFuture")
    }
}
