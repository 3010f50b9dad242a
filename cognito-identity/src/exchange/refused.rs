//! What an error of the SDK means.

use std::error::Error;

use aws_sdk_cognitoidentity::{
    config::http::HttpResponse,
    error::{ConnectorError, ProvideErrorMetadata, SdkError},
    operation::RequestId as _,
};

use crate::{IdentityError, Reason, error::Cause};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Call {
    GetCredentialsForIdentity,
    GetId,
}

/// The SDK's error is looked at and dropped: it holds the whole answer, which may be one with credentials.
pub(super) fn refused<E>(error: &SdkError<E, HttpResponse>, call: Call) -> IdentityError
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error {
        SdkError::ConstructionFailure(_) => Reason::Misconfigured.into(),
        SdkError::DispatchFailure(failed) => {
            let failed = failed.as_connector_error();
            failed.map_or_else(|| Reason::Unavailable.into(), not_sent)
        }
        SdkError::ServiceError(answered) => {
            let (code, message) = (answered.err().code(), answered.err().message());
            let status = answered.raw().status().as_u16();
            let reason = meaning(code, message.unwrap_or_default(), status, call);
            IdentityError::caused(reason, Cause::service(code, message, error.request_id()))
        }
        SdkError::TimeoutError(_) => Reason::Unavailable.into(),
        // As a proxy's page: only the status says something.
        SdkError::ResponseError(answered) => {
            meaning(None, "", answered.raw().status().as_u16(), call).into()
        }
        // Whatever else there will be.
        _ => Reason::BadAnswer.into(),
    }
}

/// A request that no client can send is a mistake in the set-up. That there is no client at all, the SDK tells by its text only.
fn not_sent(failed: &ConnectorError) -> IdentityError {
    let cause = Cause::connection(failed);
    let reason = if failed.is_user() || cause.to_string().contains("No HTTP client was available") {
        Reason::Misconfigured
    } else {
        Reason::Unavailable
    };
    IdentityError::caused(reason, cause)
}

/// By the errors that both operations list, and those that any AWS service may give.
fn meaning(code: Option<&str>, message: &str, status: u16, call: Call) -> Reason {
    match (code.unwrap_or_default(), call) {
        ("NotAuthorizedException", _) if says_expired(message) => Reason::TokenExpired,
        ("NotAuthorizedException", _) => Reason::NotAuthorized,
        ("ResourceNotFoundException", Call::GetId) => Reason::UnknownIdentityPool,
        ("ResourceNotFoundException", Call::GetCredentialsForIdentity) => Reason::UnknownIdentity,
        ("TooManyRequestsException" | "ThrottlingException" | "Throttling", _) => {
            Reason::TooManyRequests
        }
        ("ResourceConflictException", _) => Reason::Conflict,
        ("LimitExceededException", _) => Reason::LimitExceeded,
        (
            "InvalidIdentityPoolConfigurationException"
            | "InvalidParameterException"
            | "ValidationException",
            _,
        ) => Reason::Misconfigured,
        ("InternalErrorException" | "ExternalServiceException", _) => Reason::Unavailable,
        _ => match status {
            429 => Reason::TooManyRequests,
            500.. => Reason::Unavailable,
            _ => Reason::BadAnswer,
        },
    }
}

/// "Invalid login token. Token expired: 1700003600 >= 1700000000", or in other words.
fn says_expired(message: &str) -> bool {
    let is_of_the_token = message.starts_with("Invalid login token");
    message.contains("Token expired")
        || is_of_the_token && message.to_ascii_lowercase().contains("expired")
}

#[cfg(test)]
mod tests {
    use aws_sdk_cognitoidentity::operation::get_id::GetIdError;

    use super::*;

    #[test]
    fn every_documented_error_has_a_reason() {
        for (code, reason) in [
            ("ExternalServiceException", Reason::Unavailable),
            ("InternalErrorException", Reason::Unavailable),
            (
                "InvalidIdentityPoolConfigurationException",
                Reason::Misconfigured,
            ),
            ("InvalidParameterException", Reason::Misconfigured),
            ("LimitExceededException", Reason::LimitExceeded),
            ("NotAuthorizedException", Reason::NotAuthorized),
            ("ResourceConflictException", Reason::Conflict),
            ("TooManyRequestsException", Reason::TooManyRequests),
        ] {
            for call in [Call::GetId, Call::GetCredentialsForIdentity] {
                assert_eq!(meaning(Some(code), "", 400, call), reason, "{code}");
            }
        }
    }

    /// The SDK's words for a client without `default-https-client` and without one's own HTTP client.
    #[test]
    fn a_request_that_cannot_be_sent_is_no_outage() {
        let without = "No HTTP client was available to send this request. Enable the `default-https-client` crate feature";
        for (failed, reason) in [
            (
                ConnectorError::other(without.into(), None),
                Reason::Misconfigured,
            ),
            (
                ConnectorError::user("no host".into()),
                Reason::Misconfigured,
            ),
            (
                ConnectorError::other("odd".into(), None),
                Reason::Unavailable,
            ),
            (ConnectorError::io("reset".into()), Reason::Unavailable),
            (ConnectorError::timeout("slow".into()), Reason::Unavailable),
        ] {
            let error: SdkError<GetIdError, HttpResponse> = SdkError::dispatch_failure(failed);
            let told = refused(&error, Call::GetId);
            assert_eq!(told.reason(), reason, "{error:?}");
            assert!(told.source().is_some());
        }
    }

    #[test]
    fn what_is_not_found_depends_on_the_call() {
        let code = Some("ResourceNotFoundException");
        let of = |call| meaning(code, "", 400, call);
        assert_eq!(of(Call::GetId), Reason::UnknownIdentityPool);
        assert_eq!(of(Call::GetCredentialsForIdentity), Reason::UnknownIdentity);
    }

    #[test]
    fn the_service_can_find_a_token_expired_that_our_clock_does_not() {
        for (message, reason) in [
            (
                "Invalid login token. Token expired: 1700003600 >= 1700000000",
                Reason::TokenExpired,
            ),
            (
                "Invalid login token. Token is expired.",
                Reason::TokenExpired,
            ),
            ("Invalid login token: Expired", Reason::TokenExpired),
            (
                "Invalid login token. Not a valid OpenId Connect token.",
                Reason::NotAuthorized,
            ),
            ("The trust of the role has expired", Reason::NotAuthorized),
        ] {
            let code = Some("NotAuthorizedException");
            assert_eq!(
                meaning(code, message, 400, Call::GetId),
                reason,
                "{message}"
            );
        }
    }

    #[test]
    fn without_a_known_code_the_status_says() {
        for (status, reason) in [
            (400, Reason::BadAnswer),
            (403, Reason::BadAnswer),
            (429, Reason::TooManyRequests),
            (500, Reason::Unavailable),
            (503, Reason::Unavailable),
        ] {
            assert_eq!(meaning(None, "", status, Call::GetId), reason);
            assert_eq!(meaning(Some("Other"), "", status, Call::GetId), reason);
        }
    }
}
