//! What may be said about a refusal: it follows from the reason alone, so nothing of the request can be in it.

use std::{error::Error as _, fmt::Write as _};

use cognito_core::{AuthError, Reason, Rejection};
use serde_json::json;

/// Checks what an error prints.
pub(super) fn says_only_its_reason(error: &AuthError) {
    let plain = AuthError::from(error.reason());
    assert_eq!(error.to_string(), plain.to_string());
    assert_eq!(format!("{error:?}"), format!("{plain:?}"));
    assert!(error.source().is_none());
}

/// Checks a whole answer to bad credentials against the table of the rules.
pub(super) fn is_the_tables(rejection: &Rejection) {
    let reason = rejection.reason();
    says_only_its_reason(rejection.error());
    let (status, title, error, description) = match reason {
        Reason::MissingToken | Reason::NotBearer => (401, "Unauthorized", None, None),
        Reason::MalformedRequest | Reason::ConflictingTokens => (
            400,
            "Bad Request",
            Some("invalid_request"),
            Some("credentials malformed"),
        ),
        Reason::UntrustedOrigin => (403, "Forbidden", None, None),
        Reason::Expired => (
            401,
            "Unauthorized",
            Some("invalid_token"),
            Some("token expired"),
        ),
        _ => (
            401,
            "Unauthorized",
            Some("invalid_token"),
            Some("token not valid"),
        ),
    };
    let mut challenge = r#"Bearer realm="cognito""#.to_owned();
    for (name, value) in [("error", error), ("error_description", description)] {
        if let Some(value) = value {
            write!(challenge, r#", {name}="{value}""#).unwrap();
        }
    }
    let mut body = json!({"type": "about:blank", "title": title, "status": status});
    if let Some(error) = error {
        body["error"] = error.into();
    }
    assert_eq!(rejection.status(), status);
    let headers: Vec<_> = rejection.headers().collect();
    let expected = [
        ("www-authenticate", challenge.as_str()),
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
    ];
    assert!(
        headers
            .iter()
            .map(|(name, value)| (*name, &**value))
            .eq(expected),
        "{headers:?}"
    );
    let said: serde_json::Value = serde_json::from_str(&rejection.body()).unwrap();
    assert_eq!(said, body);
}
