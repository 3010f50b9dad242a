//! Section 5 of the rules, from outside: which entries of a key set verify, and which signatures.

use std::sync::LazyLock;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    Reason, Verifier,
    jwks::{KeyState, KeyStore, StaticKeys},
    test_util::TestPool,
};
use jsonwebtoken::jwk::JwkSet;
use serde_json::{Value, json};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// A key whose numbers we have.
struct Signer(KeyPair);

impl Signer {
    fn new(size: KeySize) -> Self {
        Self(KeyPair::generate(size).unwrap())
    }

    fn modulus(&self) -> Vec<u8> {
        let modulus = self.0.public_key().modulus();
        modulus.big_endian_without_leading_zero().to_vec()
    }

    /// The key's entry in a key set, as Cognito writes it.
    fn entry(&self, kid: &str) -> Value {
        let n = URL_SAFE_NO_PAD.encode(self.modulus());
        json!({"alg": "RS256", "e": "AQAB", "kid": kid, "kty": "RSA", "n": n, "use": "sig"})
    }

    fn sign(&self, message: &str) -> Vec<u8> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        let signed = self.0.sign(
            &RSA_PKCS1_SHA256,
            &random,
            message.as_bytes(),
            &mut signature,
        );
        signed.unwrap();
        signature
    }

    /// What is signed of a good token under this key name.
    fn message(kid: &str) -> String {
        let token = POOL.access_token().header("kid", kid).mint();
        token.rsplit_once('.').unwrap().0.to_owned()
    }

    /// A good token under this key name.
    fn token(&self, kid: &str) -> String {
        let message = Self::message(kid);
        let signature = self.sign(&message);
        with_signature(&message, &signature)
    }
}

