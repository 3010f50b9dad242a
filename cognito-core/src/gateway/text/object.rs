//! Objects as JSON text.
//!
//! An object shows where it ends, so several of them in one text are told apart whatever stands between them.

use serde_json::{Deserializer, Map, Value};

/// The object that the text is.
pub(super) fn one(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

/// The objects of a list: with commas between them, as a REST API writes them and JSON does, or with spaces; in brackets or
/// not. One alone is a list of one.
pub(super) fn several(text: &str) -> Option<Vec<Value>> {
    let within = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let inner = within.unwrap_or(text);
    let objects: Vec<Map<String, Value>> = serde_json::from_str(&format!("[{inner}]"))
        .or_else(|_| spaced(inner))
        .ok()?;
    let is_list = within.is_some() || !objects.is_empty();
    is_list.then(|| objects.into_iter().map(Value::Object).collect())
}

fn spaced(text: &str) -> serde_json::Result<Vec<Map<String, Value>>> {
    Deserializer::from_str(text).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_read_where_the_text_is_one() {
        let address = r#"{"formatted":"1 Fake Street\nNowhere"}"#;
        let object = one(address).map(Value::Object);
        assert_eq!(object, Some(json!({"formatted": "1 Fake Street\nNowhere"})));
        for text in [
            "",
            "1 Fake Street",
            "{formatted=1 Fake Street}",
            "[{}]",
            "{} {}",
            "\"{}\"",
            "null",
            "7",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }

    #[test]
    fn objects_are_told_apart_by_themselves() {
        let (a, b) = (
            json!({"userId": "a, [b] {c}", "issuer": null}),
            json!({"userId": "d"}),
        );
        for (between, brackets) in [
            (",", true),
            (", ", true),
            (" ", true),
            (",", false),
            (" ", false),
        ] {
            let inner = format!("{a}{between}{b}");
            let text = if brackets {
                format!("[{inner}]")
            } else {
                inner
            };
            assert_eq!(several(&text), Some(vec![a.clone(), b.clone()]), "{text}");
        }
        for text in [a.to_string(), format!("[{a}]")] {
            assert_eq!(several(&text), Some(vec![a.clone()]), "{text}");
        }
        assert_eq!(several("[]"), Some(vec![]));
    }

    #[test]
    fn nothing_else_is_a_list_of_objects() {
        for text in [
            "",
            " ",
            "a",
            "[a]",
            "{a=b}",
            r#"["a"]"#,
            "[{}, 1]",
            "[{} null]",
            "[{}",
            "{}]",
            "{},",
            "[[{}]]",
            r#"{"a":None}"#,
        ] {
            assert_eq!(several(text), None, "{text}");
        }
    }
}
