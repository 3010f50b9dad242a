use std::{error::Error, fmt};

use super::UserPoolId;

/// A text that is not a user pool id. The message tells what it seems to be, and the id in it where there is one.
///
/// ```
/// use cognito_core::UserPoolId;
///
/// let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC123xyz";
/// let error = arn.parse::<UserPoolId>().unwrap_err();
/// assert!(error.to_string().ends_with("(this is an ARN; the id in it is `eu-west-1_AbC123xyz`)"));
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct InvalidUserPoolId {
    input: Box<str>,
    expected: Form,
}

/// What the text should have been.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Aws,
    Emulated,
}

impl InvalidUserPoolId {
    pub(super) fn new(input: &str, expected: Form) -> Self {
        Self {
            input: input.into(),
            expected,
        }
    }

    /// What was given.
    pub fn input(&self) -> &str {
        &self.input
    }
}

impl fmt::Display for InvalidUserPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let input = self.input.escape_debug();
        write!(f, "`{input}` is not a user pool id; expected ")?;
        f.write_str(match self.expected {
            Form::Aws => "`<region>_<1 to 55 letters and digits>` as in `eu-west-1_AbC123xyz`",
            Form::Emulated => {
                "1 to 128 letters, digits, `_` and `-` as in `local_3K5ha`, or an id of AWS"
            }
        })?;
        write!(f, " ({})", Guess::of(&self.input))
    }
}

impl Error for InvalidUserPoolId {}

/// The message: a `main` that returns the error prints this, and the message is what helps.
impl fmt::Debug for InvalidUserPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a text seems to be.
enum Guess<'t> {
    Arn(Option<&'t str>),
    Emulator,
    IdentityPool,
    Nothing,
    Other,
    OtherCase,
    Url(Option<&'t str>),
    Wrapped(&'t str),
}

impl<'t> Guess<'t> {
    fn of(text: &'t str) -> Self {
        let bare = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        if bare.is_empty() {
            Self::Nothing
        } else if bare.len() < text.len() && is_id(bare) {
            Self::Wrapped(bare)
        } else if bare.starts_with("arn:") {
            Self::Arn(id_in(bare))
        } else if bare.contains('/') {
            Self::Url(id_in(bare))
        } else if bare.contains(':') {
            Self::IdentityPool
        } else if bare.contains('_') && UserPoolId::emulator(bare).is_ok() {
            let (region, suffix) = bare.split_once('_').unwrap_or_default();
            if is_id(&format!("{}_{suffix}", region.to_ascii_lowercase())) {
                Self::OtherCase
            } else {
                Self::Emulator
            }
        } else {
            Self::Other
        }
    }
}

impl fmt::Display for Guess<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arn(Some(id)) => write!(f, "this is an ARN; the id in it is `{id}`"),
            Self::Arn(None) => f.write_str("this is an ARN; the id is the part after `userpool/`"),
            Self::Emulator => f.write_str(
                "if an emulator gave it, take `UserPoolId::emulator`; AWS's ids begin with a Region of three parts or more",
            ),
            Self::IdentityPool => {
                f.write_str("this is the id of an identity pool; the user pool has another one")
            }
            Self::Nothing => f.write_str("there is nothing; is a variable empty?"),
            Self::Other => {
                f.write_str("the Region is part of it, and it is the id, not the pool's name")
            }
            Self::OtherCase => f.write_str("the Region is in lower case"),
            Self::Url(Some(id)) => write!(f, "this is a URL; the id in it is `{id}`"),
            Self::Url(None) => f.write_str("this is a URL, and there is no id in it"),
            Self::Wrapped(id) => {
                write!(f, "leave out the spaces or quotes around it: `{id}`")
            }
        }
    }
}

/// The first part of an ARN or a URL that is an id of AWS.
fn id_in(text: &str) -> Option<&str> {
    text.split('/').find(|part| is_id(part))
}

fn is_id(text: &str) -> bool {
    text.parse::<UserPoolId>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: &str = "`<region>_<1 to 55 letters and digits>` as in `eu-west-1_AbC123xyz`";

    #[test]
    fn the_message_tells_what_the_text_seems_to_be() {
        for (text, hint) in [
            ("", "there is nothing; is a variable empty?"),
            (" ", "there is nothing; is a variable empty?"),
            (
                "us-east-1_AbC ",
                "leave out the spaces or quotes around it: `us-east-1_AbC`",
            ),
            (
                "\"us-east-1_AbC\"",
                "leave out the spaces or quotes around it: `us-east-1_AbC`",
            ),
            (
                "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbC",
                "this is an ARN; the id in it is `us-east-1_AbC`",
            ),
            (
                "arn:aws-us-gov:cognito-idp:us-gov-west-1:123456789012:userpool/",
                "this is an ARN; the id is the part after `userpool/`",
            ),
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/",
                "this is a URL; the id in it is `us-east-1_AbC`",
            ),
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/.well-known/jwks.json",
                "this is a URL; the id in it is `us-east-1_AbC`",
            ),
            (
                "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC",
                "this is a URL; the id in it is `us-east-1_AbC`",
            ),
            (
                "https://example.auth.us-east-1.amazoncognito.com",
                "this is a URL, and there is no id in it",
            ),
            (
                "us-east-1:11111111-2222-3333-4444-555555555555",
                "this is the id of an identity pool; the user pool has another one",
            ),
            ("US-EAST-1_AbC", "the Region is in lower case"),
            (
                "local_3K5ha",
                "if an emulator gave it, take `UserPoolId::emulator`; AWS's ids begin with a Region of three parts or more",
            ),
            (
                "AbC123xyz",
                "the Region is part of it, and it is the id, not the pool's name",
            ),
            (
                "my pool",
                "the Region is part of it, and it is the id, not the pool's name",
            ),
            (
                "us-east-1",
                "the Region is part of it, and it is the id, not the pool's name",
            ),
        ] {
            let message = text.parse::<UserPoolId>().unwrap_err().to_string();
            let expected = format!(
                "`{}` is not a user pool id; expected {AWS} ({hint})",
                text.escape_debug()
            );
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn an_emulators_id_has_its_own_form() {
        let expected = "1 to 128 letters, digits, `_` and `-` as in `local_3K5ha`, or an id of AWS";
        for (text, hint) in [
            ("", "there is nothing; is a variable empty?"),
            (
                "http://localhost:9229/local_x",
                "this is a URL, and there is no id in it",
            ),
            (
                "local x",
                "the Region is part of it, and it is the id, not the pool's name",
            ),
        ] {
            let message = UserPoolId::emulator(text).unwrap_err().to_string();
            let shown = format!("`{text}` is not a user pool id; expected {expected} ({hint})");
            assert_eq!(message, shown);
        }
    }
}
