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

#[cfg(test)]
mod tests {
    use cognito_core::{
        Authenticator, Step,
        test_util::{TestHead, TestPool},
    };

    use super::*;

    /// What actix logs of a refusal: the cause down to its end, and no token.
    #[actix_web::test]
    async fn it_names_its_causes_and_no_token() {
        let pool = TestPool::new();
        pool.set_available(false);
        let token = pool.access_token().mint();
        let head = TestHead::get("/me").bearer(&token);
        let Step::Pending(auth) = Authenticator::new(pool.verifier()).authenticate(&head) else {
            panic!("there is no key yet");
        };
        let error = CognitoError::from(auth.await.unwrap_err());
        assert_eq!(error.to_string(), "the pool's keys are not available");
        let mut causes = Vec::new();
        let mut cause = error.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        assert_eq!(
            causes,
            [
                "the signing keys are not available",
                "the key set endpoint could not be reached"
            ]
        );
        assert!(!format!("{error:?}").contains(&token));
    }
}
