//! Keys that come with the program.

use serde::Serialize;

use super::{
    document,
    fetch_error::{FetchError, FetchErrorKind},
    key_set::KeySet,
};

/// Keys from a file or from the program itself: verification needs no network.
///
/// ```
/// use cognito_core::jwks::{FetchErrorKind, StaticKeys};
///
/// // `include_bytes!("jwks.json")` in a program.
/// let document = br#"{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"not for us"}]}"#;
/// let error = StaticKeys::from_json(document).unwrap_err();
/// assert_eq!(error.kind(), FetchErrorKind::BadDocument);
/// ```
#[derive(Debug)]
pub struct StaticKeys(KeySet);

impl StaticKeys {
    /// Reads a key set document, as the pool's `/.well-known/jwks.json` has it. Entries that are no usable key are skipped.
    ///
    /// # Errors
    /// If it is no key set, has no usable key, more than 100 entries or more than 256 KiB.
    pub fn from_json(document: impl AsRef<[u8]>) -> Result<Self, FetchError> {
        Ok(Self(document::read(document.as_ref())?))
    }

    /// Takes over a key set of another library, such as `jsonwebtoken::jwk::JwkSet`: anything that serializes as one.
    ///
    /// ```
    /// # use cognito_core::jwks::StaticKeys;
    /// use jsonwebtoken::jwk::JwkSet;
    ///
    /// let set = JwkSet { keys: Vec::new() };
    /// assert!(StaticKeys::from_jwk_set(&set).is_err(), "there is no key in it");
    /// ```
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json), and if it cannot be serialized.
    pub fn from_jwk_set(set: &impl Serialize) -> Result<Self, FetchError> {
        let document = serde_json::to_vec(set)
            .map_err(|error| FetchError::new(FetchErrorKind::BadDocument, error))?;
        Self::from_json(document)
    }

    pub(super) fn into_set(self) -> KeySet {
        self.0
    }
}

/// How a store uses static keys.
#[derive(Debug)]
pub(crate) enum SeedKeys {
    /// As long as they do: the first token that names another one has the pool's keys fetched.
    Embedded(StaticKeys),
    /// These keys and no others: nothing is ever fetched.
    Pinned(StaticKeys),
    /// To begin with: the first request renews them in the background, and they serve while that fails.
    Start(StaticKeys),
}
