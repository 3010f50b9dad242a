//! Scopes, signing keys and signatures.

use std::fmt;

use aws_lc_rs::{constant_time, digest, hmac};

/// What a signing key is good for: one day, one Region, S3.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// As `20130524`.
    pub(crate) date: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            date,
            region,
            service,
        } = self;
        write!(f, "{date}/{region}/{service}/aws4_request")
    }
}

/// The key of one scope.
pub(crate) struct SigningKey(hmac::Key);

impl SigningKey {
    pub(crate) fn derive(secret: &str, scope: &Scope) -> Self {
        let start = hmac_key(format!("AWS4{secret}").as_bytes());
        let links = [
            &*scope.date,
            &*scope.region,
            &*scope.service,
            "aws4_request",
        ];
        Self(links.into_iter().fold(start, |key, link| {
            hmac_key(hmac::sign(&key, link.as_bytes()).as_ref())
        }))
    }

    /// The signature of a text, in hexadecimal digits.
    pub(crate) fn sign(&self, text: &str) -> String {
        hex(hmac::sign(&self.0, text.as_bytes()).as_ref())
    }
}

fn hmac_key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

/// Whether two signatures are the same, in a time that does not tell where they differ.
pub(crate) fn are_equal(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|&byte| [digit(byte / 16), digit(byte % 16)])
        .collect()
}
