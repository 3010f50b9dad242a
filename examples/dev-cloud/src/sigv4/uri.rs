//! Percent-encoding as signatures have it: each byte but `A-Z a-z 0-9 - . _ ~` as `%XX`, in upper case.
//!
//! Nothing is normalised: `..`, `//` and the like are parts of a key.

/// Undoes percent-encoding; `None` if a `%` is not followed by two hexadecimal digits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => digit(bytes.next()?)? * 16 + digit(bytes.next()?)?,
            byte => byte,
        });
    }
    Some(decoded)
}

/// As [`decode`], for what must be UTF-8.
pub(crate) fn decode_text(text: &str) -> Option<String> {
    String::from_utf8(decode(text)?).ok()
}

/// Encodes a name or value of a query.
pub(crate) fn encode(text: &str) -> String {
    encode_but(text.as_bytes(), |_| false)
}

/// Encodes a path; `/` stays.
pub(crate) fn encode_path(path: &[u8]) -> String {
    encode_but(path, |byte| byte == b'/')
}

fn encode_but(bytes: &[u8], stays: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || stays(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte / 16, byte % 16].map(upper_digit));
        }
    }
    encoded
}

fn upper_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_unreserved_bytes_stay() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("a b+c/ü%"), "a%20b%2Bc%2F%C3%BC%25");
        assert_eq!(encode_path(b"/a//../b c"), "/a//../b%20c");
        assert_eq!(decode_text("a%20b%2bc+%C3%BC").unwrap(), "a b+c+ü");
        for text in ["%", "%2", "%2g", "%+1", "%é"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode_text("%FF"), None);
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            prop_assert_eq!(decode_text(&encode(&text)), Some(text.clone()));
            prop_assert_eq!(decode_text(&encode_path(text.as_bytes())), Some(text));
        }

        #[test]
        fn decoding_never_panics(text in "[%a-f0-9é/+]{0,40}") {
            decode(&text);
        }
    }
}
