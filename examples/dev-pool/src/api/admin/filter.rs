//! The `Filter` of `ListUsers`: an attribute, `=` or `^=`, and a text in quotation marks.

use crate::{error::ApiError, user::User};

/// What users are looked for by.
pub(super) struct Filter<'a> {
    attribute: &'a str,
    is_prefix: bool,
    value: String,
}

impl<'a> Filter<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ApiError> {
        let malformed = || ApiError::invalid_parameter("Error while parsing filter.");
        let (attribute, value) = text.split_once('=').ok_or_else(malformed)?;
        let (attribute, is_prefix) = match attribute.strip_suffix('^') {
            Some(attribute) => (attribute, true),
            None => (attribute, false),
        };
        let value = value.trim().strip_prefix('"');
        let value = value.and_then(|value| value.strip_suffix('"'));
        Ok(Self {
            attribute: attribute.trim().trim_matches('"'),
            is_prefix,
            value: value.ok_or_else(malformed)?.replace("\\\"", "\""),
        })
    }

    /// Whether a user is one of those looked for.
    pub(super) fn finds(&self, user: &User) -> bool {
        let found = match self.attribute {
            "username" => Some(&*user.username),
            "sub" => Some(&*user.sub),
            "cognito:user_status" => Some(user.status.as_str()),
            "status" => Some(if user.is_enabled {
                "Enabled"
            } else {
                "Disabled"
            }),
            attribute => user
                .attributes
                .iter()
                .find(|(name, _)| *name == attribute)
                .map(|(_, value)| value),
        };
        found.is_some_and(|found| {
            let (found, wanted) = (found.to_lowercase(), self.value.to_lowercase());
            if self.is_prefix {
                found.starts_with(&wanted)
            } else {
                found == wanted
            }
        })
    }
}
