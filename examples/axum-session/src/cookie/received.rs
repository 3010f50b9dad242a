//! The cookies that a request brought.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Names and values as they came.
pub(crate) struct Received(Vec<(String, String)>);

impl Received {
    /// Those of a request. A header that is no text has none.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let texts = headers.get_all(COOKIE).iter();
        let texts = texts.filter_map(|value| value.to_str().ok());
        Self(texts.flat_map(pairs).collect())
    }

    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        Self(pairs(text).collect())
    }

    /// The one value of a cookie. Where two disagree there is none: one of them may be a neighbour's.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(other, _)| other == name);
        let (_, first) = values.next()?;
        values.all(|(_, other)| other == first).then_some(first)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// The `Cookie` header with other cookies only for which `keep` holds, and this one besides.
    pub(crate) fn header(
        &self,
        keep: impl Fn(&str) -> bool,
        more: Option<(&str, &str)>,
    ) -> Option<HeaderValue> {
        let kept = self.0.iter().filter(|(name, _)| keep(name));
        let kept = kept.map(|(name, value)| (&**name, &**value));
        let pairs: Vec<_> = kept
            .chain(more)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            return None;
        }
        let mut header = HeaderValue::try_from(pairs.join("; ")).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(';').filter_map(|pair| {
        let (name, value) = pair.trim_matches([' ', '\t']).split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_that_disagree_have_no_value() {
        let received = Received::of_text("a=1; b=2;a=1; b=3; c=x=y; d");
        assert_eq!(received.value("a"), Some("1"));
        assert_eq!(received.value("b"), None);
        assert_eq!(received.value("c"), Some("x=y"));
        assert_eq!(received.value("d"), None);
    }

    #[test]
    fn a_header_is_written_anew() {
        let received = Received::of_text("theme=dark; token=forged");
        let header = received.header(|name| name != "token", Some(("token", "x.y")));
        assert_eq!(header.unwrap(), "theme=dark; token=x.y");
        assert!(received.header(|_| false, None).is_none());
    }
}
