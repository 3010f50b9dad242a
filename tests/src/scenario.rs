use std::fmt;

use cognito_core::test_util::TestPool;

use crate::{Expected, Request, Site};

/// A protected site, and requests to it with their answers.
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) site: Site,
    pub(crate) steps: Vec<Step>,
}

/// A request and its answer.
pub(crate) struct Step {
    pub(crate) before: fn(&TestPool),
    pub(crate) request: Request,
    pub(crate) expected: Expected,
}

impl Scenario {
    /// A scenario without requests yet.
    pub(crate) fn new(name: impl Into<String>, site: Site) -> Self {
        Self {
            name: name.into(),
            site,
            steps: Vec::new(),
        }
    }

    /// The row's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a request and its answer.
    #[must_use]
    pub(crate) fn step(self, request: Request, expected: Expected) -> Self {
        self.step_after(|_| (), request, expected)
    }

    /// Adds a request and its answer; `before` is done to the pool first, once for all frameworks.
    #[must_use]
    pub(crate) fn step_after(
        mut self,
        before: fn(&TestPool),
        request: Request,
        expected: Expected,
    ) -> Self {
        self.steps.push(Step {
            before,
            request,
            expected,
        });
        self
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenario")
            .field("name", &self.name)
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}
