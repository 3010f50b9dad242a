//! `application/x-www-form-urlencoded`: the queries and bodies of forms.
//!
//! <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>

use crate::http::{MAX_BODY, Request};

/// More pairs than any request of OAuth has.
const MAX_PAIRS: usize = 64;
/// Bytes of a query; a page repeats it in every link.
const MAX_QUERY: usize = 8 * 1024;

/// Names and values, decoded, each name once.
pub(super) struct Form(Vec<(String, String)>);

/// Why a text is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    Encoding,
    /// RFC 6749 section 3.1: no parameter may be there twice.
    Repeated,
    TooLarge,
    /// The body has another content type.
    Type,
}

impl Malformed {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Encoding => "the parameters are not percent-encoded UTF-8",
            Self::Repeated => "a parameter is there twice",
            Self::TooLarge => "the parameters are too long or too many",
            Self::Type => "send content-type: application/x-www-form-urlencoded",
        }
    }
}

impl Form {
    /// The parameters after the `?`.
    pub(super) fn of_query(request: &Request) -> Result<Self, Malformed> {
        if request.query().len() > MAX_QUERY {
            return Err(Malformed::TooLarge);
        }
        Self::parse(request.query())
    }

    /// The body of a form that was sent.
    pub(super) fn of_body(request: &Request) -> Result<Self, Malformed> {
        let is_form = request.sole("content-type").is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        if !is_form {
            return Err(Malformed::Type);
        }
        if request.bytes().len() > MAX_BODY {
            return Err(Malformed::TooLarge);
        }
        let body = std::str::from_utf8(request.bytes()).map_err(|_| Malformed::Encoding)?;
        Self::parse(body)
    }

    fn parse(text: &str) -> Result<Self, Malformed> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            if pairs.len() == MAX_PAIRS {
                return Err(Malformed::TooLarge);
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = decode(name).zip(decode(value));
            let (name, value) = decoded.ok_or(Malformed::Encoding)?;
            if pairs.iter().any(|(other, _)| *other == name) {
                return Err(Malformed::Repeated);
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter. An empty one is as good as none (RFC 6749 section 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        let (_, value) = pairs.find(|(other, _)| other == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// All of it, encoded again.
    pub(super) fn encoded(&self) -> String {
        let pairs = self.0.iter();
        encode(pairs.map(|(name, value)| (&**name, &**value)))
    }
}

/// Names and values as a query has them.
pub(super) fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = pairs.into_iter();
    let encoded: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", encode_text(name), encode_text(value)))
        .collect();
    encoded.join("&")
}

/// A text with everything but the unreserved characters of RFC 3986 percent-encoded.
fn encode_text(text: &str) -> String {
    escape_bytes(text, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
    })
}

/// Percent-encodes the bytes that may not stay as they are.
pub(super) fn escape_bytes(text: &str, stays: impl Fn(u8) -> bool) -> String {
    let escape = |byte: u8| {
        if stays(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(escape).collect()
}

/// A text of a form as it was meant.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hexadecimal(bytes.next()?)? << 4 | hexadecimal(bytes.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_written_again() {
        let form = Form::parse("a=1+2&b=%C3%A9%26&c&d=&e=x=y&&f={\"g\":1}").unwrap();
        for (name, expected) in [
            ("a", Some("1 2")),
            ("b", Some("é&")),
            ("c", None),
            ("d", None),
            ("e", Some("x=y")),
            ("f", Some("{\"g\":1}")),
            ("g", None),
        ] {
            assert_eq!(form.get(name), expected, "{name}");
        }
        let encoded = form.encoded();
        assert_eq!(
            encoded,
            "a=1%202&b=%C3%A9%26&c=&d=&e=x%3Dy&f=%7B%22g%22%3A1%7D"
        );
        assert_eq!(Form::parse(&encoded).unwrap().get("b"), Some("é&"));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let many: Vec<String> = (0..=MAX_PAIRS).map(|n| n.to_string()).collect();
        let many = many.join("&");
        for (text, expected) in [
            ("a=%", Malformed::Encoding),
            ("a=%4", Malformed::Encoding),
            ("a=%zz", Malformed::Encoding),
            ("a=%+1", Malformed::Encoding),
            ("a=%ff", Malformed::Encoding),
            ("%ff=a", Malformed::Encoding),
            ("a=1&a=2", Malformed::Repeated),
            ("a=1&%61=1", Malformed::Repeated),
            (&many, Malformed::TooLarge),
        ] {
            assert_eq!(Form::parse(text).err(), Some(expected), "{text:.20}");
        }
        let long = format!("/x?{}", "a".repeat(MAX_QUERY + 1));
        let long = Form::of_query(&Request::new("GET", long));
        assert_eq!(long.err(), Some(Malformed::TooLarge));
    }

    #[test]
    fn a_body_says_that_it_is_a_form() {
        for (content_type, expected) in [
            ("application/x-www-form-urlencoded", None),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", None),
            ("application/json", Some(Malformed::Type)),
            ("", Some(Malformed::Type)),
        ] {
            let request = Request::new("POST", "/").header("content-type", content_type);
            let form = Form::of_body(&request.body("a=1"));
            assert_eq!(form.err(), expected, "{content_type}");
        }
        let request =
            Request::new("POST", "/").header("content-type", "application/x-www-form-urlencoded");
        let large = Form::of_body(&request.clone().body("a".repeat(MAX_BODY + 1)));
        assert_eq!(large.err(), Some(Malformed::TooLarge));
        assert_eq!(
            Form::of_body(&request.body([0xff])).err(),
            Some(Malformed::Encoding)
        );
    }
}
