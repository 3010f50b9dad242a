//! Rules that are made of a list.

use super::{Policy, Rule};
use crate::ClientId;

/// A list that a builder takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum List {
    AllGroups,
    AllScopes,
    AnyClient,
    AnyGroup,
    AnyScope,
}

/// Lists out of a configuration. An empty one is never what was meant, so such a policy is met by nobody, prints itself
/// as in `any_scope()`, and is found by [`Policy::checked`] and by
/// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
impl Policy {
    /// All of these groups have the user in them.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// assert_eq!(Policy::all_groups(["staff", "on call"]).to_string(), "group(staff) & group(on call)");
    /// ```
    pub fn all_groups<I>(groups: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::listed(List::AllGroups, groups.into_iter().map(Self::group))
    }

    /// All of these scopes were granted. A refusal's challenge lists them.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// let policy = Policy::all_scopes(["orders/read", "orders/write"]);
    /// assert_eq!(policy.to_string(), "scope(orders/read) & scope(orders/write)");
    /// ```
    pub fn all_scopes<I>(scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::listed(List::AllScopes, scopes.into_iter().map(Self::scope))
    }

    /// The token was issued to one of these app clients.
    ///
    /// It narrows a route down to some of the clients that the verifier accepts; see
    /// [`UserPool::new`](crate::UserPool::new) for those.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// assert_eq!(Policy::any_client(["web", "phone"]).to_string(), "client(web) | client(phone)");
    /// ```
    pub fn any_client<I>(clients: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<ClientId>,
    {
        Self::listed(List::AnyClient, clients.into_iter().map(Self::client))
    }

    /// The user is in at least one of these groups.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// assert_eq!(Policy::any_group(["admins", "staff"]).to_string(), "group(admins) | group(staff)");
    /// ```
    pub fn any_group<I>(groups: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::listed(List::AnyGroup, groups.into_iter().map(Self::group))
    }

    /// At least one of these scopes was granted. A refusal's challenge names none of them: which one the client lacks is
    /// not known.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// let wanted: Vec<String> = vec![]; // as a configuration may have it
    /// let error = Policy::any_scope(&wanted).checked().unwrap_err();
    /// assert_eq!(error.to_string(), "no token can meet the rule `any_scope()`; expected at least one scope");
    /// ```
    pub fn any_scope<I>(scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::listed(List::AnyScope, scopes.into_iter().map(Self::scope))
    }

    fn listed(list: List, policies: impl Iterator<Item = Self>) -> Self {
        let policies = policies.collect::<Vec<_>>();
        Self(match list {
            _ if policies.is_empty() => Rule::Empty(list),
            List::AllGroups | List::AllScopes => Rule::All(policies.into()),
            List::AnyClient | List::AnyGroup | List::AnyScope => Rule::Any(policies.into()),
        })
    }
}

impl List {
    /// The builder that took the list.
    pub(super) fn builder(self) -> &'static str {
        match self {
            Self::AllGroups => "all_groups",
            Self::AllScopes => "all_scopes",
            Self::AnyClient => "any_client",
            Self::AnyGroup => "any_group",
            Self::AnyScope => "any_scope",
        }
    }
}
