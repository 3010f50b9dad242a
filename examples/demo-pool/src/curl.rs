use std::fmt::Write as _;

/// A request as a `curl` line. `$NAME` in a header is the token of that name, as it is in the shell.
///
/// ```
/// use demo_pool::Curl;
///
/// let order = Curl::post("/orders").bearer("CLERK").json(r#"{"item":"tea"}"#);
/// assert_eq!(
///     order.line("http://127.0.0.1:3000"),
///     r#"curl -i http://127.0.0.1:3000/orders -H "authorization: Bearer $CLERK" -H "content-type: application/json" -d '{"item":"tea"}'"#
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Curl {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
}

impl Curl {
    /// `GET`.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    /// `POST`.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new("POST", path)
    }

    /// `PUT`.
    pub fn put(path: impl Into<String>) -> Self {
        Self::new("PUT", path)
    }

    /// `DELETE`.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new("DELETE", path)
    }

    fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// The token of this name, in the `Authorization` header.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer ${token}"))
    }

    /// Any header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A body of JSON.
    pub fn json(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", "application/json")
    }

    /// A body of plain text.
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", "text/plain")
    }

    /// What to type.
    pub fn line(&self, url: &str) -> String {
        let mut line = format!("curl -i {url}{}", self.path);
        let implied = if self.body.is_some() { "POST" } else { "GET" };
        if self.method != implied {
            let _ = write!(line, " -X {}", self.method);
        }
        for (name, value) in &self.headers {
            let _ = write!(line, " -H \"{name}: {value}\"");
        }
        if let Some(body) = &self.body {
            let _ = write!(line, " -d '{body}'");
        }
        line
    }
}
