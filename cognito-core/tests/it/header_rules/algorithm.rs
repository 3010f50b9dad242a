//! The algorithm is one, and no token chooses it.

use aws_lc_rs::{
    encoding::AsDer as _,
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
        RsaEncoding,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    Reason, Verifier,
    jwks::{KeyStore, StaticKeys},
    test_util::TestPool,
};

use crate::bench::{ACCEPTED, Bench, early};

#[tokio::test]
async fn the_algorithm_is_rs256_to_the_letter() {
    let bench = Bench::new();
    let with = |alg: &str| {
        bench.with_header(
            &bench
                .pool
                .access_token()
                .header_json()
                .replace(r#""RS256""#, alg),
        )
    };
    assert_eq!(bench.decide(&with(r#""RS256""#)).await, ACCEPTED);
    assert_eq!(bench.decide(&with(r#""\u0052S256""#)).await, ACCEPTED);
    for alg in [
        "none",
        "None",
        "NONE",
        "",
        "rs256",
        "Rs256",
        "RS256 ",
        " RS256",
        "RS256\\u0000",
        "RS-256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "ES256",
        "ES256K",
        "EdDSA",
        "HS256",
        "HS384",
        "HS512",
        "RSA-OAEP",
        "dir",
        "\\u0420S256",
    ] {
        let decided = bench.decide(&with(&format!(r#""{alg}""#))).await;
        assert_eq!(decided, early(Reason::AlgNotAllowed), "{alg}");
    }
    let none = bench.pool.access_token().without_header("alg").mint();
    assert_eq!(bench.decide(&none).await, early(Reason::MalformedToken));
    for alg in [
        "null",
        "true",
        "false",
        "0",
        "256",
        "1e2",
        "[]",
        r#"["RS256"]"#,
        "{}",
        r#"{"alg":"RS256"}"#,
        r#""RS256\ud800""#,
    ] {
        assert_eq!(
            bench.decide(&with(alg)).await,
            early(Reason::MalformedToken),
            "{alg}"
        );
    }
}

/// A key of our own, to sign with by whatever algorithm, and a verifier that has its public half.
struct Signer {
    pair: KeyPair,
    pool: TestPool,
    verifier: Verifier,
}

impl Signer {
    fn new() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pool = TestPool::new();
        let n = URL_SAFE_NO_PAD.encode(
            pair.public_key()
                .modulus()
                .big_endian_without_leading_zero(),
        );
        let keys = format!(r#"{{"keys":[{{"kty":"RSA","kid":"k","n":"{n}","e":"AQAB"}}]}}"#);
        let keys = StaticKeys::from_json(keys).unwrap();
        let keys = KeyStore::builder(&pool.user_pool())
            .pinned_keys(keys)
            .build()
            .unwrap();
        let verifier = Verifier::builder()
            .user_pool_with_keys(pool.user_pool(), keys)
            .clock(pool.clock().clone())
            .build()
            .unwrap();
        Self {
            pair,
            pool,
            verifier,
        }
    }

    /// What is signed: a header that claims `alg`, and good claims.
    fn message(&self, alg: &str) -> String {
        let token = self
            .pool
            .access_token()
            .header("kid", "k")
            .header("alg", alg)
            .mint();
        token.rsplit_once('.').unwrap().0.to_owned()
    }

    fn rsa(&self, alg: &str, encoding: &'static dyn RsaEncoding) -> String {
        let message = self.message(alg);
        let mut signature = vec![0; 256];
        self.pair
            .sign(
                encoding,
                &SystemRandom::new(),
                message.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn hmac(&self, alg: &str, secret: &[u8]) -> String {
        let message = self.message(alg);
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, secret),
            message.as_bytes(),
        );
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    async fn reason(&self, token: &str) -> Option<Reason> {
        self.verifier
            .verify(token)
            .await
            .err()
            .map(|error| error.reason())
    }
}

#[tokio::test]
async fn no_token_chooses_its_algorithm() {
    let signer = Signer::new();
    assert_eq!(
        signer.reason(&signer.rsa("RS256", &RSA_PKCS1_SHA256)).await,
        None
    );
    let others: [(&str, &'static dyn RsaEncoding); 3] = [
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
    ];
    for (alg, encoding) in others {
        // A good signature by another algorithm, under its own name and under ours.
        assert_eq!(
            signer.reason(&signer.rsa(alg, encoding)).await,
            Some(Reason::AlgNotAllowed),
            "{alg}"
        );
        assert_eq!(
            signer.reason(&signer.rsa("RS256", encoding)).await,
            Some(Reason::BadSignature),
            "{alg}"
        );
    }
    // The public key as a secret that both sides know.
    let public = signer.pair.public_key();
    let der = public.as_der().unwrap();
    for secret in [public.as_ref(), der.as_ref()] {
        assert_eq!(
            signer.reason(&signer.hmac("HS256", secret)).await,
            Some(Reason::AlgNotAllowed)
        );
        assert_eq!(
            signer.reason(&signer.hmac("RS256", secret)).await,
            Some(Reason::BadSignature)
        );
    }
    let unsigned = format!("{}.AA", signer.message("none"));
    assert_eq!(signer.reason(&unsigned).await, Some(Reason::AlgNotAllowed));
}
