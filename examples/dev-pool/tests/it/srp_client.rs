//! The client's half of Cognito's SRP, written from the protocol (RFC 5054 with Cognito's hashes).

use aws_lc_rs::{digest, hmac, rand};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use num_bigint::BigUint;
use serde_json::{Value, json};

pub(crate) const TIMESTAMP: &str = "Sat Nov 1 09:05:07 UTC 2025";

/// 3072 bits: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 pi) + 1690314), in hexadecimal (RFC 3526 section 4).
const N: &str = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

pub(crate) struct SrpClient {
    a: BigUint,
}

impl SrpClient {
    pub(crate) fn new() -> Self {
        let mut bytes = [0; 128];
        rand::fill(&mut bytes).unwrap();
        Self {
            a: BigUint::from_bytes_be(&bytes),
        }
    }

    /// `SRP_A`.
    pub(crate) fn public(&self) -> String {
        format!("{:x}", g().modpow(&self.a, &n()))
    }

    /// `ChallengeResponses` for these `ChallengeParameters`.
    pub(crate) fn answer(&self, pool_id: &str, parameters: &Value, password: &str) -> Value {
        let text = |name: &str| parameters[name].as_str().unwrap();
        let pool_name = pool_id.split_once('_').unwrap().1;
        let user_id = text("USER_ID_FOR_SRP");
        let big_b = number(text("SRP_B"));
        let u = number_of(&hash(&[&padded(&number(&self.public())), &padded(&big_b)]));
        let x = private_value(text("SALT"), pool_name, user_id, password);
        let base = (&big_b + n() - k() * g().modpow(&x, &n()) % n()) % n();
        let s = base.modpow(&(&self.a + &u * x), &n());
        let prk = mac(&padded(&u), &padded(&s));
        let key = mac(&prk, b"Caldera Derived Key\x01");
        let block = STANDARD.decode(text("SECRET_BLOCK")).unwrap();
        let message = [
            pool_name.as_bytes(),
            user_id.as_bytes(),
            &block,
            TIMESTAMP.as_bytes(),
        ]
        .concat();
        json!({
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": text("SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(mac(&key[..16], &message)),
            "TIMESTAMP": TIMESTAMP,
        })
    }
}

fn n() -> BigUint {
    number(N)
}

fn g() -> BigUint {
    BigUint::from(2_u8)
}

/// H(N, g).
fn k() -> BigUint {
    number_of(&hash(&[&padded(&n()), &padded(&g())]))
}

/// x, which only who knows the password can make.
fn private_value(salt: &str, pool_name: &str, user_id: &str, password: &str) -> BigUint {
    let inner = hash(&[format!("{pool_name}{user_id}:{password}").as_bytes()]);
    number_of(&hash(&[&padded(&number(salt)), &inner]))
}

fn number(hex: &str) -> BigUint {
    BigUint::parse_bytes(hex.as_bytes(), 16).unwrap()
}

fn number_of(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

/// The clients' `padHex`: an even number of digits, and `00` in front of a set top bit.
fn padded(number: &BigUint) -> Vec<u8> {
    let mut hex = format!("{number:x}");
    if hex.len() % 2 == 1 {
        hex.insert(0, '0');
    } else if "89abcdef".contains(&hex[..1]) {
        hex.insert_str(0, "00");
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    digest::digest(&digest::SHA256, &parts.concat())
        .as_ref()
        .to_vec()
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
        .as_ref()
        .to_vec()
}

#[test]
fn the_client_itself_gives_the_known_signature() {
    let (pool_name, user_id, password) = ("AAbbCC123", "fake-user-0001", "Correct-Horse-9!");
    let salt = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
    let v = g().modpow(&private_value(salt, pool_name, user_id, password), &n());
    let b = BigUint::from_bytes_be(&[0x22; 128]);
    let parameters = json!({
        "SALT": salt,
        "SRP_B": format!("{:x}", (k() * v + g().modpow(&b, &n())) % n()),
        "SECRET_BLOCK": STANDARD.encode("fake secret block bytes, not from AWS"),
        "USER_ID_FOR_SRP": user_id,
    });
    let client = SrpClient {
        a: BigUint::from_bytes_be(&[0x11; 128]),
    };
    let answer = client.answer(&format!("us-east-1_{pool_name}"), &parameters, password);
    assert_eq!(
        answer["PASSWORD_CLAIM_SIGNATURE"],
        "t04h5HbP0Wf+CPLDOclooK9sV79Ftn7oOu31mFwjcSk="
    );
}
