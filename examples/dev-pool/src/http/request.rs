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
/// assert_eq!((request.path(), request.query()), ("/cognito", "x=1"));
/// assert_eq!(request.sole("host"), Some("127.0.0.1:3000"));
/// assert_eq!(format!("{request:?}"), r#"Request { method: "POST", path: "/cognito", .. }"#);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without headers and body. Give path and query as they came, percent-encoded: signatures are over them.
    pub fn new(method: impl Into<String>, path_and_query: impl Into<String>) -> Self {
        let mut path = path_and_query.into();
        let mut query = String::new();
        if let Some(end) = path.find('?') {
            query = path.split_off(end).split_off(1);
        }
        Self {
            method: method.into(),
            path,
            query,
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

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The method, in upper case as a rule.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path as it came, percent-encoded, without the query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What follows the first `?`, as it came; empty without one.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// All headers, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.headers.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a header that is there exactly once.
    pub fn sole(&self, name: &str) -> Option<&str> {
        let mut values = self
            .headers
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name));
        let (_, value) = values.next().filter(|_| values.next().is_none())?;
        Some(value)
    }

    /// The values of a header, whatever the case of its name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Prints method and path; query, headers and body may hold tokens and passwords.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
