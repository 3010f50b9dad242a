//! Duplicate members and depth, of objects whose structure is known because they are made here.

use std::collections::HashSet;

use cognito_core::Reason;
use proptest::{collection::vec, prelude::*};

use super::{POOL, VERIFIER, cases, refusal_of, unsigned, verify, with_member};

/// A character as it stands, or by its number, in either case of the digits.
fn spelled(name: &str, escapes: &[u8]) -> String {
    let spell = |(at, character): (usize, char)| {
        let how = escapes.get(at % escapes.len().max(1)).copied();
        let units = |spell: fn(u16) -> String| {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            units.into_iter().map(spell).collect::<Vec<_>>().concat()
        };
        match how.unwrap_or(0) {
            1 => units(|unit| format!("\\u{unit:04x}")),
            2 => units(|unit| format!("\\u{unit:04X}")),
            _ if character == '/' => "\\/".to_owned(),
            _ => serde_json::to_string(&character)
                .unwrap()
                .trim_matches('"')
                .replace('"', "\\\""),
        }
    };
    name.chars().enumerate().map(spell).collect()
}

/// Names of which some are alike.
fn name() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof!["[ab]{0,2}", "[a-f]{1,3}", "[/é😀 :A-C]{1,2}", "m[0-9]{1,2}"];
    (name, vec(0..3_u8, 1..4)).prop_map(|(name, escapes)| {
        let spelling = spelled(&name, &escapes);
        (name, spelling)
    })
}

/// Brackets around a value, `true` for an object's.
fn nested(brackets: &[bool], breadth: usize) -> String {
    let mut json = "1".to_owned();
    for is_object in brackets.iter().rev() {
        json = if *is_object {
            format!(r#"{{"a\"}}]":{json}}}"#)
        } else {
            format!(r"[{}{json}]", r#""]}[{\\","#.repeat(breadth))
        };
    }
    json
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn no_two_members_have_one_name(names in vec(name(), 0..40)) {
        let distinct: HashSet<_> = names.iter().map(|(name, _)| name).collect();
        let members = names.iter().map(|(_, spelling)| format!(r#""{spelling}":1,"#));
        let members = members.collect::<String>();
        let expected = if distinct.len() == names.len() { Reason::BadSignature } else { Reason::MalformedToken };
        prop_assert_eq!(refusal_of(&with_member(&format!(r#"{members}"x-end":1"#))), expected, "{}", members);

        let token = POOL.access_token();
        let header = token.header_json().replacen('{', &format!("{{{members}"), 1);
        let token = unsigned(&header, token.claims_json().as_bytes());
        prop_assert_eq!(verify(&VERIFIER, &token).err(), Some(expected), "{}", header);
    }

    #[test]
    fn payloads_nest_64_levels(brackets in vec(any::<bool>(), 55..70), breadth in 0..3_usize) {
        let payload = with_member(&format!(r#""x":{}"#, nested(&brackets, breadth)));
        let expected = if brackets.len() < 64 { Reason::BadSignature } else { Reason::MalformedToken };
        prop_assert_eq!(refusal_of(&payload), expected, "{} levels", brackets.len() + 1);
    }

    #[test]
    fn headers_nest_16_levels(brackets in vec(any::<bool>(), 8..22), breadth in 0..3_usize) {
        let token = POOL.access_token();
        let x = format!(r#"{{"x":{},"#, nested(&brackets, breadth));
        let header = token.header_json().replacen('{', &x, 1);
        let token = unsigned(&header, token.claims_json().as_bytes());
        let expected = if brackets.len() < 16 { Reason::BadSignature } else { Reason::MalformedToken };
        prop_assert_eq!(verify(&VERIFIER, &token).err(), Some(expected), "{} levels", brackets.len() + 1);
    }
}
