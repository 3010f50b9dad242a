//! What closes a route, and the parts of a router that are closed as a whole.

use cognito_core::{Authenticator, Policy, routes::joined};

use crate::{CognitoLayer, RequireLayer};

/// Wants a token, and that it meets a policy.
pub(super) type Guard = (CognitoLayer, RequireLayer);

pub(super) fn guard(auth: &Authenticator, policy: Policy) -> Guard {
    (CognitoLayer::new(auth.clone()), RequireLayer::new(policy))
}

/// A prefix, and what guards the paths below it that no route has.
///
/// axum hands those to the fallback of the outer router, which may be public.
pub(super) struct Area {
    prefix: String,
    guard: Guard,
}

impl Area {
    pub(super) fn new(prefix: &str, guard: Guard) -> Self {
        Self {
            prefix: prefix.to_owned(),
            guard,
        }
    }

    pub(super) fn under(self, prefix: &str) -> Self {
        Self {
            prefix: joined(prefix, &self.prefix),
            ..self
        }
    }

    pub(super) fn guard(&self) -> Guard {
        self.guard.clone()
    }

    /// How much it says of a path: the area that says most of it decides.
    pub(super) fn depth(&self) -> usize {
        self.segments().count()
    }

    /// Whether a path is the prefix or lies below it. A parameter takes anything.
    pub(super) fn covers(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        self.segments().all(|segment| {
            let part = parts.next();
            part.is_some_and(|part| segment.contains('{') || segment == part)
        })
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        let prefix = self.prefix.strip_suffix('/').unwrap_or(&self.prefix);
        prefix.split('/')
    }
}
