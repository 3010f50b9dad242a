use cognito_core::test_util::{TestPool, TokenBuilder};

/// Mints a token when its request is due: the pool's clock and keys move on between requests.
pub(crate) type Mint = Box<dyn Fn(&TestPool) -> String>;

/// A request of a scenario.
pub(crate) struct Request {
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, Value)>,
    token: Option<Mint>,
}

enum Value {
    Bytes(&'static [u8]),
    /// The request's token, or else the token of the scenario's first request, after this prefix.
    Token(&'static str),
}

/// A request that is ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: &'static str,
    /// The path, perhaps with a query.
    pub(crate) path: &'static str,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(&'static str, Vec<u8>)>,
}

impl Request {
    /// A request without headers.
    pub(crate) fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            token: None,
        }
    }

    /// `GET /me` without headers.
    pub(crate) fn get() -> Self {
        Self::new("GET", "/me")
    }

    /// A CORS preflight, as browsers send it.
    pub(crate) fn preflight() -> Self {
        Self::new("OPTIONS", "/me")
            .header("origin", "https://app.example.com")
            .header("access-control-request-method", "GET")
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn header(
        mut self,
        name: &'static str,
        value: &'static (impl AsRef<[u8]> + ?Sized),
    ) -> Self {
        self.headers.push((name, Value::Bytes(value.as_ref())));
        self
    }

    /// Adds a header that holds the request's token after `prefix`.
    #[must_use]
    pub(crate) fn token_in(mut self, name: &'static str, prefix: &'static str) -> Self {
        self.headers.push((name, Value::Token(prefix)));
        self
    }

    /// Sets the request's token, for [`token_in`](Self::token_in).
    #[must_use]
    pub(crate) fn token(mut self, mint: impl Fn(&TestPool) -> String + 'static) -> Self {
        self.token = Some(Box::new(mint));
        self
    }

    /// Adds `Authorization: Bearer` with a token.
    #[must_use]
    pub(crate) fn bearer(self, mint: impl Fn(&TestPool) -> TokenBuilder + 'static) -> Self {
        self.raw_bearer(move |pool| mint(pool).mint())
    }

    /// Adds `Authorization: Bearer` with a token that no builder makes.
    #[must_use]
    pub(crate) fn raw_bearer(self, mint: impl Fn(&TestPool) -> String + 'static) -> Self {
        self.token(mint).first_bearer()
    }

    /// Adds `Authorization: Bearer` with the token of the scenario's first request.
    #[must_use]
    pub(crate) fn first_bearer(self) -> Self {
        self.token_in("authorization", "Bearer ")
    }

    /// Mints the token; `first` is the one of the scenario's first request.
    pub(crate) fn prepare(&self, pool: &TestPool, first: Option<&str>) -> (Call, Option<String>) {
        let token = match &self.token {
            Some(mint) => Some(mint(pool)),
            None => first.map(str::to_owned),
        };
        let value = |value: &Value| match value {
            Value::Bytes(bytes) => bytes.to_vec(),
            Value::Token(prefix) => {
                format!("{prefix}{}", token.as_deref().expect("a token to send")).into_bytes()
            }
        };
        let headers = self.headers.iter().map(|(name, v)| (*name, value(v)));
        let call = Call {
            method: self.method,
            path: self.path,
            headers: headers.collect(),
        };
        (call, token)
    }
}
