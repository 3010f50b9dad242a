use cognito_core::{Authenticator, Verifier};
use tower_layer::Layer;

use crate::{CognitoService, Render};

/// Lets in the requests that an [`Authenticator`] accepts, and answers the others itself.
///
/// What was decided goes into the request's extensions: the claims as
/// [`CognitoClaims`](cognito_core::CognitoClaims), and the decision for the extractors. A refusal is left in the
/// response's extensions as a [`Rejection`](cognito_core::Rejection), for logging outside of this layer. The token's
/// header is marked sensitive, so that `Debug` of a request further in does not print it.
///
/// See the [crate's documentation](crate) for an example.
#[derive(Clone, Debug)]
#[must_use]
pub struct CognitoLayer<R = Render> {
    auth: Authenticator,
    reject: R,
}

impl CognitoLayer {
    /// Lets in what `auth` accepts.
    pub fn new(auth: Authenticator) -> Self {
        Self {
            auth,
            reject: Render::default(),
        }
    }
}

/// Lets in every request with a token that the verifier accepts.
impl From<Verifier> for CognitoLayer {
    fn from(verifier: Verifier) -> Self {
        Self::new(Authenticator::new(verifier))
    }
}

impl<R> CognitoLayer<R> {
    /// Answers refused requests another way: see [`RejectionResponse`](crate::RejectionResponse).
    pub fn on_reject<T>(self, reject: T) -> CognitoLayer<T> {
        CognitoLayer {
            auth: self.auth,
            reject,
        }
    }
}

impl<S, R: Clone> Layer<S> for CognitoLayer<R> {
    type Service = CognitoService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        CognitoService::new(inner, self.auth.clone(), self.reject.clone())
    }
}
