//! `serde_json` reads the same.

use std::{collections::HashSet, fmt};

use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::*;

const MAX_DEPTH: usize = 4;

/// The members of an object in their order, as serde has them.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collect)
    }
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

fn expected(json: &str) -> Option<Vec<(String, String)>> {
    let Members(members) = serde_json::from_str(json).ok()?;
    let names: HashSet<_> = members.iter().map(|(name, _)| name).collect();
    if names.len() < members.len() || exceeds_depth(json.as_bytes(), MAX_DEPTH) {
        return None;
    }
    let members = members.iter();
    Some(
        members
            .map(|(name, value)| (name.clone(), value.get().to_owned()))
            .collect(),
    )
}

fn read(json: &str) -> Option<Vec<(String, String)>> {
    let mut members = Vec::new();
    read_object(json.as_bytes(), MAX_DEPTH, |name, value| {
        members.push((name.to_owned(), value.to_owned()));
    })
    .ok()?;
    Some(members)
}

/// Whole values and parts of them, good and bad.
fn scrap() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        " ",
        "\n",
        "\t",
        "\u{b}",
        "\u{a0}",
        "\u{feff}",
        "0",
        "01",
        "-0",
        "-1",
        "12",
        "1.5",
        "1e9",
        "1E",
        "+1",
        "tru",
        "true",
        "truex",
        "false",
        "null",
        "\"a\"",
        "\"b\"",
        "\"\\u0061\"",
        "\"\\ud800\"",
        "\"\\/\"",
        "\"\\x\"",
        "\"\u{1f}\"",
        "\"\u{7f}\"",
        "\"é😀\"",
        "[]",
        "[1]",
        "[\"a\",\"b\"]",
        "[ \"a\" ]",
        "[\"a\",]",
        "{}",
        "[[[\"x\"]]]",
        "[[[[1]]]]",
        "{\"a\":[{}]}",
        "a-string-of-more-than-eight-bytes",
    ]);
    prop_oneof![
        fixed.prop_map(str::to_owned),
        "\"[ -~é]{0,20}\"",
        "[ -~]{0,3}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn of_members_of_scraps(
        scraps in prop::collection::vec((scrap(), scrap()), 0..4),
        space in prop::sample::select(vec!["", " ", "\r\n"]),
        tail in prop::sample::select(vec!["", "", " ", ",", "}", "x"]),
    ) {
        let members: Vec<_> = scraps
            .iter()
            .enumerate()
            .map(|(i, (name, value))| match i % 2 {
                0 => format!("\"m{i}\"{space}:{value}"),
                _ => format!("{name}:{space}{value}"),
            })
            .collect();
        let json = format!("{{{}}}{tail}", members.join(","));
        prop_assert_eq!(read(&json), expected(&json), "{}", json);
    }

    #[test]
    fn of_a_good_object_that_was_tampered_with(
        at in any::<prop::sample::Index>(),
        skipped in 0..3_usize,
        put in scrap(),
    ) {
        let good = r#"{"sub":"a-b-c-d-e-f-g-h","cognito:groups":["a","b c"],"exp":1763003600,"ok":true,"x":null}"#;
        let at = at.index(good.len() + 1);
        let end = good.len().min(at + skipped);
        let json = [&good[..at], &put, &good[end..]].concat();
        prop_assert_eq!(read(&json), expected(&json), "{}", json);
    }
}
