//! From the bytes of a key set document to usable keys, entry by entry.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{
    AlgorithmParameters, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse, RSAKeyParameters,
};
use serde_json::value::RawValue;

use super::{key::VerifyingKey, key_set::KeySet};
use crate::token::read_object;

/// The largest document that is read.
pub(crate) const MOST_BYTES: usize = 256 * 1024;
/// The most entries a document may have.
const MOST_ENTRIES: usize = 100;

/// Nesting is no matter here: values are skipped without recursion, and one deep entry must not spoil the others.
const ANY_DEPTH: usize = usize::MAX;

/// Members that only a private or a symmetric key has. An entry with one of them is no public key, whatever else it says.
const PRIVATE: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];
/// The members we use. The shape of all others does not matter.
const USED: [&str; 7] = ["alg", "e", "key_ops", "kid", "kty", "n", "use"];

/// What is wrong with a document as a whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BadDocument {
    /// It is not a JSON object with an array `keys`.
    NotAKeySet,
    /// No entry is a key we can use.
    NoUsableKey,
    TooLarge,
    TooManyEntries,
}

impl fmt::Display for BadDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAKeySet => "not a JSON object with an array of keys",
            Self::NoUsableKey => "no entry is a usable RS256 key",
            Self::TooLarge => "larger than 256 KiB",
            Self::TooManyEntries => "more than 100 entries",
        })
    }
}

impl std::error::Error for BadDocument {}

/// Reads a key set ([RFC 7517 5]). An entry that is no usable key is skipped and counted, it never spoils the others.
///
/// [RFC 7517 5]: https://www.rfc-editor.org/rfc/rfc7517#section-5
pub(crate) fn read(document: &[u8]) -> Result<KeySet, BadDocument> {
    if document.len() > MOST_BYTES {
        return Err(BadDocument::TooLarge);
    }
    let entries = entries(document).ok_or(BadDocument::NotAKeySet)?;
    if entries.len() > MOST_ENTRIES {
        return Err(BadDocument::TooManyEntries);
    }
    let set: KeySet = entries.into_iter().map(usable).collect();
    if set.is_empty() {
        return Err(BadDocument::NoUsableKey);
    }
    Ok(set)
}

fn entries(document: &[u8]) -> Option<Vec<&RawValue>> {
    let mut keys = None;
    read_object(document, ANY_DEPTH, |name, value| {
        if name == "keys" {
            keys = Some(value);
        }
    })
    .ok()?;
    serde_json::from_str(keys?).ok()
}

/// The name and the key of one entry, if it is a public RSA key for RS256 signatures.
fn usable(entry: &RawValue) -> Option<(Box<str>, VerifyingKey)> {
    let (mut used, mut is_bad) = (Vec::new(), false);
    read_object(entry.get().as_bytes(), ANY_DEPTH, |name, value| {
        if USED.contains(&name) {
            // To jsonwebtoken `null` is absence; here it is a wrong type.
            is_bad |= value == "null";
            used.push(format!(r#""{name}":{value}"#));
        }
        is_bad |= PRIVATE.contains(&name);
    })
    .ok()?;
    if is_bad {
        return None;
    }
    let text = format!("{{{}}}", used.join(","));
    let Jwk { common, algorithm } = serde_json::from_str(&text).ok()?;

    let AlgorithmParameters::RSA(RSAKeyParameters { n, e, .. }) = algorithm else {
        return None;
    };
    let signs = common
        .public_key_use
        .is_none_or(|usage| usage == PublicKeyUse::Signature);
    let verifies = common
        .key_operations
        .is_none_or(|ops| ops.contains(&KeyOperations::Verify));
    let is_rs256 = common
        .key_algorithm
        .is_none_or(|alg| alg == KeyAlgorithm::RS256);
    let kid = common.key_id.filter(|kid| !kid.is_empty())?;
    if !(signs && verifies && is_rs256) {
        return None;
    }
    let n = URL_SAFE_NO_PAD.decode(n).ok()?;
    let e = URL_SAFE_NO_PAD.decode(e).ok()?;
    Some((kid.into(), VerifyingKey::new(&n, &e).ok()?))
}

#[cfg(test)]
mod tests;