fn with_signature(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A verifier that has these entries for keys.
fn verifier(entries: &[Value]) -> Verifier {
    verifier_with(StaticKeys::from_json(json!({"keys": entries}).to_string()).unwrap())
}

fn verifier_with(keys: StaticKeys) -> Verifier {
    let keys = KeyStore::builder(&POOL.user_pool()).pinned_keys(keys);
    Verifier::builder()
        .user_pool_with_keys(POOL.user_pool(), keys.build().unwrap())
        .clock(POOL.clock().clone())
        .build()
        .unwrap()
}

async fn reason(verifier: &Verifier, token: &str) -> Option<Reason> {
    let decided = verifier.verify(token).await;
    decided.err().map(|error| error.reason())
}

fn state(verifier: &Verifier) -> KeyState {
    verifier.key_states().remove(0)
}

/// An entry with one member changed; `null` stands for leaving it out.
fn changed(entry: &Value, name: &str, value: Value) -> Value {
    let mut entry = entry.clone();
    let members = entry.as_object_mut().unwrap();
    match value {
        Value::Null => members.remove(name),
        value => members.insert(name.to_owned(), value),
    };
    entry
}

/// Each entry is the public half of the key that signs; what it says of itself decides.
#[tokio::test]
async fn an_entry_is_used_only_for_what_it_says() {
    let (signer, other) = (Signer::new(KeySize::Rsa2048), Signer::new(KeySize::Rsa2048));
    let good = signer.entry("k");
    let token = signer.token("k");
    for (name, value, is_usable) in [
        ("alg", json!("RS256"), true),
        ("alg", Value::Null, true),
        ("alg", json!("RS384"), false),
        ("alg", json!("PS256"), false),
        ("alg", json!("rs256"), false),
        ("alg", json!(["RS256"]), false),
        ("use", json!("sig"), true),
        ("use", Value::Null, true),
        ("use", json!("enc"), false),
        ("use", json!("Sig"), false),
        ("use", json!(""), false),
        ("key_ops", json!(["verify"]), true),
        ("key_ops", json!(["sign", "verify"]), true),
        ("key_ops", json!([]), false),
        ("key_ops", json!(["sign"]), false),
        ("key_ops", json!(["VERIFY"]), false),
        ("key_ops", json!("verify"), false),
        ("kty", Value::Null, false),
        ("kty", json!("rsa"), false),
        ("kty", json!("EC"), false),
        ("kty", json!("oct"), false),
        ("kid", Value::Null, false),
        ("kid", json!(""), false),
        ("kid", json!(1), false),
        ("n", Value::Null, false),
        ("n", json!(""), false),
        ("e", Value::Null, false),
        ("e", json!(65537), false),
        ("e", json!("AQ"), false),
        ("d", json!("AQ"), false),
        ("p", json!("AQ"), false),
        ("q", json!("AQ"), false),
        ("dp", json!("AQ"), false),
        ("dq", json!("AQ"), false),
        ("qi", json!("AQ"), false),
        ("oth", json!([]), false),
        ("k", json!("AQ"), false),
        ("x5c", json!(["AQ"]), true),
        ("x5t", json!(1), true),
        ("unheard of", json!({}), true),
    ] {
        let entry = changed(&good, name, value);
        let verifier = verifier(&[other.entry("other"), entry.clone()]);
        let expected = (!is_usable).then_some(Reason::UnknownKid);
        assert_eq!(reason(&verifier, &token).await, expected, "{entry}");
        assert_eq!(state(&verifier).skipped, usize::from(!is_usable), "{entry}");
        // The others do not suffer.
        assert_eq!(
            reason(&verifier, &other.token("other")).await,
            None,
            "{entry}"
        );
    }
}

/// Users who have a key set of jsonwebtoken hand it over; what is no key for us is none there either.
#[tokio::test]
async fn a_key_set_of_jsonwebtoken_is_taken_over() {
    let (signer, other) = (Signer::new(KeySize::Rsa2048), Signer::new(KeySize::Rsa2048));
    let encrypting = changed(&other.entry("other"), "use", json!("enc"));
    let document = json!({"keys": [signer.entry("k"), encrypting]});
    let set: JwkSet = serde_json::from_value(document).unwrap();
    let keys = StaticKeys::from_jwk_set(&set).unwrap();
    let verifier = verifier_with(keys);
    assert_eq!(reason(&verifier, &signer.token("k")).await, None);
    let refused = reason(&verifier, &other.token("other")).await;
    assert_eq!(refused, Some(Reason::UnknownKid));
}

#[tokio::test]
async fn keys_of_2048_to_4096_bits_verify() {
    for size in [KeySize::Rsa2048, KeySize::Rsa3072, KeySize::Rsa4096] {
        let signer = Signer::new(size);
        let verifier = verifier(&[signer.entry("k")]);
        assert_eq!(
            reason(&verifier, &signer.token("k")).await,
            None,
            "{size:?}"
        );
    }
}

#[tokio::test]
async fn leading_zeros_of_the_numbers_are_stripped() {
    let signer = Signer::new(KeySize::Rsa2048);
    let padded = URL_SAFE_NO_PAD.encode([&[0; 3][..], &signer.modulus()].concat());
    let entry = changed(&signer.entry("k"), "n", json!(padded));
    let entry = changed(&entry, "e", json!("AAABAAE"));
    assert_eq!(reason(&verifier(&[entry]), &signer.token("k")).await, None);
}

#[tokio::test]
async fn two_entries_of_one_name() {
    let [one, two, good] = [(); 3].map(|()| Signer::new(KeySize::Rsa2048));
    let twice = verifier(&[one.entry("k"), changed(&one.entry("k"), "use", Value::Null)]);
    assert_eq!(reason(&twice, &one.token("k")).await, None);
    assert!(state(&twice).ambiguous.is_empty());

    for entries in [
        [one.entry("k"), two.entry("k"), good.entry("good")],
        [two.entry("k"), good.entry("good"), one.entry("k")],
    ] {
        let torn = verifier(&entries);
        for signer in [&one, &two] {
            assert_eq!(
                reason(&torn, &signer.token("k")).await,
                Some(Reason::UnknownKid)
            );
        }
        assert_eq!(reason(&torn, &good.token("good")).await, None);
        assert_eq!(state(&torn).ambiguous, [Box::from("k")]);
    }
}

/// RFC 8017, 8.2.2: a signature has the modulus' length and one form.
#[tokio::test]
async fn a_signature_has_one_form() {
    let signer = Signer::new(KeySize::Rsa2048);
    let verifier = verifier(&[signer.entry("k")]);
    let message = Signer::message("k");
    let signature = signer.sign(&message);
    assert_eq!(
        reason(&verifier, &with_signature(&message, &signature)).await,
        None
    );

    // The same number with the modulus added is the same modulo it.
    let mut sum = vec![0; 257];
    let mut carry = 0;
    for (at, (a, b)) in signature.iter().zip(&signer.modulus()).enumerate().rev() {
        let total = u16::from(*a) + u16::from(*b) + carry;
        sum[at + 1] = u8::try_from(total & 0xff).unwrap();
        carry = total >> 8;
    }
    sum[0] = u8::try_from(carry).unwrap();
    let mut forms = vec![
        vec![0],
        vec![1],
        vec![0; 256],
        signer.modulus(),
        [&[0], &signature[..]].concat(),
        [&signature[..], &[0]].concat(),
        signature[1..].to_vec(),
        signature[..255].to_vec(),
        signature.iter().rev().copied().collect(),
        sum.clone(),
    ];
    if carry == 0 {
        forms.push(sum[1..].to_vec());
    }
    for form in forms {
        let token = with_signature(&message, &form);
        assert_eq!(
            reason(&verifier, &token).await,
            Some(Reason::BadSignature),
            "{}",
            form.len()
        );
    }
}
