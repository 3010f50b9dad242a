//! Small changes to tokens of many shapes.

use cognito_core::{Reason, test_util::TokenBuilder};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::{POOL, VERIFIER, cases, verify};

/// Good tokens: users' and machines', long and short, of both kinds.
fn good_token() -> impl Strategy<Value = String> {
    let kind = prop_oneof![
        Just(POOL.access_token()),
        Just(POOL.id_token()),
        Just(POOL.machine_token()),
    ];
    let left_out = proptest::sample::subsequence(
        vec!["auth_time", "jti", "origin_jti", "event_id", "scope", "iat"],
        0..=6,
    );
    (kind, left_out, vec(".{0,20}", 0..4), ".{0,40}").prop_map(|(kind, left_out, groups, text)| {
        let token = left_out.into_iter().fold(kind, TokenBuilder::without);
        let token = groups.iter().fold(token, |token, name| token.group(name));
        token.claim("custom:text", text).mint()
    })
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn one_flipped_bit_is_not_accepted(token in good_token(), places in vec((any::<Index>(), 0..8_u32), 24)) {
        prop_assert!(verify(&VERIFIER, &token).is_ok());
        for (place, bit) in places {
            let at = place.index(token.len());
            // The topmost bit makes a character beyond ASCII.
            let flipped = char::from(token.as_bytes()[at] ^ 1 << bit);
            let mut altered = token.clone();
            altered.replace_range(at..=at, flipped.encode_utf8(&mut [0; 4]));
            prop_assert!(verify(&VERIFIER, &altered).is_err(), "byte {at}, bit {bit}");
        }
    }

    #[test]
    fn a_character_that_no_token_has_is_malformed(
        token in good_token(),
        places in vec((any::<Index>(), "[^A-Za-z0-9_.-]", any::<bool>()), 24),
    ) {
        for (place, character, replaces) in places {
            let at = place.index(token.len());
            let mut altered = token.clone();
            altered.replace_range(at..at + usize::from(replaces), &character);
            prop_assert_eq!(verify(&VERIFIER, &altered).err(), Some(Reason::MalformedToken));
        }
    }

    #[test]
    fn parts_of_two_tokens_make_no_third(a in good_token(), b in good_token()) {
        let mut mixed = a.split('.').zip(b.split('.')).map(|(a, b)| [a, b]);
        let [header, payload, signature] = std::array::from_fn(|_| mixed.next().unwrap());
        for choice in 0..8 {
            let token = [header[choice & 1], payload[choice >> 1 & 1], signature[choice >> 2]].join(".");
            let is_one = token == a || token == b;
            prop_assert_eq!(verify(&VERIFIER, &token).is_ok(), is_one);
        }
    }
}
