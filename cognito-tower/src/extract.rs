use std::{error::Error, fmt, ops::Deref};

use axum_core::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use cognito_core::{
    Authentication, Authenticator, CognitoClaims, FromAuth, Rejection, Step, Verifier,
};
use http::request::Parts;

use crate::{RejectionResponse as _, Render, head::Head, service::admit};

/// Verified claims as a handler's argument: `Cognito<AccessClaims>`, `Cognito<IdClaims<Tenant>>`, …
///
/// It takes what a [`CognitoLayer`](crate::CognitoLayer) decided. Where no layer ran, it verifies the request itself,
/// with an [`Authenticator`] or a [`Verifier`] that was put into the extensions (`.layer(Extension(auth))`); it also does
/// so inside a layer with another authenticator, whose decision is then not enough. Where nothing is there, the answer is
/// 500 and the log names the path: a handler that asks for claims never runs without them. So it is where an
/// `Authenticator` and a `Verifier` that is not its own are both there, and it cannot be told which is meant.
///
/// `Option<Cognito<T>>` and `Cognito<Option<T>>` are for routes that also serve anonymous requests, inside a layer whose
/// authenticator is [`optional`](cognito_core::AuthenticatorBuilder::optional). `None` means that no token was
/// presented; a bad token is refused all the same.
///
/// ```
/// use cognito_tower::{Cognito, core::AccessClaims};
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

impl<S, T> FromRequestParts<S> for Cognito<T>
where
    S: Send + Sync,
    T: FromAuth,
{
    type Rejection = CognitoRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let decision = authentication(parts).await?;
        Ok(Self(decision.extract()?))
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
        let decision = authentication(parts).await?;
        let claims: Option<T> = decision.extract()?;
        Ok(claims.map(Self))
    }
}

/// A layer's decision or one made here; see [`Authentication::for_extractor`].
async fn authentication(parts: &mut Parts) -> Result<Authentication, Rejection> {
    let step = Authentication::for_extractor(
        parts.extensions.get::<Authentication>(),
        parts.extensions.get::<Authenticator>(),
        parts.extensions.get::<Verifier>(),
        &Head::from(&*parts),
    );
    let decision = match step {
        Step::Ready(decision) => decision?,
        Step::Pending(auth) => auth.await?,
    };
    admit(&mut parts.extensions, decision.clone());
    Ok(decision)
}

/// A refusal by the [`Cognito`] extractor; answers as the layer does.
#[derive(Clone, Debug)]
pub struct CognitoRejection(Rejection);

impl CognitoRejection {
    /// The refusal as core words it.
    pub fn rejection(&self) -> &Rejection {
        &self.0
    }
}

impl From<Rejection> for CognitoRejection {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

impl fmt::Display for CognitoRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error().fmt(f)
    }
}

impl Error for CognitoRejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.error().source()
    }
}

impl IntoResponse for CognitoRejection {
    fn into_response(self) -> Response {
        Render::default().respond(&self.0)
    }
}
