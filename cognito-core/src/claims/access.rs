use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::{CustomClaims, NoCustom, Scopes, TokenUse, Verified, shared};
use crate::AuthError;

/// The claims of a verified access token: what its bearer may do.
///
/// ```
/// use cognito_core::{Principal, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let token = pool.machine_token().scope("orders/read").mint();
/// let access = pool.verifier().verify_access(&token).await?;
/// assert!(access.scopes().contains("orders/read"));
/// assert!(matches!(access.principal(), Principal::Machine { .. }));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AccessClaims<C = NoCustom> {
    verified: Arc<Verified>,
    custom: C,
}

impl AccessClaims {
    pub(super) fn new(verified: Verified) -> Self {
        Self {
            verified: Arc::new(verified),
            custom: NoCustom,
        }
    }
}

shared::accessors!(AccessClaims);

impl<C> AccessClaims<C> {
    /// The granted scopes.
    pub fn scopes(&self) -> Scopes<'_> {
        self.verified.scopes()
    }

    /// Who calls: a user, or a machine with client credentials.
    pub fn principal(&self) -> Principal<'_> {
        Principal::of(&self.verified)
    }

    /// The application's own claims.
    pub fn custom(&self) -> &C {
        &self.custom
    }

    /// The same claims with custom ones read into a type of the application.
    ///
    /// # Errors
    /// `bad_custom_claims` if the token does not fit the type.
    pub fn with_custom<D: CustomClaims>(&self) -> Result<AccessClaims<D>, AuthError> {
        Ok(AccessClaims {
            custom: D::from_payload(&self.verified.payload)?,
            verified: Arc::clone(&self.verified),
        })
    }

    pub(super) fn verified(&self) -> &Verified {
        &self.verified
    }
}

impl<C> fmt::Debug for AccessClaims<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.verified.debug("AccessClaims", f)
    }
}

/// All claims under their token names. A number that no `u64`, `i64` or `f64` holds exactly is rounded.
impl<C> Serialize for AccessClaims<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.verified.serialize(serializer)
    }
}

/// Who calls.
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
                client_id: verified.text(&parts.client),
            };
        }
        Self::User {
            subject: verified.text(&parts.sub),
            username: verified.optional(parts.username.as_ref()),
        }
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
