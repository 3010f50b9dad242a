//! The second factor: an authenticator app that a user has registered.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>

use crate::{error::ApiError, totp::Secret};

/// The name of the factor in the API.
pub(crate) const SOFTWARE_TOKEN: &str = "SOFTWARE_TOKEN_MFA";

/// Where a user's authenticator app stands. A pool lets its users choose (`MfaConfiguration` is `OPTIONAL`).
#[derive(Clone, Debug, Default)]
pub(crate) struct SoftwareToken {
    /// Given out, and not proven yet to have arrived in an app.
    pending: Option<Secret>,
    verified: Option<Secret>,
    is_enabled: bool,
    is_preferred: bool,
    /// The step of the newest code that was used: it and older ones are used up (RFC 6238 section 5.2).
    used: Option<u64>,
}

impl SoftwareToken {
    /// Makes a new secret and returns it as an app reads it. An app that was verified before stays good until the new one is.
    pub(crate) fn associate(&mut self) -> String {
        self.pending.insert(Secret::random()).to_base32()
    }

    /// Takes a code as proof that the new secret has arrived.
    pub(crate) fn verify(&mut self, code: &str, now: u64) -> Result<(), ApiError> {
        let secret = self.pending.as_ref().ok_or_else(not_found)?;
        let step = secret
            .step_of(code, now)
            .ok_or_else(|| ApiError::new("EnableSoftwareTokenMFAException", "Code mismatch"))?;
        self.verified = self.pending.take();
        self.used = Some(step);
        Ok(())
    }

    /// Takes a code at a sign-in. Each is good once.
    pub(crate) fn check(&mut self, code: &str, now: u64) -> Result<(), ApiError> {
        let secret = self.verified.as_ref().ok_or_else(not_found)?;
        let step = secret.step_of(code, now).ok_or_else(|| {
            ApiError::new("CodeMismatchException", "Invalid code received for user")
        })?;
        if self.used.is_some_and(|used| step <= used) {
            return Err(ApiError::new(
                "ExpiredCodeException",
                "Your software token has already been used once.",
            ));
        }
        self.used = Some(step);
        Ok(())
    }

    /// Asks for codes from now on, or no longer.
    pub(crate) fn set_preference(
        &mut self,
        is_enabled: Option<bool>,
        is_preferred: Option<bool>,
    ) -> Result<(), ApiError> {
        let is_enabled = is_enabled.unwrap_or(self.is_enabled);
        if is_enabled && self.verified.is_none() {
            return Err(ApiError::invalid_parameter(
                "User has not verified software token mfa",
            ));
        }
        self.is_enabled = is_enabled;
        self.is_preferred = is_enabled && is_preferred.unwrap_or(self.is_preferred);
        Ok(())
    }

    /// Whether a sign-in needs a code.
    pub(crate) fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    pub(crate) fn is_preferred(&self) -> bool {
        self.is_preferred
    }
}

fn not_found() -> ApiError {
    ApiError::new(
        "SoftwareTokenMFANotFoundException",
        "Software token MFA has not been associated",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(answer: Result<(), ApiError>) -> &'static str {
        answer.unwrap_err().kind()
    }

    #[test]
    fn only_a_verified_app_can_be_asked_for() {
        let mut token = SoftwareToken::default();
        let unknown = "SoftwareTokenMFANotFoundException";
        assert_eq!(kind(token.verify("000000", 0)), unknown);
        token.associate();
        assert_eq!(kind(token.check("000000", 0)), unknown);
        assert_eq!(
            kind(token.set_preference(Some(true), None)),
            "InvalidParameterException"
        );
        assert!(!token.is_enabled());
        token.set_preference(Some(false), Some(true)).unwrap();
        assert!(!token.is_preferred());
    }
}
