use std::borrow::Cow;

use actix_web::{HttpRequest, http::header::HeaderValue};
use cognito_core::RequestHead;

/// A request's head as core asks for it.
pub(crate) struct Head<'a>(pub(crate) &'a HttpRequest);

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    /// The route's pattern, where one matched: it has no ids in it, and there are not many.
    fn path(&self) -> Cow<'_, str> {
        match self.0.match_pattern() {
            Some(pattern) => pattern.into(),
            None => self.0.path().into(),
        }
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.0.headers().get_all(name);
        values.nth(nth).map(HeaderValue::as_bytes)
    }

    fn first_two(&self, name: &str) -> [Option<&[u8]>; 2] {
        let mut values = self.0.headers().get_all(name).map(HeaderValue::as_bytes);
        [values.next(), values.next()]
    }
}
