//! The cookies that a request brought.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Names and values as they came.
pub(crate) struct Received(Vec<(String, String)>);

impl Received {
    /// Those of a request. One that is no text is left out, and it alone: a neighbour may have set it.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(COOKIE).iter();
        let parts = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
        let texts = parts.filter_map(|part| str::from_utf8(part).ok());
        Self(texts.filter_map(pair).collect())
    }

    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        Self(text.split(';').filter_map(pair).collect())
    }

    /// The one value of a cookie. Where two disagree there is none: one of them may be a neighbour's.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(other, _)| other == name);
        let (_, first) = values.next()?;
        values.all(|(_, other)| other == first).then_some(first)
    }

    /// Each name once, however often the browser sent it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<_> = self.0.iter().map(|(name, _)| &**name).collect();
        names.into_iter()
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

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.trim_matches([' ', '\t']).split_once('=')?;
    Some((name.to_owned(), value.to_owned()))
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

    /// Another subdomain could otherwise shut people out.
    #[test]
    fn a_cookie_that_is_no_text_hides_no_other() {
        for odd in [&b"a=\xe9; "[..], "a=\u{e9}; ".as_bytes(), b"\xff; "] {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::from_bytes(&[odd, b"b=2"].concat()).unwrap();
            headers.insert(COOKIE, value);
            let received = Received::of(&headers);
            assert_eq!(received.value("b"), Some("2"));
            assert!(received.header(|_| true, Some(("token", "x.y"))).is_some());
        }
    }

    #[test]
    fn a_name_that_came_often_is_named_once() {
        let received = Received::of_text(&"a=1; ".repeat(5_000));
        assert_eq!(received.names().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_header_is_written_anew() {
        let received = Received::of_text("theme=dark; token=forged");
        let header = received.header(|name| name != "token", Some(("token", "x.y")));
        assert_eq!(header.unwrap(), "theme=dark; token=x.y");
        assert!(received.header(|_| false, None).is_none());
    }
}
