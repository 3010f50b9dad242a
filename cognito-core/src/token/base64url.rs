use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Not canonical base64url without padding (RFC 7515, section 2).
#[derive(Debug)]
pub(super) struct NotBase64Url;

/// Decodes a segment, into `scratch` where it fits.
pub(super) fn decode<'s>(
    segment: &str,
    scratch: &'s mut [u8],
) -> Result<Cow<'s, [u8]>, NotBase64Url> {
    // The decoder asks for room in whole groups of four characters.
    if segment.len().div_ceil(4) * 3 <= scratch.len() {
        let len = URL_SAFE_NO_PAD
            .decode_slice(segment, scratch)
            .map_err(|_| NotBase64Url)?;
        return scratch.get(..len).map(Cow::Borrowed).ok_or(NotBase64Url);
    }
    decode_to_vec(segment).map(Cow::Owned)
}

/// Decodes a segment into a buffer of its own.
pub(super) fn decode_to_vec(segment: &str) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| NotBase64Url)
}

/// Writes a segment.
pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_decodes() {
        for good in ["", "AA", "AAA", "AAAA", "-_-_"] {
            assert!(decode(good, &mut [0; 16]).is_ok(), "{good}");
            assert!(decode(good, &mut []).is_ok(), "{good}");
        }
        for bad in [
            "A", "AAAAA", "AB", "AAB", "AA==", "AA=", "A A", "AA\n", "+/+/", "A\0", "ÄA",
        ] {
            assert!(decode(bad, &mut [0; 16]).is_err(), "{bad}");
            assert!(decode(bad, &mut []).is_err(), "{bad}");
        }
    }
}
