use std::fmt;

use crate::{Authenticator, Policy};

/// Who may use a route.
///
/// ```
/// use cognito_core::{Policy, routes::Access};
///
/// assert_eq!(Access::Public.to_string(), "public");
/// assert_eq!(Access::from(Policy::group("admins")).to_string(), "group(admins)");
/// ```
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody without a token, and whoever has a good one. A bad token is refused.
    Optional,
    /// Whose token meets the policy.
    Policy(Policy),
    /// Everybody. No token is looked at.
    Public,
}

impl Access {
    /// What decides about the requests of such a route, made of the authenticator of the whole router; nothing for a public
    /// one.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Policy, routes::Access, test_util::TestPool};
    ///
    /// let auth = Authenticator::new(TestPool::new().verifier());
    /// assert!(Access::Policy(Policy::user()).authenticator(&auth).is_some());
    /// assert!(Access::Public.authenticator(&auth).is_none());
    /// ```
    pub fn authenticator(&self, auth: &Authenticator) -> Option<Authenticator> {
        match self {
            Self::Optional => Some(auth.or_anonymous()),
            Self::Policy(policy) => Some(auth.requiring(policy.clone())),
            Self::Public => None,
        }
    }
}

impl From<Policy> for Access {
    fn from(policy: Policy) -> Self {
        Self::Policy(policy)
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optional => f.pad("optional"),
            Self::Policy(policy) => policy.fmt(f),
            Self::Public => f.pad("public"),
        }
    }
}
