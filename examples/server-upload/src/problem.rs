//! Refusals and failures, as problem answers of RFC 9457.

use std::error::Error;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cognito_identity::{IdentityError, InvalidObjectName};
use serde_json::json;

pub(crate) struct Problem(Box<Inner>);

enum Inner {
    /// An answer of the middleware's, with its own challenge.
    Answered(Response),
    Told {
        status: StatusCode,
        /// Stable, for programs.
        code: String,
        detail: &'static str,
    },
}

impl Problem {
    fn told(status: StatusCode, code: impl Into<String>, detail: &'static str) -> Self {
        Self(Box::new(Inner::Told {
            status,
            code: code.into(),
            detail,
        }))
    }

    pub(crate) fn from_response(refusal: impl IntoResponse) -> Self {
        Self(Box::new(Inner::Answered(refusal.into_response())))
    }

    pub(crate) fn no_table() -> Self {
        let detail = "This server has no table: DYNAMODB_TABLE is not set.";
        Self::told(StatusCode::NOT_FOUND, "no_table", detail)
    }

    pub(crate) fn no_file() -> Self {
        Self::told(StatusCode::NOT_FOUND, "NoSuchKey", "There is no such file.")
    }

    /// Whether AWS has refused it to this caller.
    pub(crate) fn is_of_aws_rights(&self) -> bool {
        matches!(&*self.0, Inner::Told { code, .. } if code.starts_with("AccessDenied"))
    }

    /// What a client of S3 or DynamoDB failed with: no credentials for it, a refusal, or a failure.
    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    pub(crate) fn of_aws<E, R>(error: SdkError<E, R>) -> Self
    where
        E: Error + ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + 'static,
    {
        if let Some(error) = IdentityError::find(&error) {
            return error.clone().into();
        }
        match error.code().unwrap_or("no_answer") {
            code @ ("AccessDenied" | "AccessDeniedException") => {
                let detail = "AWS does not allow this with your credentials.";
                Self::told(StatusCode::FORBIDDEN, code, detail)
            }
            "NoSuchKey" => Self::no_file(),
            code => Self::told(StatusCode::BAD_GATEWAY, code, "AWS did not do it."),
        }
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        let status = error.status();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            // What the service said is for the operator; there is nothing secret in it.
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            eprintln!("no credentials: {error}: {cause}");
        }
        let detail = match status {
            StatusCode::UNAUTHORIZED => "The token has expired.",
            StatusCode::FORBIDDEN => "There are no AWS credentials for you.",
            _ => "AWS credentials cannot be had now.",
        };
        Self::told(status, error.reason().as_str(), detail)
    }
}

impl From<InvalidObjectName> for Problem {
    fn from(_: InvalidObjectName) -> Self {
        let detail = "A file cannot have this name.";
        Self::told(StatusCode::BAD_REQUEST, "bad_name", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, detail) = match *self.0 {
            Inner::Answered(response) => return response,
            Inner::Told {
                status,
                code,
                detail,
            } => (status, code, detail),
        };
        let problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": detail,
            "code": code,
        });
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = "Bearer error=\"invalid_token\", error_description=\"token expired\"";
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        response
    }
}
