use std::{error::Error, fmt};

#[cfg(feature = "axum")]
use axum_core::response::{IntoResponse, Response};
use cognito_core::Rejection;

/// A refusal by an extractor: [`extract`](crate::extract()), or axum's `Cognito`, which answers with it as the layer does.
///
/// Elsewhere `Render::default().respond(refused.rejection())` is that answer.
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

#[cfg(feature = "axum")]
impl IntoResponse for CognitoRejection {
    fn into_response(self) -> Response {
        use crate::{RejectionResponse as _, Render};

        Render::default().respond(&self.0)
    }
}
