//! A request head for tests, and a way to have it decided about.

use cognito_core::{Authentication, Authenticator, Rejection, RequestHead, Step};

/// A method and headers.
pub(crate) struct Head {
    method: &'static str,
    headers: Vec<(&'static str, Vec<u8>)>,
}

impl Head {
    pub(crate) fn get() -> Self {
        Self {
            method: "GET",
            headers: Vec::new(),
        }
    }

    pub(crate) fn bearer(token: &str) -> Self {
        Self::get().with("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl RequestHead for Head {
    fn method(&self) -> &str {
        self.method
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.iter().filter(|(n, _)| *n == name);
        values.nth(nth).map(|(_, value)| &**value)
    }
}

pub(crate) async fn decide(auth: &Authenticator, head: &Head) -> Result<Authentication, Rejection> {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided,
        Step::Pending(waiting) => waiting.await,
    }
}
