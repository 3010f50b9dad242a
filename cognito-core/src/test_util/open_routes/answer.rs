use std::fmt;

use super::Probe;

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
pub struct OpenRoutes(Vec<OpenRoute>);

impl OpenRoutes {
    /// The findings.
    pub fn iter(&self) -> impl Iterator<Item = &OpenRoute> {
        self.0.iter()
    }

    /// Ends a test that found open routes.
    ///
    /// # Panics
    /// With the list, if there are any.
    #[track_caller]
    pub fn assert_none(&self) {
        assert!(self.0.is_empty(), "{self}");
    }
}

impl Extend<OpenRoute> for OpenRoutes {
    fn extend<I: IntoIterator<Item = OpenRoute>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl fmt::Display for OpenRoutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "open routes, {} found:", self.0.len())?;
        self.0.iter().try_for_each(|open| write!(f, "\n  {open}"))
    }
}
