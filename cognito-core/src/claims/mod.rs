//! What a verified token says. Only a verifier makes these types: holding one is the proof.

mod access;
mod accessors;
mod actor;
mod address;
pub mod as_text;
mod by_principal;
mod custom;
mod groups;
mod id;
mod identity;
mod principal;
mod profile;
mod provenance;
mod quirk;
mod scopes;
mod subject_key;
mod verified;

use std::{fmt, time::Duration};

use serde::{Serialize, Serializer};

pub(crate) use self::verified::{Parts, Verified};
pub use self::{
    access::AccessClaims,
    actor::Actor,
    address::Address,
    by_principal::{MachineClaims, UserClaims},
    custom::{CustomClaims, NoCustom},
    groups::Groups,
    id::IdClaims,
    identity::Identity,
    principal::Principal,
    provenance::Provenance,
    scopes::{Scope, Scopes},
    subject_key::SubjectKey,
};
use crate::{
    AuthError, Reason,
    token::{NumericDate, is_payload_of},
};

/// Which of Cognito's two JWTs a token is: its `token_use`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TokenUse {
    /// The access token: what its bearer may do.
    Access,
    /// The ID token: who the user is.
    Id,
}

impl TokenUse {
    /// The value of the claim `token_use`.
    ///
    /// ```
    /// assert_eq!(cognito_core::TokenUse::Access.as_str(), "access");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
        }
    }
}

/// The claims of a verified token: an access token's or an ID token's.
///
/// There is no public constructor and no `Deserialize`: a value of this type has passed every check of its verifier.
/// Cloning costs one reference count. `Debug` prints no personal data. Which accessor answers what, and how far to
/// trust it, is in [the manual](crate::manual::claims).
///
/// `C` is a type of the application for custom claims, read by
/// [`with_custom`](CognitoClaims::with_custom) or by the adapters' extractors.
///
/// ```
/// use cognito_core::{CognitoClaims, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let claims = pool.verifier().verify(&pool.access_token().group("admins").mint()).await?;
/// match &claims {
///     CognitoClaims::Access(access) => assert!(access.groups().contains("admins")),
///     CognitoClaims::Id(_) => unreachable!("the verifier accepts access tokens only"),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub enum CognitoClaims<C = NoCustom> {
    /// The claims of an access token.
    Access(AccessClaims<C>),
    /// The claims of an ID token.
    Id(IdClaims<C>),
}

impl CognitoClaims {
    pub(crate) fn new(verified: Verified) -> Self {
        match verified.token_use {
            TokenUse::Access => Self::Access(AccessClaims::new(verified)),
            TokenUse::Id => Self::Id(IdClaims::new(verified)),
        }
    }
}

#[cfg(feature = "token-cache")]
impl CognitoClaims {
    /// The same with a reference count of its own.
    pub(crate) fn copied(&self) -> Self {
        Self::new(self.verified().clone())
    }

    /// The memory that is kept for them, in bytes.
    pub(crate) fn heap(&self) -> usize {
        self.verified().heap()
    }
}

accessors::accessors!(CognitoClaims);

impl<C> CognitoClaims<C> {
    /// Which kind of token this is.
    pub fn token_use(&self) -> TokenUse {
        self.verified().token_use
    }

    /// Who calls: a user, or a machine with client credentials. An ID token is always a user's.
    pub fn principal(&self) -> Principal<'_> {
        Principal::of(self.verified())
    }

    /// The claims of an access token.
    ///
    /// # Errors
    /// `wrong_token_use` if it is an ID token.
    pub fn access(&self) -> Result<&AccessClaims<C>, AuthError> {
        match self {
            Self::Access(access) => Ok(access),
            Self::Id(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// The claims of an ID token.
    ///
    /// # Errors
    /// `wrong_token_use` if it is an access token.
    pub fn id(&self) -> Result<&IdClaims<C>, AuthError> {
        match self {
            Self::Id(id) => Ok(id),
            Self::Access(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// The application's own claims.
    pub fn custom(&self) -> &C {
        match self {
            Self::Access(access) => access.custom(),
            Self::Id(id) => id.custom(),
        }
    }

    /// The same claims with custom ones read into a type of the application.
    ///
    /// # Errors
    /// `bad_custom_claims` if the token does not fit the type.
    pub fn with_custom<D: CustomClaims>(&self) -> Result<CognitoClaims<D>, AuthError> {
        Ok(match self {
            Self::Access(access) => CognitoClaims::Access(access.with_custom()?),
            Self::Id(id) => CognitoClaims::Id(id.with_custom()?),
        })
    }

    /// Whether the token has expired at this time since 1970.
    pub(crate) fn have_expired(&self, leeway: Duration, now: Duration) -> bool {
        self.verified().parts.exp.has_passed(leeway, now)
    }

    /// `exp` since 1970.
    pub(crate) fn end_at(&self) -> Duration {
        self.verified().parts.exp.0
    }

    /// Whether this token has the very payload that these claims were read from.
    pub(crate) fn are_of(&self, token: &str) -> bool {
        is_payload_of(self.verified().payload.json(), token)
    }

    /// The payload that these claims were read from.
    #[cfg(feature = "gateway")]
    pub(crate) fn payload_json(&self) -> &str {
        self.verified().payload.json()
    }

    /// What the checks read.
    #[cfg(feature = "token-cache")]
    pub(crate) fn parts(&self) -> &Parts {
        &self.verified().parts
    }

    /// `auth_time` since 1970.
    pub(crate) fn signed_in_at(&self) -> Option<Duration> {
        self.verified().parts.auth_time.map(|NumericDate(at)| at)
    }

    fn verified(&self) -> &Verified {
        match self {
            Self::Access(access) => access.verified(),
            Self::Id(id) => id.verified(),
        }
    }
}

impl<C> fmt::Debug for CognitoClaims<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.verified().debug("CognitoClaims", f)
    }
}

/// All claims under their token names. A number that no `u64`, `i64` or `f64` holds exactly is rounded.
impl<C> Serialize for CognitoClaims<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.verified().serialize(serializer)
    }
}
