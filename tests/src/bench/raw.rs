use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::test_util::SigningKey;
use serde::Deserialize;

/// The mathematics, and nothing else: the unit of every ratio.
#[derive(Debug)]
pub struct RawKey(ParsedPublicKey);

/// The members of a JSON Web Key (RFC 7518, section 6.3.1) that hold the numbers.
#[derive(Deserialize)]
struct Jwk {
    n: String,
    e: String,
}

impl RawKey {
    /// The public half of a key.
    ///
    /// # Panics
    /// If it is no RSA key.
    pub fn of(key: &SigningKey) -> Self {
        let jwk: Jwk = serde_json::from_str(&key.jwk()).unwrap();
        let [n, e] = [jwk.n, jwk.e].map(|number| URL_SAFE_NO_PAD.decode(number).unwrap());
        let components = RsaPublicKeyComponents { n, e };
        let parsed = components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
        Self(parsed.unwrap())
    }

    /// A closure that verifies the signature of this token, read beforehand.
    ///
    /// # Panics
    /// If the token was not signed with this key; the closure too.
    pub fn verifying(self, token: &str) -> impl Fn() + use<> {
        let (message, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let message = message.as_bytes().to_vec();
        move || self.0.verify_sig(&message, &signature).unwrap()
    }
}
