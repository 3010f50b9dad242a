use std::ops::Deref;

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use cognito_core::{CognitoClaims, FromAuth, Reach, Rejection, Step};
use http::request::Parts;

use crate::{CognitoRejection, head::Head, service::admit};

/// Verified claims as a handler's argument, or what is made of them: `Cognito<UserClaims>`, `Cognito<IdClaims<Tenant>>`,
/// `Cognito<Expiry>`, … [`FromAuth`] lists what there is.
///
/// It takes what a [`CognitoLayer`](crate::CognitoLayer) decided. Where no layer ran, it verifies the request itself,
/// with an [`Authenticator`](crate::core::Authenticator) or a [`Verifier`](crate::core::Verifier) that was put
/// into the extensions (`.layer(Extension(auth))`); it also does so inside a layer with another authenticator, whose
/// decision is then not enough. Where nothing is there, the answer is 500 and the log names the path: a handler that asks
/// for claims never runs without them. So it is where an `Authenticator` and a `Verifier` that is not its own are both
/// there, and it cannot be told which is meant.
///
/// `Option<Cognito<T>>` and `Cognito<Option<T>>` are for routes that also serve anonymous requests, inside a layer whose
/// authenticator is [`optional`](cognito_core::AuthenticatorBuilder::optional) or made by
/// [`or_anonymous`](crate::core::Authenticator::or_anonymous). `None` means that no token was presented; a bad token
/// is refused all the same, and so is one of the wrong kind or principal.
///
/// Every refusal is logged and counted, as the layer's are.
///
/// ```
/// use axum::{Router, body::Body, http::Request, routing::get};
/// use cognito_tower::{Cognito, CognitoLayer, core::{SubjectKey, UserClaims, test_util::TestPool}};
/// use tower::ServiceExt as _;
///
/// async fn me(Cognito(user): Cognito<UserClaims>, Cognito(key): Cognito<SubjectKey>) -> String {
///     let _limit_by = key;
///     format!("hello {}", user.subject())
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let app: Router = Router::new().route("/me", get(me)).layer(CognitoLayer::from(pool.verifier()));
/// let status = async |token: String| {
///     let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
///     app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
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

impl<S, T> FromRequestParts<S> for Cognito<T>
where
    S: Send + Sync,
    T: FromAuth,
{
    type Rejection = CognitoRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(asked_for(parts).await?))
    }
}

/// `None` means that no token was presented; a refused token still rejects.
impl<S, T> OptionalFromRequestParts<S> for Cognito<T>
where
    S: Send + Sync,
    T: FromAuth,
{
    type Rejection = CognitoRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        let claims: Option<T> = asked_for(parts).await?;
        Ok(claims.map(Self))
    }
}

/// Out of a layer's decision or of one made here; see [`Reach`]. Only the latter is left for other extractors.
async fn asked_for<T: FromAuth>(parts: &mut Parts) -> Result<T, Rejection> {
    let extensions = &parts.extensions;
    let reach = Reach::of(extensions.get(), extensions.get());
    if let Some(decided) = reach.taken_over(extensions.get()) {
        return decided.extract(&Head::from(&*parts));
    }
    let step = reach.decide(&Head::from(&*parts));
    let decision = match step {
        Step::Ready(decision) => decision?,
        Step::Pending(auth) => auth.await?,
    };
    let asked_for = decision.extract(&Head::from(&*parts));
    admit(&mut parts.extensions, decision);
    asked_for
}
