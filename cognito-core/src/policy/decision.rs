//! Which of a policy's failures is reported (the manual of rules, section 4).

use std::time::Duration;

use super::{List, Policy, Rule};
use crate::{AuthError, CognitoClaims, Reason, error::StepUp};

/// How a rule is reached from the policy's root.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Path {
    /// Through `all` only: it must hold.
    AllOnly,
    /// Under an `any`: another branch may hold instead.
    UnderAny,
}

/// What a policy is asked about.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) claims: &'a CognitoClaims,
    pub(super) now: &'a dyn Fn() -> Duration,
    /// Whether it may be another's word.
    pub(super) accept_upstream: bool,
}

impl Case<'_> {
    fn is_trusted(self) -> bool {
        self.accept_upstream || !self.claims.provenance().is_upstream()
    }
}

/// The order in which failures are reported.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Stage {
    /// Nothing here has verified the claims.
    Provenance,
    Principal,
    Client,
    Scope,
    Group,
    Custom,
    AuthAge,
    Acr,
}

impl Stage {
    fn reason(self) -> Reason {
        match self {
            Self::Provenance => Reason::LayerMissing,
            Self::Principal => Reason::WrongPrincipal,
            Self::Client => Reason::ClientNotAllowed,
            Self::Scope => Reason::InsufficientScope,
            Self::Group => Reason::MissingGroup,
            Self::Custom => Reason::CustomRule,
            Self::AuthAge => Reason::StaleAuthentication,
            Self::Acr => Reason::InsufficientAcr,
        }
    }
}

/// A rule that does not hold.
#[derive(Debug)]
pub(super) struct Failure {
    stage: Stage,
    path: Path,
    step_up: StepUp,
}

impl Failure {
    fn new(stage: Stage, path: Path) -> Self {
        Self {
            stage,
            path,
            step_up: StepUp::default(),
        }
    }

    /// Nothing meets an empty list: it fails where a rule of such a list would.
    fn of_empty(list: List, path: Path) -> Self {
        match list {
            List::AllGroups | List::AnyGroup => Self::new(Stage::Group, path),
            List::AllScopes => Self::new(Stage::Scope, path),
            List::AnyClient => Self::new(Stage::Client, path),
            List::AnyScope => Self::new(Stage::Scope, Path::UnderAny),
        }
    }

    pub(super) fn into_error(self, policy: &Policy) -> AuthError {
        match self.stage {
            Stage::Scope => AuthError::insufficient_scope(match self.path {
                Path::AllOnly => policy.0.demanded_scopes(),
                Path::UnderAny => None,
            }),
            Stage::AuthAge | Stage::Acr => AuthError::step_up(self.stage.reason(), self.step_up),
            Stage::Provenance | Stage::Principal | Stage::Client | Stage::Group | Stage::Custom => {
                self.stage.reason().into()
            }
        }
    }

    /// Two rules that must both hold both fail: the earlier one is reported, and one sign-in must mend all step-ups.
    fn and(self, other: Self) -> Self {
        let (mut first, second) = if other.stage < self.stage {
            (other, self)
        } else {
            (self, other)
        };
        if first.stage >= Stage::AuthAge {
            first.step_up.merge(second.step_up);
        }
        first
    }

    /// No alternative holds: the one that came furthest is reported.
    fn or(self, other: Self) -> Self {
        if other.stage > self.stage {
            other
        } else {
            self
        }
    }
}

impl StepUp {
    fn merge(&mut self, other: Self) {
        self.max_age = match (self.max_age, other.max_age) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if self.acr_values.is_empty() {
            self.acr_values = other.acr_values;
        }
    }
}

