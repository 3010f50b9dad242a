//! What goes along with an answer.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{AuthError, CognitoClaims, challenge};

/// Texts by name: REST APIs take texts, numbers and booleans only, and make texts of them.
pub(super) type Context = BTreeMap<&'static str, String>;

/// The name of the payload.
pub(in crate::gateway) const CLAIMS: &str = "cognito_claims";

/// For the function behind.
pub(super) fn of_claims(claims: &CognitoClaims) -> Context {
    let scope = claims.scopes().iter().collect::<Vec<_>>().join(" ");
    let exp = claims.end_at().as_secs().to_string();
    let flat = [
        ("sub", claims.subject()),
        ("client_id", claims.client_id()),
        ("username", claims.username().unwrap_or_default()),
        ("scope", &scope),
        ("token_use", claims.token_use().as_str()),
        ("exp", &exp),
    ];
    let mut context: Context = flat
        .into_iter()
        .filter(|(_, text)| !text.is_empty() && is_plain(text))
        .map(|(name, text)| (name, text.to_owned()))
        .collect();
    context.insert(CLAIMS, URL_SAFE_NO_PAD.encode(claims.payload_json()));
    context
}

/// What a challenge would say (RFC 6750, section 3).
pub(super) fn of_refusal(error: &AuthError) -> Context {
    let code = challenge::error_code(error.reason().class());
    [("error", code), ("scope", error.scopes())]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?.to_owned())))
        .collect()
}

/// The payload that an authorizer handed on. JSON is read as it is, for authorizers of other makes.
pub(in crate::gateway) fn payload(text: &str) -> Option<String> {
    if text.starts_with('{') {
        return Some(text.to_owned());
    }
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Whether it can stand in a JSON string as it is, where a template puts it.
fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| matches!(c, '"' | '\\') || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_on_is_read_again() {
        for (text, read) in [
            ("eyJhIjoiw6QifQ", Some(r#"{"a":"ä"}"#)),
            (r#"{"a":1}"#, Some(r#"{"a":1}"#)),
            ("eyJhIjoiw6QifQ==", None),
            ("_w", None),
            ("[1]", None),
        ] {
            assert_eq!(payload(text).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn what_a_template_would_have_to_escape_is_told_apart() {
        for plain in ["ada", "ada@example.com", "Zoë +1 'x' <y>", "a/b c/d"] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in ["a\"b", "a\\b", "a\nb", "a\u{7f}b", "a\u{85}b"] {
            assert!(!is_plain(other), "{other:?}");
        }
    }
}
