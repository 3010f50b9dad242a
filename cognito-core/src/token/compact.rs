use std::borrow::Cow;

use super::base64url;
use crate::Reason;

/// A longer token is too large whatever the setting: places in its payload are kept in 32 bits.
const MOST: usize = u32::MAX as usize / 2;

/// Where header and signature are decoded without an allocation, if they are of the usual size.
pub(crate) struct Scratch {
    header: [u8; 256],
    /// Room for the signature of a 4096-bit key.
    signature: [u8; 512],
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self {
            header: [0; 256],
            signature: [0; 512],
        }
    }
}

/// A token cut into its three segments (RFC 7515, section 7.1) and decoded, each from canonical base64url.
pub(crate) struct Compact<'t, 's> {
    /// Header and payload with the dot between them, as they came: what is signed.
    pub(crate) signed: &'t [u8],
    pub(crate) header: Cow<'s, [u8]>,
    pub(crate) payload: String,
    pub(crate) signature: Cow<'s, [u8]>,
}

impl<'t, 's> Compact<'t, 's> {
    /// Checks the envelope, and that the payload is text. The work is linear in `max_len`, whatever the input.
    pub(crate) fn parse(
        token: &'t [u8],
        max_len: usize,
        scratch: &'s mut Scratch,
    ) -> Result<Self, Reason> {
        if token.len() > max_len.min(MOST) {
            return Err(Reason::TokenTooLarge);
        }
        Self::decode(token, scratch).ok_or_else(|| {
            if is_encrypted(token) {
                Reason::EncryptedToken
            } else {
                Reason::MalformedToken
            }
        })
    }

    fn decode(token: &'t [u8], scratch: &'s mut Scratch) -> Option<Self> {
        // Dots between these two are for the decoder to refuse: no segment has any.
        let first = memchr::memchr(b'.', token)?;
        let last = memchr::memrchr(b'.', token)?;
        let header = token.get(..first)?;
        let payload = token.get(first + 1..last)?;
        let signature = token.get(last + 1..)?;
        if header.is_empty() || payload.is_empty() || signature.is_empty() {
            return None;
        }
        Some(Self {
            signed: token.get(..last)?,
            signature: base64url::decode(signature, &mut scratch.signature).ok()?,
            header: base64url::decode(header, &mut scratch.header).ok()?,
            payload: String::from_utf8(base64url::decode_to_vec(payload).ok()?).ok()?,
        })
    }
}

/// Whether this JSON text is the payload of the token. There is one way to write it in a token: the canonical one.
pub(crate) fn is_payload_of(payload: &str, token: &str) -> bool {
    token.split('.').nth(1) == Some(&base64url::encode(payload.as_bytes()))
}

/// The compact form of an encrypted token (RFC 7516, section 7.1): five segments, of which some may be empty.
fn is_encrypted(token: &[u8]) -> bool {
    memchr::memchr_iter(b'.', token).count() == 4
        && token
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_told_from_another_ones() {
        assert!(is_payload_of("{}", "e30.e30.AAAA"));
        for other in ["e30.e30=.AAAA", "e30.e31.AAAA", "e30", "", "e30..e30"] {
            assert!(!is_payload_of("{}", other), "{other}");
        }
    }

    fn refusal(token: &str) -> Option<Reason> {
        Compact::parse(token.as_bytes(), 64, &mut Scratch::new()).err()
    }

    #[test]
    fn three_segments_of_canonical_base64url_pass() {
        let mut scratch = Scratch::new();
        let compact = Compact::parse(b"e30.e30.AAAA", 64, &mut scratch).unwrap();
        assert_eq!(compact.signed, b"e30.e30");
        assert_eq!(compact.payload, "{}");
        assert_eq!(*compact.signature, [0, 0, 0]);
    }

    #[test]
    fn other_envelopes_are_malformed() {
        for token in [
            "",
            ".",
            "..",
            "...",
            "e30",
            "e30.e30",
            "e30.e30.",
            ".e30.AAAA",
            "e30..AAAA",
            "e30.e30.AAAA.",
            "e30.e30.AAAA.AAAA",
            "e30.e30.AAAA ",
            " e30.e30.AAAA",
            "e30.e30.AAAA\n",
            "e30.e30.AA\0A",
            "e30.e30.AAA=",
            "e30.e30=.AAAA",
            "e30.e31.AAAA",
            "e30.e30.AAB",
            "e30.e30.+///",
            "e30.e30.AAAÄ",
            "e30.e30.AAAAA",
            "a.b.c.d.e.f",
            "a.b.c.d.e ",
            "a.b.c.=.e",
            "e30._w.AAAA",
        ] {
            assert_eq!(refusal(token), Some(Reason::MalformedToken), "{token:?}");
        }
    }

    #[test]
    fn five_segments_are_an_encrypted_token() {
        for token in ["eyJ.a-_.b.c.d", "eyJ..b.c.d", "...."] {
            assert_eq!(refusal(token), Some(Reason::EncryptedToken), "{token:?}");
        }
    }

    #[test]
    fn the_length_counts_first() {
        assert_eq!(refusal(&".".repeat(65)), Some(Reason::TokenTooLarge));
        assert_eq!(refusal(&".".repeat(64)), Some(Reason::MalformedToken));
    }

    #[test]
    fn a_signature_longer_than_any_key_still_counts_as_well_formed() {
        let token = format!("e30.e30.{}", "A".repeat(2000));
        let mut scratch = Scratch::new();
        let compact = Compact::parse(token.as_bytes(), 4096, &mut scratch).unwrap();
        assert_eq!(compact.signature.len(), 1500);
    }
}
