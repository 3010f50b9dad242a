use std::fmt;

use crate::Policy;

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
