//! JSON objects, read more strictly than serde does: no duplicate member, bounded depth, objects only.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// Not one JSON object of the demanded form (RFC 8259; RFC 7515, section 4; RFC 7519, section 4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Malformed;

/// Reads one object. Each member goes to `member` with its name, unescaped, and the JSON text of its value.
///
/// The object must be valid UTF-8 and JSON, nest at most `max_depth` levels (itself the first) and have no two members
/// of one name.
pub(crate) fn read_object<'j>(
    json: &'j [u8],
    max_depth: usize,
    mut member: impl FnMut(&str, &'j str),
) -> Result<(), Malformed> {
    let text = std::str::from_utf8(json).map_err(|_| Malformed)?;
    if exceeds_depth(json, max_depth) {
        return Err(Malformed);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer
        .deserialize_map(Members(&mut member))
        .and_then(|()| deserializer.end())
        .map_err(|_| Malformed)
}

/// A JSON string's value; `None` for any other value.
pub(crate) fn string(json: &str) -> Result<Option<Cow<'_, str>>, Malformed> {
    let Some(inner) = json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return Ok(None);
    };
    if !inner.contains('\\') {
        return Ok(Some(Cow::Borrowed(inner)));
    }
    // Only a lone surrogate can go wrong here: the text has been through the parser once.
    serde_json::from_str(json)
        .map(|text: String| Some(Cow::Owned(text)))
        .map_err(|_| Malformed)
}

/// Whether brackets nest deeper than `max`. Exact for valid JSON; for anything else the parser has the last word.
fn exceeds_depth(json: &[u8], max: usize) -> bool {
    let opening = |b: &&u8| matches!(b, b'{' | b'[');
    if json.iter().filter(opening).count() <= max {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > max {
                    return true;
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

struct Members<'m, F>(&'m mut F);

impl<'j, F: FnMut(&str, &'j str)> Visitor<'j> for Members<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object without duplicate members")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = Names::default();
        while let Some(Name(name)) = map.next_key()? {
            let value: &'j RawValue = map.next_value()?;
            self.0(&name, value.get());
            names.push(name);
        }
        if names.duplicate {
            return Err(serde::de::Error::custom("duplicate member"));
        }
        Ok(())
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'j>(Cow<'j, str>);

impl<'de: 'j, 'j> Deserialize<'de> for Name<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor).map(Self)
    }
}

struct NameVisitor;

impl<'j> Visitor<'j> for NameVisitor {
    type Value = Cow<'j, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, name: &'j str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

/// Real tokens have some twenty members: their names need no allocation.
const FEW: usize = 24;

/// The names seen so far: a list while they are few, a set from then on.
#[derive(Default)]
struct Names<'j> {
    few: [Option<Cow<'j, str>>; FEW],
    len: usize,
    many: HashSet<Cow<'j, str>>,
    duplicate: bool,
}

impl<'j> Names<'j> {
    fn push(&mut self, name: Cow<'j, str>) {
        let (seen, free) = self.few.split_at_mut(self.len);
        if let Some(slot) = free.first_mut() {
            self.duplicate |= seen.iter().flatten().any(|seen| *seen == name);
            *slot = Some(name);
            self.len += 1;
            return;
        }
        if self.many.is_empty() {
            self.many.extend(seen.iter_mut().filter_map(Option::take));
        }
        self.duplicate |= !self.many.insert(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(json: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
        let mut members = Vec::new();
        read_object(json, 4, |name, value| {
            members.push((name.to_owned(), value.to_owned()));
        })?;
        Ok(members)
    }

    #[test]
    fn members_come_in_order_with_their_json() {
        let read = members(br#" { "a" : 1e400, "\u0062" : [ 1 ] , "c\/":"x\/" } "#).unwrap();
        let expected = [("a", "1e400"), ("b", "[ 1 ]"), ("c/", r#""x\/""#)];
        assert_eq!(read, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn anything_but_one_strict_object_is_malformed() {
        for json in [
            "",
            " ",
            "null",
            "1",
            "\"a\"",
            "[]",
            "[[\"a\",1]]",
            "{",
            "{}}",
            "{} {}",
            "{}\u{b}",
            "\u{feff}{}",
            "{'a':1}",
            "{a:1}",
            r#"{"a":1,}"#,
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":01}"#,
            r#"{"a":+1}"#,
            r#"{"a":1.}"#,
            r#"{"a":.5}"#,
            r#"{"a":NaN}"#,
            r#"{"a":tru}"#,
            r#"{"a":"\x"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"":1,"":2}"#,
            r#"{"\ud800":1}"#,
            r#"{"a":[[[[1]]]]}"#,
        ] {
            assert_eq!(members(json.as_bytes()), Err(Malformed), "{json}");
        }
        assert_eq!(members(b"{\"a\":\"\xff\"}"), Err(Malformed));
        assert_eq!(members(b"{\"a\":\"\xed\xa0\x80\"}"), Err(Malformed));
    }

    #[test]
    fn depth_counts_brackets_outside_strings_only() {
        assert!(members(br#"{"a":[[[1]]],"b":[[[1]]],"c":[[[1]]]}"#).is_ok());
        assert!(members(br#"{"a":"[[[[[[[[[[","b":"\"[[[[[[[["}"#).is_ok());
        assert!(members(br#"{"a":"]]]]]]","b":[[[[1]]]]}"#).is_err());
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(members(deep.as_bytes()), Err(Malformed));
    }

    #[test]
    fn duplicates_are_found_among_many_members() {
        let many = |last: &str| {
            let members: Vec<_> = (0..2000).map(|i| format!("\"m{i}\":1,")).collect();
            format!("{{{}{last}}}", members.concat())
        };
        assert!(members(many("\"m2000\":1").as_bytes()).is_ok());
        assert!(members(many("\"m0\":1").as_bytes()).is_err());
        assert!(members(many("\"m1000\":1").as_bytes()).is_err());
    }

    #[test]
    fn strings_are_unescaped_and_lone_surrogates_refused() {
        assert_eq!(string(r#""a b""#), Ok(Some("a b".into())));
        assert_eq!(string(r#""https:\/\/x""#), Ok(Some("https://x".into())));
        assert_eq!(string(r#""\ud83d\ude00""#), Ok(Some("😀".into())));
        assert_eq!(string(r#""\ud800""#), Err(Malformed));
        assert_eq!(string("1"), Ok(None));
        assert_eq!(string("null"), Ok(None));
    }
}
