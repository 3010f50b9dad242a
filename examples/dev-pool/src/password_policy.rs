//! Cognito's default password policy, with its messages.

use crate::error::ApiError;

/// What counts as a symbol, besides a space that is neither first nor last.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

/// Checks a new password: 8 to 256 characters with lower case, upper case, a digit and a symbol.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>
pub(crate) fn check(password: &str) -> Result<(), ApiError> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let problem = if password.starts_with(char::is_whitespace)
        || password.ends_with(char::is_whitespace)
        || password.chars().count() > 256
    {
        return Err(ApiError::invalid_parameter(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$",
        ));
    } else if password.chars().count() < 8 {
        "Password not long enough"
    } else if !has(|c| c.is_ascii_lowercase()) {
        "Password must have lowercase characters"
    } else if !has(|c| c.is_ascii_uppercase()) {
        "Password must have uppercase characters"
    } else if !has(|c| c.is_ascii_digit()) {
        "Password must have numeric characters"
    } else if !has(|c| SYMBOLS.contains(c)) {
        "Password must have symbol characters"
    } else {
        return Ok(());
    };
    Err(ApiError::new(
        "InvalidPasswordException",
        format!("Password did not conform with policy: {problem}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_own_message() {
        for (password, expected) in [
            ("Fake-Pass1", None),
            ("Fake Pass1", None),
            ("Fp-1", Some("Password not long enough")),
            (
                "FAKE-PASS1",
                Some("Password must have lowercase characters"),
            ),
            (
                "fake-pass1",
                Some("Password must have uppercase characters"),
            ),
            ("Fake-Pass", Some("Password must have numeric characters")),
            ("FakePass1", Some("Password must have symbol characters")),
            (" Fake-Pass1", Some("^[\\S]+.*[\\S]+$")),
            ("Fake-Pass1 ", Some("^[\\S]+.*[\\S]+$")),
        ] {
            match (check(password), expected) {
                (Ok(()), None) => {}
                (Err(error), Some(end)) => assert!(error.message().ends_with(end), "{password}"),
                (answer, _) => panic!("{password}: {answer:?}"),
            }
        }
        let long = format!("Aa1-{}", "x".repeat(252));
        assert!(check(&long).is_ok());
        assert!(check(&format!("{long}x")).is_err());
    }

    #[test]
    fn the_generated_password_keeps_the_policy() {
        for _ in 0..50 {
            assert!(check(&crate::random::password()).is_ok());
        }
    }
}
