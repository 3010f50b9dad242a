//! Numbers, hashes and encodings of the exchange.

use std::sync::LazyLock;

use aws_lc_rs::{digest, hmac};
use num_bigint::BigUint;

/// The 3072-bit group of RFC 3526 section 4 (group 15).
const MODULUS: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
    3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33\
    A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
    ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864\
    D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2\
    08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

/// The group, with the multiplier k = H(pad(N) ‖ pad(g)).
pub(super) static GROUP: LazyLock<Group> = LazyLock::new(Group::new);

pub(super) struct Group {
    pub(super) modulus: BigUint,
    pub(super) generator: BigUint,
    pub(super) multiplier: BigUint,
}

impl Group {
    #[expect(
        clippy::expect_used,
        reason = "a constant of this file, proven by the test vector"
    )]
    fn new() -> Self {
        let modulus = parse_hex(MODULUS).expect("the modulus is hexadecimal");
        let generator = BigUint::from(2_u8);
        let multiplier = BigUint::from_bytes_be(&sha256(&[&pad(&modulus), &pad(&generator)]));
        Self {
            modulus,
            generator,
            multiplier,
        }
    }

    /// g^exponent mod N.
    pub(super) fn power(&self, exponent: &BigUint) -> BigUint {
        self.generator.modpow(exponent, &self.modulus)
    }
}

/// The number as Java's `BigInteger.toByteArray` writes it: shortest form, and never with the top bit set.
pub(super) fn pad(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

pub(super) fn minimal_hex(number: &BigUint) -> String {
    format!("{number:x}")
}

/// A hexadecimal number of at most 4096 bits.
pub(super) fn parse_hex(text: &str) -> Option<BigUint> {
    let digits_only = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digits_only || text.len() > 1024 {
        return None;
    }
    BigUint::parse_bytes(text.as_bytes(), 16)
}

pub(super) fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message).as_ref().to_vec()
}
