use std::fmt;

use super::{TokenUse, Verified};

/// Who calls.
///
/// A user's token that was exchanged by an app client is still a user's: `actor()` of the claims says who acts.
///
/// ```
/// use cognito_core::{Principal, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// for token in [pool.access_token(), pool.machine_token()] {
///     let claims = verifier.verify_access(&token.mint()).await?;
///     match claims.principal() {
///         Principal::User { username, .. } => assert_eq!(username, Some("test.user")),
///         Principal::Machine { client_id } => assert_eq!(client_id, pool.client_id()),
///         _ => unreachable!(),
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Eq, PartialEq)]
#[non_exhaustive]
pub enum Principal<'a> {
    /// A program with client credentials of its own.
    Machine {
        /// The app client.
        client_id: &'a str,
    },
    /// A person, by way of an app client.
    User {
        /// The user's id in the pool.
        subject: &'a str,
        /// The user's name in the pool, where the token has one.
        username: Option<&'a str>,
    },
}

impl<'a> Principal<'a> {
    /// Cognito's client-credentials tokens have no `username`, and their `sub` is the client's id.
    pub(super) fn of(verified: &'a Verified) -> Self {
        let parts = &verified.parts;
        if parts.is_machine && verified.token_use == TokenUse::Access {
            return Self::Machine {
                client_id: verified.text(parts.client),
            };
        }
        Self::User {
            subject: verified.text(parts.sub),
            username: verified.optional(parts.username),
        }
    }

    /// Whether a program with client credentials of its own calls.
    pub fn is_machine(&self) -> bool {
        matches!(self, Self::Machine { .. })
    }

    /// Whether a person calls.
    pub fn is_user(&self) -> bool {
        matches!(self, Self::User { .. })
    }
}

/// Names no user.
impl fmt::Debug for Principal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine { client_id } => f
                .debug_struct("Machine")
                .field("client_id", client_id)
                .finish(),
            Self::User { .. } => f.debug_struct("User").finish_non_exhaustive(),
        }
    }
}
