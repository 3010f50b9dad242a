use std::fmt;

/// The largest request body that the pool reads, in bytes.
pub const MAX_BODY: usize = 128 * 1024;

/// A request, as far as the pool looks at it.
///
/// ```
/// use dev_pool::Request;
///
/// let request = Request::new("POST", "/cognito?x=1")
///     .header("Host", "127.0.0.1:3000")
///     .header("Content-Type", "application/x-amz-json-1.1")
///     .body("{}");
/// assert_eq!(format!("{request:?}"), r#"Request { method: "POST", path: "/cognito", .. }"#);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without headers and body. A query in the path is cut off: the pool reads none.
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        let mut path = path.into();
        if let Some(end) = path.find('?') {
            path.truncate(end);
        }
        Self {
            method: method.into(),
            path,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Adds a header. Give all of them: the pool asks for the host, the origin and others by name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The value of a header that is there exactly once.
    pub(super) fn sole(&self, name: &'static str) -> Option<&str> {
        let mut values = self.values(name);
        values.next().filter(|_| values.next().is_none())
    }

    /// The values of a header, whatever the case of its name.
    pub(super) fn values(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Prints method and path; headers and body may hold tokens and passwords.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
