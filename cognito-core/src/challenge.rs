//! The value of `WWW-Authenticate` (RFC 6750 section 3, RFC 9470 section 3, RFC 9728 section 5.1).

use std::fmt::Write as _;

use crate::{AuthError, Reason, RefusalClass};

/// Writes the challenge for an error; `None` where none is due.
pub(crate) fn write(
    error: &AuthError,
    realm: &str,
    resource_metadata: Option<&str>,
) -> Option<String> {
    let class = error.reason().class();
    if matches!(
        class,
        RefusalClass::Misconfigured | RefusalClass::Unavailable
    ) {
        return None;
    }
    let mut challenge = Challenge::new(realm);
    challenge.push("error", error_code(class));
    challenge.push("error_description", description(error.reason()));
    challenge.push("scope", error.scopes());
    if let Some(wanted) = error.wanted_sign_in() {
        challenge.push(
            "acr_values",
            Some(wanted.acr_values.join(" ")).filter(|acr| !acr.is_empty()),
        );
        challenge.push(
            "max_age",
            wanted.max_age.map(|age| age.as_secs().to_string()),
        );
    }
    challenge.push("resource_metadata", resource_metadata);
    Some(challenge.0)
}

/// RFC 6750 section 3.1 and RFC 9470 section 3: the code, where the class has one.
pub(crate) fn error_code(class: RefusalClass) -> Option<&'static str> {
    match class {
        RefusalClass::InsufficientAuthentication => Some("insufficient_user_authentication"),
        RefusalClass::InsufficientScope => Some("insufficient_scope"),
        RefusalClass::InvalidRequest => Some("invalid_request"),
        RefusalClass::InvalidToken => Some("invalid_token"),
        RefusalClass::Forbidden
        | RefusalClass::Misconfigured
        | RefusalClass::NoCredentials
        | RefusalClass::Unavailable => None,
    }
}

/// What a client is told beside the code. "expired" is the one precise word: a client needs it to refresh, and it
/// tells a forger nothing.
fn description(reason: Reason) -> Option<&'static str> {
    match (reason, reason.class()) {
        (Reason::Expired, _) => Some("token expired"),
        (_, RefusalClass::InvalidToken) => Some("token not valid"),
        (_, RefusalClass::InvalidRequest) => Some("credentials malformed"),
        _ => None,
    }
}

/// Whether a text can stand in a quoted string of a challenge: the characters of RFC 6750 section 3.
pub(crate) fn is_challenge_text(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

struct Challenge(String);

impl Challenge {
    fn new(realm: &str) -> Self {
        let mut challenge = Self("Bearer ".to_owned());
        challenge.param("realm", realm);
        challenge
    }

    /// Adds a parameter that applies. One that cannot be written is left out: the refusal stands without it.
    fn push(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        let Some(value) = value else { return };
        let value = value.as_ref();
        if is_challenge_text(value) {
            self.0.push_str(", ");
            self.param(name, value);
        }
    }

    fn param(&mut self, name: &str, value: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{name}=\"{value}\"");
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::StepUp;

    fn challenge(error: impl Into<AuthError>) -> Option<String> {
        write(&error.into(), "cognito", None)
    }

    #[test]
    fn each_reason_has_the_challenge_of_its_class() {
        for reason in Reason::ALL.iter().copied() {
            let expected = match reason {
                Reason::Expired => {
                    Some(r#", error="invalid_token", error_description="token expired""#)
                }
                _ => match reason.class() {
                    RefusalClass::InvalidToken => {
                        Some(r#", error="invalid_token", error_description="token not valid""#)
                    }
                    RefusalClass::InvalidRequest => Some(
                        r#", error="invalid_request", error_description="credentials malformed""#,
                    ),
                    RefusalClass::InsufficientScope => Some(r#", error="insufficient_scope""#),
                    RefusalClass::InsufficientAuthentication => {
                        Some(r#", error="insufficient_user_authentication""#)
                    }
                    RefusalClass::Forbidden | RefusalClass::NoCredentials => Some(""),
                    RefusalClass::Misconfigured | RefusalClass::Unavailable => None,
                },
            };
            let expected = expected.map(|rest| format!(r#"Bearer realm="cognito"{rest}"#));
            assert_eq!(challenge(reason), expected, "{reason}");
        }
    }

    #[test]
    fn parameters_come_in_their_order() {
        let scope = AuthError::insufficient_scope(Some("a b".into()));
        assert_eq!(
            write(&scope, "r", Some("https://x/m")).unwrap(),
            r#"Bearer realm="r", error="insufficient_scope", scope="a b", resource_metadata="https://x/m""#
        );
        let step_up = StepUp {
            max_age: Some(Duration::from_secs(300)),
            acr_values: vec!["a".into(), "b".into()],
        };
        assert_eq!(
            challenge(AuthError::step_up(Reason::StaleAuthentication, step_up)).unwrap(),
            r#"Bearer realm="cognito", error="insufficient_user_authentication", acr_values="a b", max_age="300""#
        );
    }

    #[test]
    fn what_a_header_cannot_carry_is_left_out() {
        for scope in ["a\"b", "a\\b", "ä", "a\nb"] {
            let error = AuthError::insufficient_scope(Some(scope.into()));
            assert_eq!(
                challenge(error).unwrap(),
                r#"Bearer realm="cognito", error="insufficient_scope""#
            );
        }
    }
}
