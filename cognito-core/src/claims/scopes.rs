use std::fmt;

/// The scopes of a token, in the token's own text.
///
/// A scope matches whole and case-sensitively.
///
/// ```
/// use cognito_core::test_util::TestPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let token = pool.access_token().scope("orders/read orders/write profile").mint();
/// let claims = pool.verifier().verify_access(&token).await?;
/// let scopes = claims.scopes();
/// assert!(scopes.contains("orders/read") && !scopes.contains("orders"));
/// assert!(scopes.contains_all(["profile", "orders/read"]) && scopes.contains_any(["profile", "email"]));
/// assert_eq!(scopes.iter().collect::<Vec<_>>(), ["orders/read", "orders/write", "profile"]);
/// assert_eq!(scopes.of_resource_server("orders").collect::<Vec<_>>(), ["read", "write"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Scopes<'a>(&'a str);

impl<'a> Scopes<'a> {
    pub(crate) fn new(scope: &'a str) -> Self {
        Self(scope)
    }

    /// Whether this scope was granted.
    pub fn contains(&self, scope: impl AsRef<str>) -> bool {
        self.iter().any(|granted| granted == scope.as_ref())
    }

    /// Whether all of these were granted.
    ///
    /// **An empty list is `true`, for every token:** where the list comes out of a configuration, that is a door left open.
    /// There, `Policy::all_scopes(list).checked()` ([`Policy::all_scopes`](crate::Policy::all_scopes),
    /// [`checked`](crate::Policy::checked)) reports an empty list as the mistake that it is.
    ///
    /// ```
    /// use cognito_core::{Policy, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
    /// let pool = TestPool::new();
    /// let claims = pool.verifier().verify_access(&pool.access_token().mint()).await?;
    /// let list: [&str; 0] = [];
    /// assert!(claims.scopes().contains_all(list));
    /// assert!(Policy::all_scopes(list).checked().is_err());
    /// # Ok(()) }
    /// ```
    pub fn contains_all(&self, scopes: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        scopes.into_iter().all(|scope| self.contains(scope))
    }

    /// Whether at least one of these was granted. An empty list is `false`, for every token.
    pub fn contains_any(&self, scopes: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        scopes.into_iter().any(|scope| self.contains(scope))
    }

    /// The scopes in the token's order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split(' ').filter(|scope| !scope.is_empty())
    }

    /// The scopes in the token's order, each with its resource server and name.
    pub fn parsed(&self) -> impl Iterator<Item = Scope<'a>> + use<'a> {
        self.iter().map(Scope)
    }

    /// The names of this resource server's scopes: `read` where `orders/read` was granted and `orders` is asked for.
    pub fn of_resource_server<'s>(
        &self,
        identifier: &'s str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 's> {
        self.parsed()
            .filter(move |scope| scope.resource_server() == Some(identifier))
            .map(|scope| scope.name())
    }

    /// The number of scopes.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether no scope was granted.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// Says how many, not which.
impl fmt::Debug for Scopes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes(len={})", self.len())
    }
}

/// One scope: a [resource server]'s identifier and a name of its own, or a name alone, as `openid`.
///
/// The identifier may hold slashes, the name may not: they are parted at the last one.
///
/// ```
/// use cognito_core::Scope;
///
/// let scope = Scope::from("https://api.example.com/orders/read");
/// assert_eq!(scope.resource_server(), Some("https://api.example.com/orders"));
/// assert_eq!(scope.name(), "read");
/// assert_eq!(Scope::from("openid").resource_server(), None);
/// ```
///
/// [resource server]: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Scope<'a>(&'a str);

impl<'a> Scope<'a> {
    /// The whole scope, as the token has it.
    pub fn as_str(&self) -> &'a str {
        self.0
    }

    /// The identifier of the resource server; `None` for a scope of the pool itself.
    pub fn resource_server(&self) -> Option<&'a str> {
        let (identifier, _) = self.0.rsplit_once('/')?;
        Some(identifier)
    }

    /// The scope's name at its resource server.
    pub fn name(&self) -> &'a str {
        self.0.rsplit_once('/').map_or(self.0, |(_, name)| name)
    }
}

impl AsRef<str> for Scope<'_> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl<'a> From<&'a str> for Scope<'a> {
    fn from(scope: &'a str) -> Self {
        Self(scope)
    }
}

/// Prints no personal data, which a trigger may have written into the scope.
impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scope(..)")
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

    #[test]
    fn all_of_nothing_holds_and_any_of_nothing_does_not() {
        let none: [&str; 0] = [];
        for scopes in [Scopes::new(""), Scopes::new("a b")] {
            assert!(scopes.contains_all(none));
            assert!(!scopes.contains_any(none));
        }
        let scopes = Scopes::new("a b");
        assert!(scopes.contains_all(["b", "a"]) && !scopes.contains_all(["a", "c"]));
        assert!(scopes.contains_any(["c", "a"]) && !scopes.contains_any(["c", "d"]));
        assert!(scopes.contains_all(scopes.parsed()));
    }

    #[test]
    fn a_scope_is_parted_at_its_last_slash() {
        for (scope, resource_server, name) in [
            ("openid", None, "openid"),
            (
                "aws.cognito.signin.user.admin",
                None,
                "aws.cognito.signin.user.admin",
            ),
            ("orders/read", Some("orders"), "read"),
            (
                "https://api.example.com/orders.read",
                Some("https://api.example.com"),
                "orders.read",
            ),
            (
                "https://api.example.com/orders/read",
                Some("https://api.example.com/orders"),
                "read",
            ),
            (
                "https://api.example.com//read",
                Some("https://api.example.com/"),
                "read",
            ),
            ("orders/", Some("orders"), ""),
            ("/read", Some(""), "read"),
        ] {
            let parsed = Scope::from(scope);
            assert_eq!(parsed.resource_server(), resource_server, "{scope}");
            assert_eq!((parsed.name(), parsed.as_str()), (name, scope));
            assert_eq!(format!("{parsed:?}"), "Scope(..)");
        }
    }

    #[test]
    fn a_resource_server_is_asked_for_by_its_whole_identifier() {
        let scopes = Scopes::new("openid a/x a/b/y https://a/z ab/v a/w");
        let names = |identifier| scopes.of_resource_server(identifier).collect::<Vec<_>>();
        assert_eq!(names("a"), ["x", "w"]);
        assert_eq!(names("a/b"), ["y"]);
        assert_eq!(names("https://a"), ["z"]);
        assert!(names("").is_empty() && names("A").is_empty() && names("openid").is_empty());
    }
}
