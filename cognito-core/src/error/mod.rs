//! What goes wrong: at run time ([`AuthError`]), and when a verifier is built ([`BuildError`]).

mod build;
mod reason;

use std::{error::Error, fmt, time::Duration};

pub use self::{
    build::BuildError,
    reason::{Reason, RefusalClass},
};
use crate::{jwks::KeysUnavailable, registry::LookupFailed, revocation::RevocationError};

/// A token or request that was refused, or could not be decided about.
///
/// [`AuthError::reason`] is the stable code to act on. Neither the message nor `Debug` contains the token or its claims.
/// [`source`](Error::source) tells why keys, the pool registry or the revocation store were unavailable.
///
/// ```
/// use cognito_core::{Reason, Verifier, UserPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
/// let verifier = Verifier::builder().user_pool(pool).build()?;
/// let error = verifier.verify("garbage").await.unwrap_err();
/// assert_eq!(error.reason(), Reason::MalformedToken);
/// assert_eq!(error.status(), 401);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct AuthError {
    reason: Reason,
    detail: Detail,
}

/// What some reasons know beyond their code; all of it comes from configuration or the application, none of it from a
/// token.
#[derive(Clone, Debug)]
enum Detail {
    Lookup(LookupFailed),
    None,
    Revocation(RevocationError),
    Scopes(Box<str>),
    StepUp(StepUp),
    Unavailable(KeysUnavailable),
}

/// What a step-up challenge asks for (RFC 9470).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct StepUp {
    pub(crate) max_age: Option<Duration>,
    pub(crate) acr_values: Vec<Box<str>>,
}

impl AuthError {
    pub(crate) fn insufficient_scope(scopes: Option<Box<str>>) -> Self {
        Self::new(
            Reason::InsufficientScope,
            scopes.map_or(Detail::None, Detail::Scopes),
        )
    }

    pub(crate) fn step_up(reason: Reason, step_up: StepUp) -> Self {
        Self::new(reason, Detail::StepUp(step_up))
    }

    fn new(reason: Reason, detail: Detail) -> Self {
        Self { reason, detail }
    }

    /// The stable code of what happened.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The HTTP status code that answers it.
    pub fn status(&self) -> u16 {
        self.reason.class().status()
    }

    /// When a new try makes sense; `Some` only if the service, not the token, is the cause.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.detail {
            Detail::Lookup(failed) => Some(failed.retry_after),
            Detail::Unavailable(keys) => Some(keys.retry_after()),
            Detail::None | Detail::Revocation(_) | Detail::Scopes(_) | Detail::StepUp(_) => {
                (self.reason.class() == RefusalClass::Unavailable).then_some(Duration::from_secs(1))
            }
        }
    }

    /// The scopes to name in the challenge, separated by spaces.
    pub(crate) fn scopes(&self) -> Option<&str> {
        match &self.detail {
            Detail::Scopes(scopes) => Some(scopes),
            _ => None,
        }
    }

    pub(crate) fn wanted_sign_in(&self) -> Option<&StepUp> {
        match &self.detail {
            Detail::StepUp(step_up) => Some(step_up),
            _ => None,
        }
    }
}

impl From<Reason> for AuthError {
    fn from(reason: Reason) -> Self {
        Self::new(reason, Detail::None)
    }
}

impl From<KeysUnavailable> for AuthError {
    fn from(keys: KeysUnavailable) -> Self {
        Self::new(Reason::KeysUnavailable, Detail::Unavailable(keys))
    }
}

impl From<LookupFailed> for AuthError {
    fn from(failed: LookupFailed) -> Self {
        Self::new(Reason::PoolLookupFailed, Detail::Lookup(failed))
    }
}

impl From<RevocationError> for AuthError {
    fn from(error: RevocationError) -> Self {
        Self::new(Reason::RevocationUnavailable, Detail::Revocation(error))
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.text())
    }
}

impl Error for AuthError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.detail {
            Detail::None | Detail::Scopes(_) | Detail::StepUp(_) => None,
            Detail::Lookup(failed) => Some(&failed.error),
            Detail::Revocation(error) => Some(error),
            Detail::Unavailable(keys) => Some(keys),
        }
    }
}
