use std::borrow::Cow;

use cognito_core::RequestHead;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, request::Parts};

/// A request's head as core asks for it.
pub(crate) struct Head<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
}

impl<'a, B> From<&'a Request<B>> for Head<'a> {
    fn from(request: &'a Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
        }
    }
}

impl<'a> From<&'a Parts> for Head<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
        }
    }
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> Cow<'_, str> {
        self.uri.path().into()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.get_all(name).iter();
        values.nth(nth).map(HeaderValue::as_bytes)
    }
}
