use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{CustomClaims, NoCustom, Verified, shared};
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

shared::accessors!(IdClaims);

impl<C> IdClaims<C> {
    /// The user's e-mail address; see [`email_verified`](Self::email_verified) before trusting it.
    pub fn email(&self) -> Option<&str> {
        self.verified.attribute(Claim::Email)
    }

    /// Whether the pool has verified the e-mail address; `false` where the token does not say so.
    pub fn email_verified(&self) -> bool {
        self.flag("email_verified")
    }

    /// The user's phone number, in the form `+15555550100`.
    pub fn phone_number(&self) -> Option<&str> {
        self.verified.attribute(Claim::PhoneNumber)
    }

    /// Whether the pool has verified the phone number; `false` where the token does not say so.
    pub fn phone_number_verified(&self) -> bool {
        self.flag("phone_number_verified")
    }

    /// The user's full name.
    pub fn name(&self) -> Option<&str> {
        self.verified.attribute(Claim::Name)
    }

    /// The user's given name.
    pub fn given_name(&self) -> Option<&str> {
        self.verified.attribute(Claim::GivenName)
    }

    /// The user's family name.
    pub fn family_name(&self) -> Option<&str> {
        self.verified.attribute(Claim::FamilyName)
    }

    /// The name that the user wants to go by.
    pub fn preferred_username(&self) -> Option<&str> {
        self.verified.attribute(Claim::PreferredUsername)
    }

    /// The URL of the user's picture, as the user or the provider gave it.
    pub fn picture(&self) -> Option<&str> {
        self.verified.attribute(Claim::Picture)
    }

    /// The user's locale.
    pub fn locale(&self) -> Option<&str> {
        self.verified.attribute(Claim::Locale)
    }

    /// The user's time zone.
    pub fn zoneinfo(&self) -> Option<&str> {
        self.verified.attribute(Claim::Zoneinfo)
    }

    /// The user's birth date, in the form `YYYY-MM-DD`.
    pub fn birthdate(&self) -> Option<&str> {
        self.verified.attribute(Claim::Birthdate)
    }

    /// The value that the sign-in request carried, for the application to compare.
    pub fn nonce(&self) -> Option<&str> {
        self.verified.attribute(Claim::Nonce)
    }

    /// The IAM roles of the user's groups.
    pub fn roles(&self) -> Vec<String> {
        match self.claim::<OneOrMore>("cognito:roles") {
            Some(OneOrMore::More(roles)) => roles,
            Some(OneOrMore::One(roles)) => roles
                .split(',')
                .map(|role| role.trim().to_owned())
                .filter(|role| !role.is_empty())
                .collect(),
            None => Vec::new(),
        }
    }

    /// The IAM role of the group with the best precedence.
    pub fn preferred_role(&self) -> Option<&str> {
        self.verified.attribute(Claim::PreferredRole)
    }

    /// The third-party identities that the user signs in with; those of an unexpected form are left out.
    pub fn identities(&self) -> Vec<Identity> {
        let listed = match self.claim::<Value>("identities") {
            // As the pool's user records have it.
            Some(Value::String(json)) => serde_json::from_str(&json).ok(),
            listed => listed,
        };
        let Some(Value::Array(identities)) = listed else {
            return Vec::new();
        };
        identities
            .into_iter()
            .filter_map(|identity| serde_json::from_value(identity).ok())
            .collect()
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
            custom: D::from_payload(&self.verified.payload)?,
            verified: Arc::clone(&self.verified),
        })
    }

    /// Cognito writes booleans in tokens, and the same attributes as text elsewhere.
    fn flag(&self, name: &str) -> bool {
        match self.claim::<Flag>(name) {
            Some(Flag::Bool(flag)) => flag,
            Some(Flag::Text(text)) => text.eq_ignore_ascii_case("true"),
            None => false,
        }
    }

    pub(super) fn verified(&self) -> &Verified {
        &self.verified
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Text(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    More(Vec<String>),
    One(String),
}

/// An account at a third party that is linked to the user.
#[derive(Clone, Deserialize, Eq, PartialEq)]
#[non_exhaustive]
pub struct Identity {
    /// The user's id at the provider.
    #[serde(rename = "userId")]
    pub user_id: String,
    /// The provider's name in the pool, as in `Google`.
    #[serde(rename = "providerName")]
    pub provider_name: String,
    /// The kind of provider: `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple`, `SAML`, `OIDC`.
    #[serde(rename = "providerType", default)]
    pub provider_type: Option<String>,
}

/// Names no user.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("provider_name", &self.provider_name)
            .finish_non_exhaustive()
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
