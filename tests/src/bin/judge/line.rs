//! One line of the input.

use std::fmt;

use serde::{Deserialize, Deserializer as _, de::Visitor};
use serde_json::value::RawValue;

/// A token to decide about, and how.
#[derive(Debug)]
pub(crate) struct Case<'l> {
    pub(crate) id: &'l RawValue,
    pub(crate) token: String,
    pub(crate) config: Option<&'l str>,
}

#[derive(Deserialize)]
struct Members<'l> {
    #[serde(borrow)]
    id: &'l RawValue,
    #[serde(borrow)]
    token: &'l RawValue,
    #[serde(borrow)]
    config: Option<&'l RawValue>,
}

impl<'l> Case<'l> {
    /// Reads a line. The error says what is wrong with it, without any value.
    pub(crate) fn parse(line: &'l [u8]) -> Result<Self, String> {
        let line = str::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())?;
        if line.trim().is_empty() {
            return Err("the line is blank".to_owned());
        }
        // serde would read an array as the members in their order.
        if !line.trim_start().starts_with('{') {
            return Err("the line is no JSON object".to_owned());
        }
        let members: Members = serde_json::from_str(line).map_err(|error| error.to_string())?;
        Ok(Self {
            id: members.id,
            token: text(members.token).ok_or("`token` is no text")?,
            config: members.config.map(RawValue::get),
        })
    }
}

/// A JSON text. What UTF-8 cannot hold, a lone surrogate, becomes U+FFFD.
fn text(json: &RawValue) -> Option<String> {
    let mut bytes = serde_json::Deserializer::from_str(json.get())
        .deserialize_bytes(Bytes)
        .ok()?;
    // The generalised UTF-8 of a surrogate: as long as U+FFFD's own, and no part of any other character.
    let mut rest = &mut *bytes;
    while let Some(at) = rest.windows(2).position(is_surrogate) {
        let (surrogate, after) = rest.get_mut(at..)?.split_at_mut_checked(3)?;
        surrogate.copy_from_slice("\u{fffd}".as_bytes());
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn is_surrogate(two: &[u8]) -> bool {
    matches!(two, [0xED, 0xA0..=0xBF])
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_are_read_and_others_left_aside() {
        let line =
            br#" {"class":{"a":[1]},"config":{"leeway":1},"token":"a\u002eb","id":[1.50,"x"]} "#;
        let case = Case::parse(line).unwrap();
        assert_eq!(case.id.get(), r#"[1.50,"x"]"#);
        assert_eq!(case.token, "a.b");
        assert_eq!(case.config, Some(r#"{"leeway":1}"#));
    }

    #[test]
    fn a_config_of_null_is_none_and_an_id_of_null_is_one() {
        for line in [
            r#"{"id":null,"token":"","config":null}"#,
            r#"{"id":null,"token":""}"#,
        ] {
            let case = Case::parse(line.as_bytes()).unwrap();
            assert_eq!((case.id.get(), case.config), ("null", None), "{line}");
        }
    }

    #[test]
    fn lone_surrogates_are_replaced_one_by_one() {
        for (json, text) in [
            (r"\ud800", "\u{fffd}"),
            (r"a\ud800\udfffb\udc00", "a\u{103ff}b\u{fffd}"),
            (
                r"\udc00\ud800.\ud7ff\ue000",
                "\u{fffd}\u{fffd}.\u{d7ff}\u{e000}",
            ),
        ] {
            let line = format!(r#"{{"id":1,"token":"{json}"}}"#);
            assert_eq!(Case::parse(line.as_bytes()).unwrap().token, text, "{json}");
        }
    }

    #[test]
    fn what_is_no_case_is_refused_without_its_values() {
        for (line, named) in [
            (&b"{\"id\":1,\"token\":\"secret\xFF\"}"[..], "not UTF-8"),
            (b"", "blank"),
            (b" \t\r\n", "blank"),
            (b"secret", "no JSON object"),
            (b"\"secret\"", "no JSON object"),
            (b"[1,\"secret\",null]", "no JSON object"),
            (b"{\"id\":1,\"token\":\"secret\"", "EOF"),
            (b"{\"id\":1,\"token\":\"secret\"} x", "trailing"),
            (b"{\"id\":1,\"token\":\"secret\n\"}", "control character"),
            (b"{\"id\":1}", "missing field `token`"),
            (b"{\"token\":\"secret\"}", "missing field `id`"),
            (
                b"{\"id\":1,\"id\":2,\"token\":\"secret\"}",
                "duplicate field `id`",
            ),
            (b"{\"id\":1,\"token\":null}", "`token` is no text"),
            (b"{\"id\":1,\"token\":[\"secret\"]}", "`token` is no text"),
            (b"{\"id\":1,\"token\":[115,101]}", "`token` is no text"),
        ] {
            let error = Case::parse(line).unwrap_err();
            assert!(error.contains(named), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn deep_and_long_values_are_read() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let long = "x".repeat(1_000_000);
        let line = format!(r#"{{"id":{deep},"token":"{long}","other":{deep}}}"#);
        let case = Case::parse(line.as_bytes()).unwrap();
        assert_eq!(case.id.get(), deep);
        assert_eq!(case.token, long);
    }
}
