use std::borrow::Cow;

use crate::RequestHead;

/// A request's head without a framework, for tests of an [`Authenticator`](crate::Authenticator).
///
/// ```
/// use cognito_core::{RequestHead, test_util::TestHead};
///
/// let head = TestHead::get("/me").header("authorization", "Bearer x");
/// assert_eq!(RequestHead::header(&head, "authorization", 0), Some(&b"Bearer x"[..]));
/// assert_eq!(RequestHead::header(&head, "authorization", 1), None);
/// ```
#[derive(Clone)]
#[must_use]
pub struct TestHead {
    method: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    #[cfg(feature = "gateway")]
    upstream: Option<crate::gateway::UpstreamContext>,
}

impl TestHead {
    /// A `GET` request without headers.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A request without headers.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            #[cfg(feature = "gateway")]
            upstream: None,
        }
    }

    /// Adds what a gateway has verified.
    #[cfg(feature = "gateway")]
    pub fn upstream(mut self, context: crate::gateway::UpstreamContext) -> Self {
        self.upstream = Some(context);
        self
    }

    /// Adds a header; the name is lower-case.
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Adds `Authorization: Bearer` with this token.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }
}

impl RequestHead for TestHead {
    fn method(&self) -> &str {
        &self.method
    }

    fn path(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.path)
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        values.nth(nth).map(|(_, value)| &**value)
    }

    #[cfg(feature = "gateway")]
    fn upstream(&self) -> Option<&crate::gateway::UpstreamContext> {
        self.upstream.as_ref()
    }
}

/// Prints no header: one of them is the token.
impl std::fmt::Debug for TestHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestHead")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
