//! The forms that Cognito, its triggers and identity providers give one and the same claim.
//!
//! Each function reads a claim's JSON text, and says `None` to any other form.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::verified::system_time;
use crate::token::{NumericDate, read_object, read_string};

/// A string.
pub(super) fn text(json: &str) -> Option<Cow<'_, str>> {
    read_string(json).ok().flatten()
}

/// A boolean, or its text in any case: tokens have the one, user records the other.
pub(super) fn flag(json: &str) -> Option<bool> {
    let word = unquoted(json);
    if word.eq_ignore_ascii_case("true") {
        Some(true)
    } else if word.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// An array of strings, or one string with commas.
pub(super) fn list(json: &str) -> Option<Vec<String>> {
    let Some(text) = text(json) else {
        return serde_json::from_str(json).ok();
    };
    let parts = text.split(',').map(str::trim);
    Some(
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// An array of strings, or one string that is taken whole.
pub(super) fn one_or_more(json: &str) -> Option<Vec<String>> {
    match text(json) {
        Some(one) => Some(vec![one.into_owned()]),
        None => serde_json::from_str(json).ok(),
    }
}

/// A whole number, or its text.
pub(super) fn number(json: &str) -> Option<u64> {
    unquoted(json).parse().ok()
}

/// Seconds since 1970, as a number or its text.
pub(super) fn seconds(json: &str) -> Option<SystemTime> {
    NumericDate::parse(&unquoted(json)).map(system_time)
}

/// Milliseconds since 1970, as a whole number or its text.
pub(super) fn milliseconds(json: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_millis(number(json)?))
}

/// A member of an object; `None` as well where the object has two members of one name.
pub(super) fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut found = None;
    read_object(object.as_bytes(), usize::MAX, |member, json| {
        if member == name {
            found = Some(json);
        }
    })
    .ok()?;
    found
}

/// Whether this is an object, and names each member once.
pub(super) fn is_object(json: &str) -> bool {
    read_object(json.as_bytes(), usize::MAX, |_, _| {}).is_ok()
}

/// What a string holds, or the JSON text of anything else.
fn unquoted(json: &str) -> Cow<'_, str> {
    text(json).unwrap_or(Cow::Borrowed(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_their_texts_are_one() {
        let at = |millis| UNIX_EPOCH + Duration::from_millis(millis);
        for (json, whole, as_seconds, as_millis) in [
            ("2", Some(2), Some(at(2000)), Some(at(2))),
            (r#""2""#, Some(2), Some(at(2000)), Some(at(2))),
            (r#""\u0032""#, Some(2), Some(at(2000)), Some(at(2))),
            ("0.5", None, Some(at(500)), None),
            (r#""0.5""#, None, Some(at(500)), None),
            ("-1", None, None, None),
            (r#""""#, None, None, None),
            (r#"" 2""#, None, None, None),
            (r#""now""#, None, None, None),
            ("true", None, None, None),
            ("null", None, None, None),
            ("[2]", None, None, None),
            (
                r#""253402300800""#,
                Some(253_402_300_800),
                None,
                Some(at(253_402_300_800)),
            ),
        ] {
            assert_eq!(number(json), whole, "{json}");
            assert_eq!(seconds(json), as_seconds, "{json}");
            assert_eq!(milliseconds(json), as_millis, "{json}");
        }
        assert_eq!(milliseconds("99999999999999999999"), None);
    }

    #[test]
    fn a_list_has_commas_where_it_is_one_text() {
        let owned = |parts: &[&str]| Some(parts.iter().map(|p| (*p).to_owned()).collect());
        assert_eq!(list(r#"["a","b,c",""]"#), owned(&["a", "b,c", ""]));
        assert_eq!(list(r#""a, b,,""#), owned(&["a", "b"]));
        assert_eq!(one_or_more(r#""a, b""#), owned(&["a, b"]));
        for json in [
            "1",
            "null",
            r#"["a",1]"#,
            r#"["a",null]"#,
            "{}",
            r#"[["a"]]"#,
        ] {
            assert_eq!(list(json), None, "{json}");
            assert_eq!(one_or_more(json), None, "{json}");
        }
    }

    #[test]
    fn a_member_is_had_from_an_object_that_names_it_once() {
        assert_eq!(member(r#"{"a":1,"b":[2]}"#, "b"), Some("[2]"));
        for json in [
            r#"{"a":1}"#,
            r#"{"b":1,"b":1}"#,
            r#"["b"]"#,
            r#""b""#,
            "null",
        ] {
            assert_eq!(member(json, "b"), None, "{json}");
        }
    }
}
