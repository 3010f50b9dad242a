use std::{borrow::Cow, fmt, time::Duration};

use serde_json::Value;

/// An answer to send as it is.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, names in lower case, each once.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long to wait before it is sent; nothing but for the key set in [`JwksMode::Slow`](crate::JwksMode::Slow).
    pub delay: Duration,
}

impl Answer {
    /// An answer without headers and body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
        }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::with_body(status, "application/json", body.to_string())
    }

    /// An answer with a body of this type.
    ///
    /// ```
    /// use dev_pool::Answer;
    ///
    /// let answer = Answer::with_body(200, "text/plain; charset=utf-8", "Hello.").header("etag", "x");
    /// let headers = [("content-type", "text/plain; charset=utf-8"), ("etag", "x")];
    /// assert_eq!(answer.headers, headers.map(|(name, value)| (name.into(), value.into())));
    /// ```
    pub fn with_body(
        status: u16,
        content_type: impl Into<Cow<'static, str>>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let mut answer = Self::empty(status).header("content-type", content_type.into());
        answer.body = body.into();
        answer
    }

    /// Has it sent later.
    #[must_use]
    pub(crate) fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets a header, instead of one that is there.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers.retain(|(header, _)| *header != name);
        self.headers.push((name, value.into()));
        self
    }
}

/// Prints the status; the body may hold tokens.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
