//! Section 2 of the specification: what the header may say, and that it chooses nothing.

use std::sync::{Arc, Mutex};

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
    Reason, TokenUse, Verifier,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched, KeyStore, StaticKeys},
    test_util::TestPool,
};

use crate::bench::{ACCEPTED, Bench, early, nested, not_one_object, still_one_object, unsigned};

#[tokio::test]
async fn the_header_is_one_json_object() {
    let bench = Bench::new();
    let (header, claims) = {
        let token = bench.pool.access_token();
        (token.header_json(), token.claims_json())
    };
    for (name, bytes) in not_one_object(&header) {
        let token = unsigned(&bytes, claims.as_bytes());
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{name}"
        );
    }
    for (name, json) in still_one_object(&header) {
        assert_eq!(
            bench.decide(&bench.with_header(&json)).await,
            ACCEPTED,
            "{name}"
        );
    }
}

/// Members that mean something, twice: with one value or two, here and there.
#[tokio::test]
async fn no_member_comes_twice() {
    let bench = Bench::new();
    let good = bench.pool.access_token().header_json();
    for more in [
        r#""alg":"RS256""#,
        r#""alg":"none""#,
        r#""al\u0067":"RS256""#,
        r#""kid":"x""#,
        r#""typ":"a","typ":"a""#,
        r#""crit":[],"crit":[]"#,
        r#""b64":true,"b64":true"#,
        r#""x":1,"y":1,"x":2"#,
    ] {
        for header in [
            good.replacen('{', &format!("{{{more},"), 1),
            good.replacen('}', &format!(",{more}}}"), 1),
        ] {
            let decided = bench.decide(&bench.with_header(&header)).await;
            assert_eq!(decided, early(Reason::MalformedToken), "{header}");
        }
    }
}

