use std::fmt;

use super::quirk;

/// A user's postal address.
///
/// Cognito keeps an address as one text, and writes it as `{"formatted": "..."}` in ID tokens.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Address {
    /// The whole address, as the user or the provider wrote it; it can have several lines.
    pub formatted: String,
}

impl Address {
    /// An object, or the text alone.
    pub(super) fn read(json: &str) -> Option<Self> {
        let formatted =
            quirk::text(json).or_else(|| quirk::text(quirk::member(json, "formatted")?));
        Some(Self {
            formatted: formatted?.into_owned(),
        })
    }
}

/// Does not print the address.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}
