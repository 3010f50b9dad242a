//! What goes wrong between a token and credentials.

mod cause;
mod reason;

use std::{error::Error, fmt, sync::Arc};

use aws_credential_types::provider::error::CredentialsError;

pub(crate) use self::cause::Cause;
pub use self::reason::Reason;

/// Why there are no credentials.
///
/// [`reason`](Self::reason) is the stable code to act on, [`status`](Self::status) what a server may answer. Neither the
/// message nor `Debug` contains the token, a key or a session. The [source](Error::source), where there is one, has the
/// service's own code, message and request id, or what went wrong on the way to it.
///
/// It can be cloned: everyone who waited for one exchange is told of its failure.
///
/// ```
/// use cognito_core::test_util::TestPool;
/// use cognito_identity::{IdentityPool, IdentityPoolId, Reason};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let user_pool = TestPool::new();
/// # let verifier = user_pool.verifier_builder().accept([cognito_core::TokenUse::Id]).build()?;
/// let (kim, lee) = (user_pool.id_token().subject("kim").mint(), user_pool.id_token().subject("lee").mint());
/// let claims = verifier.verify_id(&kim).await?;
///
/// let id: IdentityPoolId = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
/// let pool = IdentityPool::builder(id).user_pool(user_pool.id().clone()).clock(user_pool.clock().clone()).build()?;
/// let error = pool.credentials_for(&claims, &lee).unwrap_err();
/// assert_eq!(error.reason(), Reason::TokenMismatch);
/// assert_eq!(error.reason().as_str(), "token_mismatch");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct IdentityError {
    reason: Reason,
    cause: Option<Arc<Cause>>,
}

impl IdentityError {
    pub(crate) fn caused(reason: Reason, cause: Cause) -> Self {
        Self {
            reason,
            cause: Some(Arc::new(cause)),
        }
    }

    /// The stable code of what happened.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The HTTP status code that answers it: see [`Reason::status`].
    pub fn status(&self) -> u16 {
        self.reason.status()
    }

    /// Looks for an error of this crate in another one and its sources.
    ///
    /// An SDK client that cannot get credentials fails with an error of its own. This finds out why:
    ///
    /// ```
    /// use aws_credential_types::provider::error::CredentialsError;
    /// use cognito_identity::IdentityError;
    ///
    /// # fn answer(failed: &CredentialsError) -> u16 {
    /// match IdentityError::find(failed) {
    ///     Some(error) => error.status(),
    ///     None => 502, // S3's own answer, or a network that is down
    /// }
    /// # }
    /// # assert_eq!(answer(&CredentialsError::provider_error("another")), 502);
    /// ```
    pub fn find<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl From<Reason> for IdentityError {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            cause: None,
        }
    }
}

/// For the SDK's clients, which know these.
impl From<IdentityError> for CredentialsError {
    fn from(error: IdentityError) -> Self {
        match error.reason.status() {
            500 => Self::invalid_configuration(error),
            _ => Self::provider_error(error),
        }
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.text())
    }
}

impl Error for IdentityError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Some(cause) => Some(&**cause),
            None => None,
        }
    }
}
