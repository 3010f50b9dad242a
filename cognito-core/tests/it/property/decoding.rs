//! Canonical base64url, against bits in a list.

use cognito_core::Reason;
use proptest::prelude::*;

use super::{VERIFIER, cases, verify};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Whole bytes, and nothing but zeros behind them.
fn is_canonical(segment: &str) -> bool {
    let mut bits = Vec::new();
    for character in segment.chars() {
        let Some(value) = ALPHABET.find(character) else {
            return false;
        };
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let rest = bits.split_off(bits.len() / 8 * 8);
    !bits.is_empty() && rest.len() < 6 && !rest.contains(&1)
}

/// Segments that are good but for their last characters, or anywhere.
fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9_-]{1,9}",
        "([A-Za-z0-9_-]{4}){0,200}[A-Za-z0-9_-]{0,2}[AQgw]?",
        "[A-Za-z0-9_-]{1,8}[=+/ .]?",
    ]
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn only_the_canonical_form_of_a_signature_is_looked_at(segment in segment()) {
        let header = r#"{"alg":"none","kid":"k"}"#;
        let token = super::unsigned(header, b"{}");
        let (signed, _) = token.rsplit_once('.').unwrap();
        let expected = if is_canonical(&segment) { Reason::AlgNotAllowed } else { Reason::MalformedToken };
        let said = verify(&VERIFIER, &format!("{signed}.{segment}")).unwrap_err();
        // Two dots more make it another thing.
        prop_assert_eq!(said, expected, "{}", segment);
    }

    /// Where an object stands, its padding bits are the only choice left.
    #[test]
    fn a_segment_has_one_form(spaces in 0..20_usize, last in 1..64_usize) {
        let payload = format!("{{}}{}", " ".repeat(spaces));
        let token = super::unsigned(r#"{"alg":"none","kid":"k"}"#, payload.as_bytes());
        let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        prop_assert_eq!(verify(&VERIFIER, &token).unwrap_err(), Reason::AlgNotAllowed);
        let (kept, end) = payload.split_at(payload.len() - 1);
        let value = (ALPHABET.find(end).unwrap() + last) % 64;
        let other = format!("{kept}{}", &ALPHABET[value..=value]);
        let said = verify(&VERIFIER, &format!("{header}.{other}.{signature}")).unwrap_err();
        if is_canonical(&other) {
            prop_assert!([Reason::MalformedToken, Reason::AlgNotAllowed].contains(&said));
        } else {
            prop_assert_eq!(said, Reason::MalformedToken);
        }
    }
}
