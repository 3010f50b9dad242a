//! What makes an account: its names and attributes, in the form of those of Cognito.

use crate::{
    attribute::{Attributes, is_email},
    error::ApiError,
    random,
    user::{check_username, fold},
};

/// The names and attributes of an account that is about to be made.
pub(crate) struct Profile {
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) attributes: Attributes,
}

impl Profile {
    /// Named by an e-mail address, an account goes by its `sub`, as in a pool with e-mail addresses for usernames; with a plain
    /// name, it keeps the name and the e-mail address becomes an alias.
    pub(crate) fn new<'a>(
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ApiError> {
        check_username(name)?;
        let mut attributes = Attributes::from_client(attributes)?;
        let sub = random::uuid();
        let username = if is_email(name) {
            if attributes
                .email()
                .is_some_and(|email| fold(email) != fold(name))
            {
                return Err(ApiError::invalid_parameter(
                    "The email attribute must be the email address given as username.",
                ));
            }
            attributes.write("email", name)?;
            sub.clone()
        } else {
            fold(name)
        };
        if attributes.email().is_none() {
            return Err(ApiError::invalid_parameter(
                "Attributes did not conform to the schema: email: The attribute is required",
            ));
        }
        Ok(Self {
            username,
            sub,
            attributes,
        })
    }
}
