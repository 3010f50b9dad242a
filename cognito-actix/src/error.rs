use std::{error::Error, fmt};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use cognito_core::Rejection;

/// A [`Rejection`] as an actix error.
#[derive(Clone, Debug)]
pub struct CognitoError(Rejection);

impl CognitoError {
    /// The refusal as core words it.
    pub fn rejection(&self) -> &Rejection {
        &self.0
    }
}

impl From<Rejection> for CognitoError {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

impl fmt::Display for CognitoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error().fmt(f)
    }
}

impl Error for CognitoError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.error().source()
    }
}

impl ResponseError for CognitoError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in self.0.headers() {
            response.append_header((name, &*value));
        }
        let mut response = response.body(self.0.body());
        response.extensions_mut().insert(self.0.clone());
        response
    }
}
