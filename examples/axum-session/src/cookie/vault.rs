//! Encryption: what is in a cookie is the site's business alone.

use std::{error::Error, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cookie::{Cookie, CookieJar, Key};

/// Seals texts for cookies by AES-256-GCM, with the cookie's name as associated data: what was sealed for one cookie is no
/// value for another.
///
/// The nonces are random: one key is good for some billions of cookies ([NIST SP 800-38D], section 8.3).
///
/// [NIST SP 800-38D]: https://doi.org/10.6028/NIST.SP.800-38D
pub(crate) struct Vault(Key);

impl Vault {
    /// With a key of this process: sessions end with it, and no other instance can read them.
    pub(crate) fn random() -> Self {
        Self(Key::generate())
    }

    /// With the key in this base64 text, of 64 random bytes.
    pub(crate) fn from_base64(text: &str) -> Result<Self, MalformedKey> {
        let bytes = STANDARD.decode(text).map_err(|_| MalformedKey)?;
        if bytes.len() != 64 {
            return Err(MalformedKey);
        }
        Key::try_from(&*bytes).map(Self).map_err(|_| MalformedKey)
    }

    /// The text as a cookie of this name may have it.
    pub(crate) fn seal(&self, name: &'static str, text: String) -> String {
        let mut jar = CookieJar::new();
        jar.private_mut(&self.0).add(Cookie::new(name, text));
        jar.get(name)
            .map(|cookie| cookie.value().to_owned())
            .unwrap_or_default()
    }

    /// The text, if it was sealed under this name by this key, and is whole.
    pub(crate) fn open(&self, name: &'static str, sealed: String) -> Option<String> {
        let jar = CookieJar::new();
        let cookie = jar.private(&self.0).decrypt(Cookie::new(name, sealed))?;
        Some(cookie.value().to_owned())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

/// The key is not 64 bytes in base64.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MalformedKey;

impl fmt::Display for MalformedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "SESSION_KEY is not base64 of 64 bytes; `openssl rand -base64 64 | tr -d '\\n'` makes one",
        )
    }
}

impl Error for MalformedKey {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_is_for_one_name_one_key_and_whole() {
        let vault = Vault::random();
        let sealed = vault.seal("a", "the text".to_owned());
        assert!(!sealed.contains("text"));
        assert_eq!(vault.open("a", sealed.clone()).as_deref(), Some("the text"));
        assert_eq!(vault.open("b", sealed.clone()), None);
        assert_eq!(Vault::random().open("a", sealed.clone()), None);
        assert_eq!(vault.open("a", sealed[4..].to_owned()), None);
        assert_eq!(vault.open("a", sealed[..sealed.len() - 4].to_owned()), None);
        assert_ne!(vault.seal("a", "the text".to_owned()), sealed);
    }

    #[test]
    fn a_key_is_64_bytes() {
        let text = |length| STANDARD.encode(vec![7; length]);
        let (one, other) = (Vault::from_base64(&text(64)), Vault::from_base64(&text(64)));
        let sealed = one.unwrap().seal("a", "x".to_owned());
        assert_eq!(other.unwrap().open("a", sealed).as_deref(), Some("x"));
        for bad in [String::new(), text(32), text(63), text(65), "x".repeat(64)] {
            assert!(Vault::from_base64(&bad).is_err(), "{bad}");
        }
    }
}
