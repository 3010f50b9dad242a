//! Policies that cannot be meant.

use super::{List, Policy, Rule};
use crate::BuildError;

impl Policy {
    /// The policy, if each of its rules can be met by some token. For routes that take a policy out of a configuration.
    ///
    /// An authenticator checks its own policy when it is [built](crate::AuthenticatorBuilder::build).
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// let groups = "admins,staff"; // as a variable of the environment may have it
    /// let policy = Policy::any_group(groups.split(',')).checked()?;
    /// assert_eq!(policy.to_string(), "group(admins) | group(staff)");
    ///
    /// assert!(Policy::any_group("admins,,staff".split(',')).checked().is_err());
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// [`BuildError::UnmeetableRule`], naming the first rule that no token can meet: an empty list, an empty name, a
    /// text that cannot be a scope. [`Policy::any`] of nothing passes: it says plainly that it lets in nobody.
    pub fn checked(self) -> Result<Self, BuildError> {
        self.ensure_meetable()?;
        Ok(self)
    }

    /// A policy whose rules can be met, each by itself.
    pub(crate) fn ensure_meetable(&self) -> Result<(), BuildError> {
        let expected = match &self.0 {
            Rule::All(policies) | Rule::Any(policies) => {
                return policies.iter().try_for_each(Self::ensure_meetable);
            }
            Rule::AcceptUpstream(policy) => return policy.ensure_meetable(),
            Rule::Acr(values) if values.is_empty() || values.iter().any(|v| is_blank(v)) => {
                "at least one level, and none of them empty"
            }
            Rule::Client(id) if id.check().is_err() => "an app client id",
            Rule::Empty(list) => match list {
                List::AllGroups | List::AnyGroup => "at least one group",
                List::AllScopes | List::AnyScope => "at least one scope",
                List::AnyClient => "at least one app client id",
            },
            Rule::Group(group) if is_blank(group) => "a group's name",
            Rule::Scope(scope) if !is_scope_token(scope) => {
                "one scope, of printable ASCII without spaces, quotes and backslashes"
            }
            Rule::Acr(_)
            | Rule::Client(_)
            | Rule::Custom(..)
            | Rule::Group(_)
            | Rule::Machine
            | Rule::MaxAuthAge(_)
            | Rule::Scope(_)
            | Rule::User => return Ok(()),
        };
        Err(BuildError::UnmeetableRule {
            rule: self.to_string().into(),
            expected,
        })
    }

    /// Whether any verified token meets it, as [`Policy::authenticated`].
    pub(crate) fn demands_nothing(&self) -> bool {
        match &self.0 {
            Rule::AcceptUpstream(policy) => policy.demands_nothing(),
            Rule::All(policies) => policies.iter().all(Self::demands_nothing),
            _ => false,
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// `scope-token` of RFC 6749, section 3.3.
fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty()
        && scope
            .bytes()
            .all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_nobody_meets_are_found_wherever_they_are() {
        let none: [&str; 0] = [];
        for (rule, shown) in [
            (Policy::scope(""), "`scope()`"),
            (Policy::scope("a b"), "`scope(a b)`"),
            (Policy::scope("a\"b"), r#"`scope(a\"b)`"#),
            (Policy::scope("a\\b"), r"`scope(a\\b)`"),
            (Policy::scope("a\n"), r"`scope(a\n)`"),
            (Policy::scope("\u{e4}"), "`scope(\u{e4})`"),
            (Policy::group(""), "`group()`"),
            (Policy::group(" "), "`group( )`"),
            (Policy::client(""), "`client()`"),
            (Policy::client("two words"), "`client(two words)`"),
            (Policy::acr(none), "`acr()`"),
            (Policy::acr(["high", ""]), "`acr(high )`"),
            (Policy::all_groups(none), "`all_groups()`"),
            (Policy::all_groups(["a", ""]), "`group()`"),
            (Policy::all_scopes(none), "`all_scopes()`"),
            (Policy::all_scopes(["a", "b c"]), "`scope(b c)`"),
            (Policy::any_client(none), "`any_client()`"),
            (Policy::any_client(["a", ""]), "`client()`"),
            (Policy::any_group(none), "`any_group()`"),
            (Policy::any_group([" "]), "`group( )`"),
            (Policy::any_scope(none), "`any_scope()`"),
            (Policy::any_scope([""]), "`scope()`"),
        ] {
            let policies = [
                rule.clone(),
                Policy::user() & rule.clone(),
                Policy::user() | (Policy::group("a") & rule),
            ];
            for policy in policies {
                let message = policy.clone().checked().unwrap_err().to_string();
                assert!(message.contains(shown), "{policy}: {message}");
                assert!(message.contains("; expected "), "{policy}: {message}");
            }
        }
    }

    #[test]
    fn rules_that_somebody_meets_pass() {
        for policy in [
            Policy::authenticated(),
            Policy::scope("https://api.example.com/orders.read:all"),
            Policy::scope("aws.cognito.signin.user.admin"),
            Policy::group("a group, with \"anything\" in it"),
            Policy::acr(["urn:example:loa:2"]),
            Policy::client("7lhlkkfbfb4q5kpp90urffao"),
            Policy::custom("", |_| true),
            Policy::any([]),
            Policy::user() | Policy::machine(),
            Policy::all_groups(["a", "b"]),
            Policy::all_scopes(["a", "b"]),
            Policy::any_client(["a", "b"]),
            Policy::any_group(["a", "b"]),
            Policy::any_scope(["a", "b"]),
        ] {
            let printed = policy.to_string();
            assert_eq!(policy.checked().unwrap().to_string(), printed);
        }
    }

    #[test]
    fn only_what_every_token_meets_demands_nothing() {
        let everyone = Policy::authenticated;
        for policy in [everyone(), everyone() & everyone()] {
            assert!(policy.demands_nothing(), "{policy}");
        }
        for policy in [
            Policy::any([]),
            Policy::user(),
            everyone() & Policy::user(),
            everyone() & Policy::all_scopes([""; 0]),
            Policy::custom("everyone", |_| true),
        ] {
            assert!(!policy.demands_nothing(), "{policy}");
        }
    }
}
