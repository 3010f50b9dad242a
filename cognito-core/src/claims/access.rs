use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::{CustomClaims, NoCustom, Principal, Verified, accessors, quirk};
use crate::{AuthError, token::Claim};

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

accessors::accessors!(AccessClaims);

impl<C> AccessClaims<C> {
    /// Who calls: a user, or a machine with client credentials.
    pub fn principal(&self) -> Principal<'_> {
        Principal::of(&self.verified)
    }

    /// `device_key`: the user's device, where the pool tracks devices.
    pub fn device_key(&self) -> Option<&str> {
        self.verified.kept(Claim::DeviceKey)
    }

    /// `version`: the form of the token; 2 from the pool's OAuth endpoints, absent from an API sign-in.
    pub fn version(&self) -> Option<u64> {
        self.verified.read("version", quirk::number)
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
            custom: D::from_payload(self.verified.payload.json())?,
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
