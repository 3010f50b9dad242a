//! Random values: bytes and identifiers.

use aws_lc_rs::rand;

const UPPER_BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Fresh random bytes.
///
/// # Panics
/// If the operating system gives no random numbers.
#[expect(
    clippy::expect_used,
    reason = "credentials without randomness are none"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the system gives random numbers");
    bytes
}

/// A random version 4 UUID (RFC 9562).
pub(crate) fn uuid() -> String {
    let bits = u128::from_be_bytes(bytes());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xfff,
        (bits >> 48) & 0x3fff | 0x8000,
        bits & 0xffff_ffff_ffff,
    )
}

/// As many upper-case letters and digits as there are bytes, as in access key ids.
pub(crate) fn upper_base32<const N: usize>() -> String {
    bytes::<N>()
        .into_iter()
        .filter_map(|byte| UPPER_BASE32.get(usize::from(byte % 32)))
        .map(|&letter| char::from(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_values_have_their_shape() {
        let uuid = uuid();
        assert_eq!((uuid.len(), uuid.as_bytes()[14]), (36, b'4'));
        let id = upper_base32::<16>();
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|byte| UPPER_BASE32.contains(&byte)));
        assert_ne!(id, upper_base32::<16>());
    }
}
