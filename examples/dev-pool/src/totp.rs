//! One-time passwords by time (RFC 6238): six digits, SHA-1, steps of 30 seconds, as authenticator apps make them.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};

use crate::random;

/// Seconds that a code is current.
const STEP: u64 = 30;
/// The digits of base32 (RFC 4648 section 6).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the pool and an authenticator app share.
#[derive(Clone)]
pub(crate) struct Secret(Vec<u8>);

impl Secret {
    pub(crate) fn random() -> Self {
        Self(random::bytes::<32>().to_vec())
    }

    /// The text that is typed or scanned into an app: base32 without padding.
    pub(crate) fn to_base32(&self) -> String {
        let mut text = String::new();
        let (mut bits, mut count) = (0_u32, 0);
        for &byte in &self.0 {
            (bits, count) = ((bits << 8) | u32::from(byte), count + 8);
            while count >= 5 {
                count -= 5;
                text.push(digit(bits >> count));
            }
            bits &= (1 << count) - 1;
        }
        if count > 0 {
            text.push(digit(bits << (5 - count)));
        }
        text
    }

    /// The step that this code is of: the current one, or one to either side for clocks that differ.
    pub(crate) fn step_of(&self, code: &str, now: u64) -> Option<u64> {
        let current = now / STEP;
        let steps = [
            Some(current),
            current.checked_sub(1),
            current.checked_add(1),
        ];
        steps.into_iter().flatten().find(|&step| {
            let right = self.code(step);
            constant_time::verify_slices_are_equal(right.as_bytes(), code.as_bytes()).is_ok()
        })
    }

    /// The code of a step (RFC 4226 section 5.3).
    fn code(&self, step: u64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let offset = usize::from(tag.as_ref().last().copied().unwrap_or_default() & 0xf);
        let bytes = tag.as_ref().iter().skip(offset).take(4);
        let number = bytes.fold(0_u32, |number, &byte| (number << 8) | u32::from(byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}

/// Prints nothing: who has the secret makes the codes.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

fn digit(value: u32) -> char {
    let index = usize::try_from(value & 0x1f).unwrap_or_default();
    BASE32.get(index).map_or('A', |&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238 appendix B; there the codes have eight digits, of which an app shows the last six.
    fn rfc_secret() -> Secret {
        Secret(b"12345678901234567890".to_vec())
    }

    #[test]
    fn the_vectors_of_the_rfc() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = seconds / STEP;
            assert_eq!(rfc_secret().code(step), code);
            assert_eq!(rfc_secret().step_of(code, seconds), Some(step));
        }
    }

    #[test]
    fn a_code_is_good_for_one_step_to_either_side() {
        let step = 1_111_111_109 / STEP;
        let at = |steps: u64| rfc_secret().step_of("081804", (step + steps) * STEP - 60);
        assert_eq!(
            [0, 1, 2, 3, 4].map(at),
            [None, Some(step), Some(step), Some(step), None]
        );
        assert_eq!(rfc_secret().step_of("755224", 0), Some(0));
        for code in ["", "81804", "0818040", "08180a", "081805"] {
            assert_eq!(rfc_secret().step_of(code, 1_111_111_109), None, "{code}");
        }
    }

    #[test]
    fn secrets_are_written_in_base32() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(Secret(bytes.into()).to_base32(), text);
        }
        let random = Secret::random();
        assert_eq!(random.to_base32().len(), 52);
        assert_eq!(format!("{random:?}"), "Secret { .. }");
    }
}
