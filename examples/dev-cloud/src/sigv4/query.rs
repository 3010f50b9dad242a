//! A query as a list of decoded parameters.

use super::uri;
use crate::limit;

/// The parameters of a request, in their order.
#[derive(Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Parses what follows the `?`; `None` if it is not percent-encoded UTF-8, or too long.
    ///
    /// A `+` is a plus sign: SDKs encode spaces as `%20`.
    pub(crate) fn parse(raw: &str) -> Option<Self> {
        let pairs = raw
            .split('&')
            .filter(|pair| !pair.is_empty())
            .take(limit::PARAMETERS + 1)
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((uri::decode_text(name)?, uri::decode_text(value)?))
            })
            .collect::<Option<Vec<_>>>()?;
        (pairs.len() <= limit::PARAMETERS).then_some(Self(pairs))
    }

    /// The value of the first parameter of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// As [`get`](Self::get), whatever the case of the name: the signing parameters come as `X-Amz-` and as `x-amz-`.
    pub(crate) fn signing(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        pairs
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The canonical query: encoded, sorted, without the signature itself.
    pub(crate) fn canonical(&self) -> String {
        let mut pairs: Vec<(String, String)> = self
            .0
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("x-amz-signature"))
            .map(|(name, value)| (uri::encode(name), uri::encode(value)))
            .collect();
        pairs.sort();
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_query_is_encoded_and_sorted() {
        let query =
            Query::parse("prefix=a%2fb&max-keys=2&lifecycle&X-Amz-Signature=00&a=z&a=b+c").unwrap();
        assert_eq!(
            query.canonical(),
            "a=b%2Bc&a=z&lifecycle=&max-keys=2&prefix=a%2Fb"
        );
        assert_eq!(query.get("prefix"), Some("a/b"));
        assert_eq!(query.signing("x-amz-signature"), Some("00"));
        assert!(query.has("lifecycle") && !query.has("acl"));
        assert_eq!(Query::parse("").unwrap().canonical(), "");
    }

    #[test]
    fn what_is_no_query_is_not_parsed() {
        assert!(Query::parse("a=%").is_none());
        assert!(Query::parse("%FF=a").is_none());
        let long = "a&".repeat(limit::PARAMETERS);
        assert!(Query::parse(&long).is_some());
        assert!(Query::parse(&format!("{long}a")).is_none());
    }
}
