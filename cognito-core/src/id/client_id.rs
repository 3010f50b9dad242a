use std::{fmt, sync::Arc};

use crate::BuildError;

/// The id of an app client of a user pool.
///
/// Its form is checked when a verifier is built: the letters, digits, `_` and `+` of AWS's
/// [API model](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html),
/// 1 to 128 of them. `-` and `.` pass too, for the ids of emulators.
///
/// ```
/// let client = cognito_core::ClientId::from("7lhlkkfbfb4q5kpp90urffao");
/// assert_eq!(client.as_str(), "7lhlkkfbfb4q5kpp90urffao");
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// The id as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id that an app client can have.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"_+-.".contains(&b);
        if (1..=128).contains(&self.0.len()) && self.0.bytes().all(fits) {
            return Ok(());
        }
        Err(BuildError::InvalidClientId {
            client: (&*self.0).into(),
        })
    }
}

impl From<&str> for ClientId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<String> for ClientId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<&Self> for ClientId {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
