use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::{CustomClaims, Identity, NoCustom, Verified, accessors, quirk};
use crate::{AuthError, token::Claim};

/// The claims of a verified ID token: who the user is.
///
/// An attribute of an unexpected form reads as absent; it never locks a user out.
///
/// ```
/// use cognito_core::{TokenUse, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier_builder().accept([TokenUse::Id]).build()?;
/// let id = verifier.verify_id(&pool.id_token().claim("email", "u@example.com").mint()).await?;
/// assert_eq!(id.email(), Some("u@example.com"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct IdClaims<C = NoCustom> {
    verified: Arc<Verified>,
    custom: C,
}

impl IdClaims {
    pub(super) fn new(verified: Verified) -> Self {
        Self {
            verified: Arc::new(verified),
            custom: NoCustom,
        }
    }
}

accessors::accessors!(IdClaims);

impl<C> IdClaims<C> {
    /// `at_hash`: half the SHA-256 of the access token that came with this one, in base64url.
    pub fn access_token_hash(&self) -> Option<&str> {
        self.verified.kept(Claim::AtHash)
    }

    /// `cognito:roles`: the IAM roles of the user's groups.
    pub fn roles(&self) -> Vec<String> {
        self.verified
            .read("cognito:roles", quirk::list)
            .unwrap_or_default()
    }

    /// `cognito:preferred_role`: the IAM role of the group with the best precedence, where one is best.
    pub fn preferred_role(&self) -> Option<&str> {
        self.verified.kept(Claim::PreferredRole)
    }

    /// `identities`: the third-party identities that the user signs in with; those of an unexpected form are left out.
    pub fn identities(&self) -> Vec<Identity> {
        let read = |json| Some(Identity::read_all(json));
        self.verified.read("identities", read).unwrap_or_default()
    }

    /// An attribute that only developers can write: `developer_attribute("tier")` is the claim `dev:tier`.
    pub fn developer_attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.verified.read(&format!("dev:{name}"), quirk::text)
    }

    /// The application's own claims.
    pub fn custom(&self) -> &C {
        &self.custom
    }

    /// The same claims with custom ones read into a type of the application.
    ///
    /// # Errors
    /// `bad_custom_claims` if the token does not fit the type.
    pub fn with_custom<D: CustomClaims>(&self) -> Result<IdClaims<D>, AuthError> {
        Ok(IdClaims {
            custom: D::from_payload(self.verified.payload.json())?,
            verified: Arc::clone(&self.verified),
        })
    }

    pub(super) fn verified(&self) -> &Verified {
        &self.verified
    }
}

impl<C> fmt::Debug for IdClaims<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.verified.debug("IdClaims", f)
    }
}

/// All claims under their token names. A number that no `u64`, `i64` or `f64` holds exactly is rounded.
impl<C> Serialize for IdClaims<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.verified.serialize(serializer)
    }
}
