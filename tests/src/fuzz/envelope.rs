//! Three segments of base64url, read naively.

use cognito_core::Reason;

use super::model::{MALFORMED, refuse_if};

/// Header and payload of three segments, decoded.
pub(super) fn envelope(token: &str) -> Result<(Vec<u8>, Vec<u8>), Vec<Reason>> {
    refuse_if(token.len() > 32 * 1024, Reason::TokenTooLarge)?;
    let segments: Vec<_> = token.split('.').collect();
    let is_plain = |segment: &&str| segment.chars().all(|c| ALPHABET.contains(c));
    if segments.len() == 5 && segments.iter().all(is_plain) {
        return Err(vec![Reason::EncryptedToken]);
    }
    let [header, payload, signature] = *segments else {
        return Err(MALFORMED.into());
    };
    match (decode(header), decode(payload), decode(signature)) {
        (Some(header), Some(payload), Some(_)) => Ok((header, payload)),
        _ => Err(MALFORMED.into()),
    }
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Canonical base64url of at least one byte, bit by bit.
pub(super) fn decode(segment: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut pending, mut bits) = (Vec::new(), 0_usize, 0);
    for c in segment.chars() {
        pending = (pending << 6 | ALPHABET.find(c)?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits & 0xff).try_into().ok()?);
        }
    }
    let rest_is_zero = pending & ((1 << bits) - 1) == 0;
    (!bytes.is_empty() && bits < 6 && rest_is_zero).then_some(bytes)
}
