use std::fmt;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// An RSA-2048 key pair that signs as a user pool does (RS256), made anew in memory.
///
/// ```
/// use cognito_core::test_util::SigningKey;
///
/// let key = SigningKey::generate();
/// let token = key.sign(r#"{"sub":"u1"}"#);
/// assert_eq!(token.split('.').count(), 3);
/// assert!(key.jwk().contains(r#""use":"sig""#));
/// ```
pub struct SigningKey {
    kid: Box<str>,
    pair: KeyPair,
}

impl SigningKey {
    /// Makes a key. Its `kid` looks as Cognito's do: 44 characters of standard base64.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    #[expect(
        clippy::expect_used,
        reason = "a test kit without randomness cannot go on"
    )]
    pub fn generate() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("the system gives random numbers");
        let kid = STANDARD.encode(digest::digest(&digest::SHA256, pair.public_key().as_ref()));
        Self {
            kid: kid.into(),
            pair,
        }
    }

    /// The key's name in the key set and in token headers.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half as a JSON Web Key (RFC 7517), in the members that Cognito serves.
    pub fn jwk(&self) -> String {
        let public = self.pair.public_key();
        format!(
            r#"{{"alg":"RS256","e":"{}","kid":"{}","kty":"RSA","n":"{}","use":"sig"}}"#,
            URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
            self.kid,
            URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        )
    }

    /// A token with these claims (JSON text) under Cognito's header: `kid` and `alg`, no `typ`.
    pub fn sign(&self, claims: &str) -> String {
        self.sign_with_header(
            &format!(r#"{{"kid":"{}","alg":"RS256"}}"#, self.kid),
            claims,
        )
    }

    /// A token with exactly this header and these claims, signed with RS256 whatever the header says.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    #[expect(
        clippy::expect_used,
        reason = "a test kit without randomness cannot go on"
    )]
    pub fn sign_with_header(&self, header: &str, claims: &str) -> String {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message.as_bytes(),
                &mut signature,
            )
            .expect("the system gives random numbers");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Prints the name, never the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
