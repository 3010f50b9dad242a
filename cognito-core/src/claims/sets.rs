//! Scopes and groups: sets of names in the token's own text, never copied.

use std::fmt;

use crate::token::Text;

/// The scopes of an access token.
///
/// A scope matches whole and case-sensitively.
///
/// ```
/// use cognito_core::test_util::TestPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let token = pool.access_token().scope("orders/read profile").mint();
/// let claims = pool.verifier().verify_access(&token).await?;
/// let scopes = claims.scopes();
/// assert!(scopes.contains("orders/read") && !scopes.contains("orders"));
/// assert_eq!(scopes.iter().collect::<Vec<_>>(), ["orders/read", "profile"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Default)]
pub struct Scopes<'a>(&'a str);

impl<'a> Scopes<'a> {
    pub(crate) fn new(scope: &'a str) -> Self {
        Self(scope)
    }

    /// Whether this scope was granted.
    pub fn contains(&self, scope: &str) -> bool {
        self.iter().any(|granted| granted == scope)
    }

    /// The scopes in the token's order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split(' ').filter(|scope| !scope.is_empty())
    }

    /// Whether no scope was granted.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// Says how many, not which.
impl fmt::Debug for Scopes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes(len={})", self.iter().count())
    }
}

/// The groups of a user.
///
/// A pre token generation trigger of the pool can rewrite them; a change of membership reaches tokens at the next
/// refresh.
///
/// ```
/// use cognito_core::test_util::TestPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let token = pool.access_token().group("admins").group("staff").mint();
/// let claims = pool.verifier().verify_access(&token).await?;
/// let groups = claims.groups();
/// assert!(groups.contains("admins") && !groups.contains("Admins"));
/// assert_eq!(groups.iter().collect::<Vec<_>>(), ["admins", "staff"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    payload: &'a str,
    names: &'a [Text],
}

impl<'a> Groups<'a> {
    pub(crate) fn new(payload: &'a str, names: &'a [Text]) -> Self {
        Self { payload, names }
    }

    /// Whether the user is in this group.
    pub fn contains(&self, group: &str) -> bool {
        self.iter().any(|name| name == group)
    }

    /// The groups in the token's order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let payload = self.payload;
        self.names.iter().map(move |name| name.get(payload))
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no group.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Says how many, not which.
impl fmt::Debug for Groups<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Groups(len={})", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_split_at_the_space_only_and_match_whole() {
        let scopes = Scopes::new(" a  b/c\td ");
        assert_eq!(scopes.iter().collect::<Vec<_>>(), ["a", "b/c\td"]);
        assert!(scopes.contains("a"));
        for other in ["A", "b", "b/c", "", " ", "a b/c\td"] {
            assert!(!scopes.contains(other), "{other}");
        }
        assert!(Scopes::new("  ").is_empty());
        assert_eq!(format!("{scopes:?}"), "Scopes(len=2)");
    }
}
