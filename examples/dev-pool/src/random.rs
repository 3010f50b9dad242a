//! Random values: bytes, identifiers, codes.

use aws_lc_rs::rand;

const LOWER_ALPHANUMERIC: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Fresh random bytes.
///
/// # Panics
/// If the operating system gives no random numbers.
#[expect(
    clippy::expect_used,
    reason = "a user pool without randomness cannot go on"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the system gives random numbers");
    bytes
}

/// A random identifier in the form of Cognito's `sub` and `jti`.
pub(crate) fn uuid() -> String {
    uuid_from(bytes())
}

/// These bytes as a version 4 UUID (RFC 9562).
pub(crate) fn uuid_from(bytes: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xfff,
        (bits >> 48) & 0x3fff | 0x8000,
        bits & 0xffff_ffff_ffff,
    )
}

/// Six decimal digits.
pub(crate) fn code() -> String {
    format!("{:06}", u64::from_be_bytes(bytes()) % 1_000_000)
}

/// As many lower-case letters and digits as asked for.
pub(crate) fn lower_alphanumeric(length: usize) -> String {
    (0..length).map(|_| pick(LOWER_ALPHANUMERIC)).collect()
}

/// A password that keeps the pool's policy: four groups of letters, ended by one of each other class.
pub(crate) fn password() -> String {
    let groups: Vec<String> = (0..4)
        .map(|_| (0..4).map(|_| pick(b"abcdefghijkmnpqrstuvwxyz")).collect())
        .collect();
    format!(
        "{}-{}{}a",
        groups.join("-"),
        pick(b"ABCDEFGHJKLMNPQRSTUVWXYZ"),
        pick(b"23456789")
    )
}

fn pick(alphabet: &[u8]) -> char {
    let length = u64::try_from(alphabet.len()).unwrap_or(u64::MAX);
    usize::try_from(u64::from_be_bytes(bytes()) % length.max(1))
        .ok()
        .and_then(|index| alphabet.get(index))
        .map_or('0', |&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_carries_version_and_variant() {
        assert_eq!(
            uuid_from([0xff; 16]),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(uuid_from([0; 16]), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn random_values_have_their_shape() {
        let code = code();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(lower_alphanumeric(26).len(), 26);
        assert_ne!(lower_alphanumeric(26), lower_alphanumeric(26));
    }
}
