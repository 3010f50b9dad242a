//! What the service or the network said. The SDK's own errors are not kept: theirs show whole answers in `Debug`.

use std::{error::Error, fmt};

/// Longer messages are no messages.
const LONGEST_MESSAGE: usize = 300;

#[derive(Debug)]
pub(crate) enum Cause {
    /// There was no answer; what the layers below said, outermost first.
    Connection(Box<str>),
    /// The service's refusal.
    Service {
        code: Option<Box<str>>,
        message: Option<Box<str>>,
        request_id: Option<Box<str>>,
    },
}

impl Cause {
    pub(crate) fn connection(error: &(dyn Error + 'static)) -> Self {
        let mut text = error.to_string();
        let mut next = error.source();
        while let Some(error) = next {
            text = format!("{text}: {error}");
            next = error.source();
        }
        Self::Connection(text.into())
    }

    pub(crate) fn service(
        code: Option<&str>,
        message: Option<&str>,
        request_id: Option<&str>,
    ) -> Self {
        Self::Service {
            code: printable(code),
            message: printable(message),
            request_id: printable(request_id),
        }
    }
}

/// Texts of the other side, which should not have a token in them; `eyJ` begins every JWT.
fn printable(text: Option<&str>) -> Option<Box<str>> {
    let fits = |text: &&str| {
        text.len() <= LONGEST_MESSAGE && !text.contains("eyJ") && !text.contains(char::is_control)
    };
    text.filter(fits).map(Into::into)
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(text) => f.write_str(text),
            Self::Service {
                code,
                message,
                request_id,
            } => {
                f.write_str(code.as_deref().unwrap_or("an error without a code"))?;
                if let Some(message) = message {
                    write!(f, ": {message}")?;
                }
                if let Some(id) = request_id {
                    write!(f, " (request {id})")?;
                }
                Ok(())
            }
        }
    }
}

impl Error for Cause {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_service_said() {
        let cause = Cause::service(
            Some("NotAuthorizedException"),
            Some("Invalid login token."),
            Some("r-1"),
        );
        assert_eq!(
            cause.to_string(),
            "NotAuthorizedException: Invalid login token. (request r-1)"
        );
        assert_eq!(
            Cause::service(None, None, None).to_string(),
            "an error without a code"
        );
    }

    #[test]
    fn a_message_that_quotes_a_token_or_has_no_end_is_left_out() {
        let long = "x".repeat(LONGEST_MESSAGE + 1);
        for message in ["Bad token eyJhbGciOi.e30.c2ln", "two\nlines", &long] {
            let cause = Cause::service(Some("Code"), Some(message), None);
            assert_eq!(cause.to_string(), "Code");
            assert!(!format!("{cause:?}").contains(message));
        }
    }
}
