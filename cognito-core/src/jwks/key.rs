//! One public key, ready to verify with.

use std::fmt;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

/// A public RSA key of a user pool. It verifies RS256 (RSASSA-PKCS1-v1_5 with SHA-256, [RFC 7518 3.3]) and nothing else: the
/// algorithm is fixed by this type, no token can choose it.
///
/// [RFC 7518 3.3]: https://www.rfc-editor.org/rfc/rfc7518#section-3.3
pub(crate) struct VerifyingKey {
    parsed: ParsedPublicKey,
    bits: u32,
}

/// Why a modulus and an exponent make no usable key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unfit {
    Exponent,
    Modulus,
}

impl VerifyingKey {
    /// Checks the numbers (big-endian) and parses them, once. The checks are ours: aws-lc-rs parses an even modulus, 1024 bits
    /// or an exponent of 1 without complaint.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Unfit> {
        let (n, e) = (
            without_leading_zeros(modulus),
            without_leading_zeros(exponent),
        );
        let bits = bit_length(n);
        if !(2048..=4096).contains(&bits) || !is_odd(n) {
            return Err(Unfit::Modulus);
        }
        // Odd and of 2 to 32 bits: at least 3, below 2^32.
        if !(2..=32).contains(&bit_length(e)) || !is_odd(e) {
            return Err(Unfit::Exponent);
        }
        let parsed = RsaPublicKeyComponents { n, e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| Unfit::Modulus)?;
        Ok(Self { parsed, bits })
    }

    /// Is `signature` one of this key over `message`?
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

/// Two keys are equal when modulus and exponent are.
impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        // The canonical DER form of both numbers.
        self.parsed.as_ref() == other.parsed.as_ref()
    }
}

impl Eq for VerifyingKey {}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("alg", &"RS256")
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}

fn without_leading_zeros(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

/// The length in bits of a number without leading zero bytes.
fn bit_length(number: &[u8]) -> u32 {
    let Some(first) = number.first() else {
        return 0;
    };
    let bytes = u32::try_from(number.len()).unwrap_or(u32::MAX);
    bytes
        .saturating_mul(8)
        .saturating_sub(first.leading_zeros())
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

#[cfg(test)]
mod wycheproof;

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of `bits` bits whose lowest byte is `last`.
    fn number(bits: usize, last: u8) -> Vec<u8> {
        let mut bytes = vec![0xa5; bits.div_ceil(8)];
        let spare = bytes.len() * 8 - bits;
        bytes[0] = 0xff >> spare;
        *bytes.last_mut().unwrap() = last;
        bytes
    }

    const F4: &[u8] = &[1, 0, 1];

    #[test]
    fn takes_2048_to_4096_bits() {
        for (bits, usable) in [
            (1024, false),
            (2047, false),
            (2048, true),
            (2049, true),
            (3072, true),
            (4096, true),
            (4097, false),
            (8192, false),
        ] {
            let key = VerifyingKey::new(&number(bits, 1), F4);
            assert_eq!(key.is_ok(), usable, "{bits} bits");
        }
    }

    #[test]
    fn takes_odd_exponents_from_3_below_2_to_the_32() {
        let n = number(2048, 1);
        for (exponent, usable) in [
            (&[][..], false),
            (&[0], false),
            (&[1], false),
            (&[2], false),
            (&[3], true),
            (&[1, 0, 0], false),
            (&[1, 0, 1], true),
            (&[0xff, 0xff, 0xff, 0xff], true),
            (&[1, 0, 0, 0, 1], false),
        ] {
            let key = VerifyingKey::new(&n, exponent);
            assert_eq!(key.err(), (!usable).then_some(Unfit::Exponent));
        }
    }

    #[test]
    fn refuses_an_even_or_empty_modulus() {
        for n in [&number(2048, 2)[..], &[], &[0, 0]] {
            assert_eq!(VerifyingKey::new(n, F4).err(), Some(Unfit::Modulus));
        }
    }

    #[test]
    fn leading_zeros_do_not_matter() {
        let n = number(2048, 1);
        let padded = [&[0, 0], &n[..]].concat();
        assert_eq!(
            VerifyingKey::new(&padded, &[0, 1, 0, 1]).unwrap(),
            VerifyingKey::new(&n, F4).unwrap()
        );
    }

    #[test]
    fn other_numbers_are_another_key() {
        let key = VerifyingKey::new(&number(2048, 1), F4).unwrap();
        assert_ne!(key, VerifyingKey::new(&number(2048, 3), F4).unwrap());
        assert_ne!(key, VerifyingKey::new(&number(2048, 1), &[3]).unwrap());
    }

    #[test]
    fn debug_shows_no_number() {
        let key = VerifyingKey::new(&number(2048, 1), F4).unwrap();
        assert_eq!(
            format!("{key:?}"),
            r#"VerifyingKey { alg: "RS256", bits: 2048, .. }"#
        );
    }
}