/// The header itself is the first level.
#[tokio::test]
async fn the_header_has_16_levels() {
    let bench = Bench::new();
    for (levels, expected) in [(15, ACCEPTED), (16, early(Reason::MalformedToken))] {
        for value in nested(levels) {
            let token = bench.with_more_header(&format!(r#""x":{value}"#));
            assert_eq!(bench.decide(&token).await, expected, "{levels}: {value}");
        }
    }
    for value in [
        r#""[[[[[[[[[[[[[[[[[[[[{{{{""#,
        r#""\"[[[[[[[[[[[[[[[[[[[[""#,
        "1",
    ] {
        let token = bench.with_more_header(&format!(r#""x":{value},"y":{}"#, nested(15)[1]));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{value}");
    }
    // Levels are not added up.
    let [a, b, c] = nested(15);
    let token = bench.with_more_header(&format!(r#""a":{a},"b":{b},"c":{c},"d":{a}"#));
    assert_eq!(bench.decide(&token).await, ACCEPTED);
}

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

#[tokio::test]
async fn a_header_names_its_key() {
    let bench = Bench::new();
    let good = bench.pool.access_token();
    let absent = good.clone().without_header("kid").mint();
    assert_eq!(bench.decide(&absent).await, early(Reason::KidMissing));
    let with = |kid: &str| bench.with_header(&format!(r#"{{"alg":"RS256","kid":{kid}}}"#));
    assert_eq!(
        bench.decide(&with(r#""""#)).await,
        early(Reason::KidMissing)
    );
    for kid in [
        "null",
        "true",
        "0",
        "1.5",
        "[]",
        r#"["k"]"#,
        "{}",
        r#""\udc00""#,
        r#""k\ud800""#,
    ] {
        assert_eq!(
            bench.decide(&with(kid)).await,
            early(Reason::MalformedToken),
            "{kid}"
        );
    }
}

/// A pool that notes where its keys are asked for.
#[derive(Clone, Debug)]
struct Noting {
    pool: TestPool,
    asked: Arc<Mutex<Vec<String>>>,
    jwks: String,
}

impl FetchJwks for Noting {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.asked.lock().unwrap().push(url.to_owned());
        Box::pin(std::future::ready(Ok(Fetched::new(self.jwks.clone()))))
    }
}

impl Noting {
    /// The pool's key of access tokens goes by `kid` (as JSON text).
    fn new(kid: &str) -> Self {
        let pool = TestPool::new();
        let key = pool.signing_key(TokenUse::Access);
        let jwk = key.jwk().replace(&format!(r#""{}""#, key.kid()), kid);
        Self {
            asked: Arc::default(),
            jwks: format!(r#"{{"keys":[{jwk}]}}"#),
            pool,
        }
    }

    async fn reason(&self, header: &str) -> Option<Reason> {
        let verifier = self
            .pool
            .verifier_builder()
            .fetcher(self.clone())
            .build()
            .unwrap();
        let key = self.pool.signing_key(TokenUse::Access);
        let token = key.sign_with_header(header, &self.pool.access_token().claims_json());
        verifier
            .verify(&token)
            .await
            .err()
            .map(|error| error.reason())
    }
}

#[tokio::test]
async fn a_kid_is_compared_unescaped_and_whole() {
    let noting = Noting::new(r#""a\/b+C=\u0064 \u00e9\u0000""#);
    for (kid, expected) in [
        (r#""a/b+C=d \u00e9\u0000""#, None),
        (r#""\u0061\/b+C=d é\u0000""#, None),
        (r#""a/b+C=d \u00e9""#, Some(Reason::UnknownKid)),
        (r#""a/b+c=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a/b+C=d e\u0301\u0000""#, Some(Reason::UnknownKid)),
        (r#""a/b+C=d \u00e9\u0000 ""#, Some(Reason::UnknownKid)),
        (r#"" a/b+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a%2Fb+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a\\/b+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a""#, Some(Reason::UnknownKid)),
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":{kid}}}"#);
        assert_eq!(noting.reason(&header).await, expected, "{kid}");
    }
}

#[tokio::test]
async fn nothing_of_a_header_gets_into_a_url() {
    let noting = Noting::new(r#""k""#);
    let jwks_uri = format!("{}/.well-known/jwks.json", noting.pool.issuer());
    for kid in [
        "https://evil.example/jwks.json",
        "../../../etc/passwd",
        "k?x=1",
        "k#x",
        "k\\u0000",
        "k\\r\\nhost: evil.example",
        "%2e%2e%2f",
        "' or 1=1",
        "k\\/..",
    ] {
        let more = r#""jku":"https://evil.example/","x5u":"https://evil.example/","iss":"https://evil.example/""#;
        let header = format!(r#"{{"alg":"RS256","kid":"{kid}",{more}}}"#);
        assert_eq!(
            noting.reason(&header).await,
            Some(Reason::UnknownKid),
            "{kid}"
        );
    }
    let asked = noting.asked.lock().unwrap();
    assert_eq!(asked.len(), 9);
    assert!(asked.iter().all(|url| *url == jwks_uri), "{asked:?}");
}

#[tokio::test]
async fn crit_is_refused_in_any_form() {
    let bench = Bench::new();
    for crit in [
        "null",
        "true",
        "false",
        "0",
        r#""""#,
        r#""b64""#,
        "[]",
        r#"["b64"]"#,
        r#"["exp"]"#,
        r#"["x","x"]"#,
        "[[]]",
        "{}",
        r#""\ud800""#,
    ] {
        let token = bench.with_more_header(&format!(r#""crit":{crit}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        let token = bench.with_more_header(&format!(r#""\u0063rit":{crit},"b64":true,"exp":1"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        // It comes after the algorithm and before the key.
        let token = bench.with_header(&format!(r#"{{"alg":"RS256","crit":{crit}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        let token = bench.with_header(&format!(r#"{{"alg":"HS256","crit":{crit}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::AlgNotAllowed),
            "{crit}"
        );
    }
    for near in ["Crit", "CRIT", "crit ", "critical"] {
        let token = bench.with_more_header(&format!(r#""{near}":["exp"]"#));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{near}");
    }
}

#[tokio::test]
async fn b64_is_true_or_absent() {
    let bench = Bench::new();
    for b64 in ["true", " true", "\ntrue "] {
        let token = bench.with_more_header(&format!(r#""b64":{b64}"#));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{b64}");
    }
    for b64 in [
        "false",
        "null",
        r#""true""#,
        r#""false""#,
        "1",
        "0",
        "[]",
        "[true]",
        "{}",
    ] {
        let token = bench.with_more_header(&format!(r#""b64":{b64}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{b64}"
        );
        // A form that is wrong comes before the algorithm.
        let token = bench.with_header(&format!(r#"{{"alg":"none","crit":["b64"],"b64":{b64}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{b64}"
        );
    }
}

#[tokio::test]
async fn other_members_have_no_effect() {
    let bench = Bench::new();
    for name in [
        "typ",
        "cty",
        "jku",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "jwk",
        "zip",
        "enc",
        "epk",
        "p2c",
        "iss",
        "aud",
        "exp",
        "unheard of",
        "ALG",
        "Kid",
    ] {
        for value in [
            "null",
            "true",
            "1",
            r#""DEF""#,
            r#""none""#,
            r#""https://evil.example""#,
            "[]",
            r#"["x"]"#,
            "{}",
        ] {
            let token = bench.with_more_header(&format!(r#""{name}":{value}"#));
            assert_eq!(bench.decide(&token).await, ACCEPTED, "{name}: {value}");
        }
    }
}

/// A forger signs with a key of their own and puts it into the header.
#[tokio::test]
async fn a_header_brings_no_key_along() {
    let (bench, forger) = (Bench::new(), TestPool::new());
    let ours = bench.pool.signing_key(TokenUse::Access);
    let theirs = forger.signing_key(TokenUse::Access);
    for (kid, reason) in [
        (ours.kid(), Reason::BadSignature),
        (theirs.kid(), Reason::UnknownKid),
    ] {
        let jwk = theirs.jwk().replace(theirs.kid(), kid);
        let header = format!(
            r#"{{"alg":"RS256","kid":"{kid}","jwk":{jwk},"x5c":["AQ"],"jku":"data:application/json,{{}}","keys":[{jwk}]}}"#
        );
        let token = theirs.sign_with_header(&header, &bench.pool.access_token().claims_json());
        assert_eq!(bench.decide(&token).await.0, Some(reason));
    }
}
