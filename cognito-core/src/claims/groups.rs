use std::{fmt, str::FromStr};

use crate::token::{PayloadText, Text};

/// The groups of a user, in the token's own text.
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
/// assert!(groups.contains_all(["admins", "staff"]) && groups.contains_any(["owners", "staff"]));
/// assert_eq!(groups.iter().collect::<Vec<_>>(), ["admins", "staff"]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    payload: &'a PayloadText,
    names: &'a [Text],
}

impl<'a> Groups<'a> {
    pub(crate) fn new(payload: &'a PayloadText, names: &'a [Text]) -> Self {
        Self { payload, names }
    }

    /// Whether the user is in this group: a text, or an application's own enum that is `AsRef<str>`.
    pub fn contains(&self, group: impl AsRef<str>) -> bool {
        self.iter().any(|name| name == group.as_ref())
    }

    /// Whether the user is in all of these.
    ///
    /// **An empty list is `true`, for everybody:** where the list comes out of a configuration, that is a door left open.
    /// There, `Policy::all_groups(list).checked()` ([`Policy::all_groups`](crate::Policy::all_groups),
    /// [`checked`](crate::Policy::checked)) reports an empty list as the mistake that it is.
    ///
    /// ```
    /// use cognito_core::{Policy, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
    /// let pool = TestPool::new();
    /// let claims = pool.verifier().verify_access(&pool.access_token().mint()).await?;
    /// let list: [&str; 0] = [];
    /// assert!(claims.groups().contains_all(list));
    /// assert!(Policy::all_groups(list).checked().is_err());
    /// # Ok(()) }
    /// ```
    pub fn contains_all(&self, groups: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        groups.into_iter().all(|group| self.contains(group))
    }

    /// Whether the user is in at least one of these. An empty list is `false`, for everybody.
    pub fn contains_any(&self, groups: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        groups.into_iter().any(|group| self.contains(group))
    }

    /// The groups in the token's order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let payload = self.payload;
        self.names.iter().map(|name| payload.get(*name))
    }

    /// The groups that a type of the application knows, in the token's order; the others are skipped.
    ///
    /// ```
    /// use std::str::FromStr;
    ///
    /// use cognito_core::test_util::TestPool;
    ///
    /// #[derive(Debug, PartialEq)]
    /// enum Role {
    ///     Admin,
    ///     Editor,
    /// }
    ///
    /// impl FromStr for Role {
    ///     type Err = ();
    ///
    ///     fn from_str(group: &str) -> Result<Self, ()> {
    ///         match group {
    ///             "admins" => Ok(Self::Admin),
    ///             "editors" => Ok(Self::Editor),
    ///             _ => Err(()),
    ///         }
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
    /// let pool = TestPool::new();
    /// let token = pool.access_token().group("us-east-1_TestPool1_Google").group("editors").mint();
    /// let claims = pool.verifier().verify_access(&token).await?;
    /// assert!(claims.groups().of::<Role>().eq([Role::Editor]));
    /// # Ok(()) }
    /// ```
    ///
    /// A type that serde reads comes from [`claim`](crate::CognitoClaims::claim) in the same way, as
    /// `claims.claim::<Vec<Role>>("cognito:groups")`; there, one unknown group makes it `None`.
    pub fn of<R: FromStr>(&self) -> impl Iterator<Item = R> + use<'a, R> {
        self.iter().filter_map(|group| group.parse().ok())
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