impl Rule {
    pub(super) fn failure(&self, case: Case<'_>, path: Path) -> Option<Failure> {
        let is_leaf = match self {
            Self::AcceptUpstream(_) => false,
            Self::All(policies) | Self::Any(policies) => policies.is_empty(),
            _ => true,
        };
        if is_leaf && !case.is_trusted() {
            return Some(Failure::new(Stage::Provenance, path));
        }
        let Case { claims, now, .. } = case;
        let unless = |holds: bool, stage: Stage| (!holds).then(|| Failure::new(stage, path));
        match self {
            Self::AcceptUpstream(policy) => {
                let accepting = Case {
                    accept_upstream: true,
                    ..case
                };
                policy.0.failure(accepting, path)
            }
            Self::User => unless(claims.principal().is_user(), Stage::Principal),
            Self::Machine => unless(!claims.principal().is_user(), Stage::Principal),
            Self::Client(id) => unless(claims.client_id() == id.as_str(), Stage::Client),
            Self::Scope(scope) => unless(claims.scopes().contains(scope), Stage::Scope),
            Self::Group(group) => unless(claims.groups().contains(group), Stage::Group),
            // What it would say about groups that nobody can tell is not worth having: it may ask who is in none.
            Self::Custom(_, rule) => unless(
                claims.ambiguous_groups().is_none() && rule(claims),
                Stage::Custom,
            ),
            Self::Empty(list) => Some(Failure::of_empty(*list, path)),
            Self::MaxAuthAge(_) | Self::Acr(_) if !claims.principal().is_user() => {
                Some(Failure::new(Stage::Principal, path))
            }
            Self::MaxAuthAge(max) => {
                unless(is_recent(claims, *max, now()), Stage::AuthAge).map(|failure| Failure {
                    step_up: StepUp {
                        max_age: Some(*max),
                        ..StepUp::default()
                    },
                    ..failure
                })
            }
            Self::Acr(values) => {
                unless(has_acr(claims, values), Stage::Acr).map(|failure| Failure {
                    step_up: StepUp {
                        acr_values: values.to_vec(),
                        ..StepUp::default()
                    },
                    ..failure
                })
            }
            Self::All(policies) => policies
                .iter()
                .filter_map(|policy| policy.0.failure(case, path))
                .reduce(Failure::and),
            Self::Any(policies) => {
                let mut furthest: Option<Failure> = None;
                for policy in policies.iter() {
                    let failure = policy.0.failure(case, Path::UnderAny)?;
                    furthest = Some(match furthest {
                        Some(so_far) => so_far.or(failure),
                        None => failure,
                    });
                }
                Some(furthest.unwrap_or_else(|| Failure::new(Stage::Custom, path)))
            }
        }
    }

    /// The scopes that must all be there, for the challenge; `None` where there is none.
    fn demanded_scopes(&self) -> Option<Box<str>> {
        let mut scopes = Vec::new();
        self.collect_scopes(&mut scopes);
        (!scopes.is_empty()).then(|| scopes.join(" ").into())
    }

    fn collect_scopes<'r>(&'r self, scopes: &mut Vec<&'r str>) {
        match self {
            Self::Scope(scope) if !scopes.contains(&&**scope) => scopes.push(scope),
            Self::AcceptUpstream(policy) => policy.0.collect_scopes(scopes),
            Self::All(policies) => policies
                .iter()
                .for_each(|policy| policy.0.collect_scopes(scopes)),
            Self::Acr(_)
            | Self::Any(_)
            | Self::Client(_)
            | Self::Custom(..)
            | Self::Empty(_)
            | Self::Group(_)
            | Self::Machine
            | Self::MaxAuthAge(_)
            | Self::Scope(_)
            | Self::User => {}
        }
    }
}

fn is_recent(claims: &CognitoClaims, max: Duration, now: Duration) -> bool {
    claims
        .signed_in_at()
        .is_some_and(|signed_in| now.saturating_sub(signed_in) <= max)
}

fn has_acr(claims: &CognitoClaims, values: &[Box<str>]) -> bool {
    claims
        .acr()
        .is_some_and(|reached| values.iter().any(|value| **value == *reached))
}

#[cfg(test)]
mod tests;
