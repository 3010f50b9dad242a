use std::fmt;

use super::{Probe, token::Credentials};

/// A request that should have been refused and was not.
///
/// It prints method, path, what was presented as a token, the status, and what the table says of the route.
#[derive(Clone, Debug)]
pub struct OpenRoute {
    probe: Probe,
    status: u16,
}

impl OpenRoute {
    pub(super) fn new(probe: &Probe, status: u16) -> Self {
        Self {
            probe: probe.clone(),
            status,
        }
    }

    /// The request.
    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// The status of the answer.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl fmt::Display for OpenRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Probe {
            method,
            path,
            credentials,
            declared,
        } = &self.probe;
        write!(f, "{method} {path} {credentials}: {}", self.status)?;
        match declared {
            Some(access) => write!(f, " (declared: {access})"),
            None => f.write_str(" (not in the table)"),
        }
    }
}

/// The findings of `assert_no_open_routes`, one a line.
#[derive(Clone, Debug, Default)]
pub struct OpenRoutes {
    found: Vec<OpenRoute>,
    /// Whether a good token was sent where it is not enough, and whether one was ever told so.
    has_unfit: bool,
    judges_unfit: bool,
}

impl OpenRoutes {
    /// Takes the answer to a probe.
    ///
    /// `body_len` is the length of the body in bytes, where it is known without reading. It matters for `OPTIONS` only: a
    /// CORS layer outside of the authentication answers that for any path, with nothing in it.
    pub fn judge(&mut self, probe: &Probe, status: u16, body_len: Option<u64>) {
        if let Credentials::Unfit(_, expected) = &probe.credentials {
            self.has_unfit = true;
            self.judges_unfit |= status == *expected;
        }
        self.found.extend(probe.judge(status, body_len));
    }

    /// The findings.
    pub fn iter(&self) -> impl Iterator<Item = &OpenRoute> {
        self.found.iter()
    }

    /// Ends a test that found open routes.
    ///
    /// # Panics
    /// With the list, if there are any. Also if the application judged none of the pool's tokens, for then no policy was checked:
    /// its verifier must be the pool's, and take tokens from the `Authorization` header, besides others.
    #[track_caller]
    pub fn assert_none(&self) {
        assert!(self.found.is_empty(), "{self}");
        assert!(
            self.judges_unfit || !self.has_unfit,
            "no policy was checked: the application does not judge the pool's tokens in the `Authorization` header"
        );
    }
}

impl fmt::Display for OpenRoutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "open routes, {} found:", self.found.len())?;
        self.found
            .iter()
            .try_for_each(|open| write!(f, "\n  {open}"))
    }
}
