use std::{borrow::Cow, sync::LazyLock};

use base64::{Engine as _, engine};

/// Not canonical base64url without padding (RFC 7515, section 2).
#[derive(Debug)]
pub(super) struct NotBase64Url;

/// The engine that reads whole vectors on this processor. It is as strict as the plain one, and leaves to the same code what it
/// cannot read, and the end of a segment.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
static URL_SAFE: LazyLock<engine::Simd> =
    LazyLock::new(|| engine::Simd::url_safe(engine::general_purpose::NO_PAD));

/// There are no vectors, or none that the decoder knows.
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
static URL_SAFE: LazyLock<engine::GeneralPurpose> =
    LazyLock::new(|| engine::general_purpose::URL_SAFE_NO_PAD);

/// Decodes a segment, into `scratch` where it fits.
pub(super) fn decode<'s>(
    segment: &[u8],
    scratch: &'s mut [u8],
) -> Result<Cow<'s, [u8]>, NotBase64Url> {
    match scratch.get_mut(..decoded_len(segment)) {
        Some(room) => {
            decode_into(segment, room)?;
            Ok(Cow::Borrowed(room))
        }
        None => decode_to_vec(segment).map(Cow::Owned),
    }
}

/// Decodes a segment into a buffer of its own, of its very size.
pub(super) fn decode_to_vec(segment: &[u8]) -> Result<Vec<u8>, NotBase64Url> {
    let mut decoded = vec![0; decoded_len(segment)];
    decode_into(segment, &mut decoded)?;
    Ok(decoded)
}

/// Writes a segment.
pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE.encode(bytes)
}

/// What the decoder says is the last word: not every length is one of a segment.
fn decoded_len(segment: &[u8]) -> usize {
    segment.len() / 4 * 3 + segment.len() % 4 * 3 / 4
}

fn decode_into(segment: &[u8], room: &mut [u8]) -> Result<(), NotBase64Url> {
    match URL_SAFE.decode_slice(segment, room) {
        Ok(len) if len == room.len() => Ok(()),
        _ => Err(NotBase64Url),
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_canonical_form_decodes() {
        for good in ["", "AA", "AAA", "AAAA", "-_-_"] {
            assert!(decode(good.as_bytes(), &mut [0; 16]).is_ok(), "{good}");
            assert!(decode(good.as_bytes(), &mut []).is_ok(), "{good}");
        }
        for bad in [
            "A", "AAAAA", "AB", "AAB", "AA==", "AA=", "A A", "AA\n", "+/+/", "A\0", "ÄA",
        ] {
            // Alone, and behind what is long enough to be read in vectors.
            for bad in [bad.to_owned(), "A".repeat(128) + bad] {
                assert!(decode(bad.as_bytes(), &mut [0; 128]).is_err(), "{bad}");
                assert!(decode(bad.as_bytes(), &mut []).is_err(), "{bad}");
            }
        }
    }

    proptest! {
        /// The plain engine, which reads byte by byte, is the oracle.
        #[test]
        fn vectors_change_nothing(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            at in any::<prop::sample::Index>(),
            put in prop::sample::select(vec!["", ".", "=", "+", "/", " ", "\n", "\0", "A", "-", "_", "é"]),
        ) {
            let mut segment = URL_SAFE_NO_PAD.encode(bytes);
            segment.insert_str(at.index(segment.len() + 1), put);
            let expected = URL_SAFE_NO_PAD.decode(&segment).ok();
            let mut scratch = [0; 100];
            let decoded = decode(segment.as_bytes(), &mut scratch).ok().map(Cow::into_owned);
            prop_assert_eq!(&decoded, &expected);
            prop_assert_eq!(decode_to_vec(segment.as_bytes()).ok(), expected);
        }
    }
}
