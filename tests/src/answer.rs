use cognito_core::Reason;
use serde_json::Value;

/// What came back, in the same form from every framework.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// All headers but `content-length`, which a server adds, sorted by name.
    pub(crate) headers: Vec<(String, String)>,
    /// The whole body.
    pub(crate) body: String,
    /// The reason of the [`Rejection`](cognito_core::Rejection) in the response's extensions.
    pub(crate) rejection: Option<Reason>,
    /// What the handler was given, once for each time that it ran; `null` is an anonymous request.
    pub(crate) seen: Vec<Value>,
    /// How many verified tokens the authenticator decided about.
    pub(crate) decisions: usize,
}

impl Answer {
    /// Takes two seconds of `Retry-After` for one.
    pub(crate) fn without_jitter(mut self) -> Self {
        for (name, value) in &mut self.headers {
            if name == "retry-after" && value == "2" {
                "1".clone_into(value);
            }
        }
        self
    }

    /// The body as a server sends it: nothing for `HEAD`.
    pub(crate) fn body(method: &str, body: impl Into<Vec<u8>>) -> String {
        match method {
            "HEAD" => String::new(),
            _ => String::from_utf8(body.into()).expect("a body in UTF-8"),
        }
    }

    /// Brings headers into the form that answers are compared in.
    pub(crate) fn headers<'h>(
        headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
    ) -> Vec<(String, String)> {
        let mut headers: Vec<_> = headers
            .into_iter()
            .filter(|(name, _)| *name != "content-length")
            .map(|(name, value)| {
                let value = String::from_utf8(value.to_vec()).expect("a header in UTF-8");
                (name.to_owned(), value)
            })
            .collect();
        headers.sort();
        headers
    }
}
