use std::borrow::Cow;

use serde_json::json;

use crate::{error::ApiError, http::Answer};

/// A refusal by the token and revocation endpoints (RFC 6749 section 5.2).
pub(super) struct Refusal {
    status: u16,
    error: &'static str,
    description: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(error: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
        }
    }

    pub(super) fn invalid_client(description: &'static str) -> Self {
        Self::new("invalid_client", description)
    }

    pub(super) fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    pub(super) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new("invalid_request", description)
    }

    /// With 401 where a client is not who it says, as the revocation endpoint has it.
    pub(super) fn unauthorized(mut self) -> Self {
        if self.error == "invalid_client" {
            self.status = 401;
        }
        self
    }

    pub(super) fn answer(&self) -> Answer {
        let body = json!({"error": self.error, "error_description": self.description});
        let answer = Answer::json(self.status, &body).header("cache-control", "no-store");
        if self.status == 401 {
            return answer.header("www-authenticate", "Basic");
        }
        answer
    }
}

/// What the pool says of a user or a refresh token makes the grant invalid.
impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::new("invalid_grant", error.message().to_owned())
    }
}
