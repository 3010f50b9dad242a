use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use super::RevocationError;
use crate::{CognitoClaims, future::BoxFuture};

/// A store that knows which tokens were revoked.
///
/// It is asked once for each decision, about a token that passed every other check. A request behind one layer or middleware
/// is one decision, and its extractors take that over. Where extractors decide by themselves, each may ask once: in actix two
/// of one handler ask side by side, in axum the second takes over what the first one found out.
///
/// An answer that is at hand costs no future. One that must be waited for has two seconds; see
/// [`VerifierBuilder::revocation`](crate::VerifierBuilder::revocation) for what happens then.
///
/// An `Arc` of a store is a store, too. Its `Debug` is printed with the verifier's builder: it should show no secrets.
///
/// ```
/// use cognito_core::{CognitoClaims, Reason, test_util::TestPool};
/// use cognito_core::revocation::{Revocation, RevocationCheck, RevocationStatus};
///
/// /// Refuses one user of the pool.
/// #[derive(Debug)]
/// struct Barred(&'static str);
///
/// impl Revocation for Barred {
///     fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
///         if claims.subject() == self.0 {
///             RevocationStatus::Revoked.into()
///         } else {
///             RevocationStatus::Active.into()
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier_builder().revocation(Barred("u1")).build()?;
/// let of = |subject| pool.access_token().subject(subject).mint();
/// assert!(verifier.verify(&of("u2")).await.is_ok());
/// assert_eq!(verifier.verify(&of("u1")).await.unwrap_err().reason(), Reason::Revoked);
/// # Ok(()) }
/// ```
///
/// A store over the network is in the [manual](crate::manual::revocation).
pub trait Revocation: Debug + Send + Sync + 'static {
    /// Whether this token was revoked. It must not block: what takes time belongs into the future.
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck;
}

impl<T: Revocation + ?Sized> Revocation for Arc<T> {
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
        (**self).check(claims)
    }
}

/// What a store knows about a token.
///
/// There will be no third answer: a store that cannot tell says so with a [`RevocationError`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RevocationStatus {
    /// The store has nothing against the token.
    Active,
    /// The token must not be accepted any more.
    Revoked,
}

/// The answer of a [`Revocation`] store, now or later.
///
/// There will be no third kind: stores make it, and a store that wraps another one matches it.
///
/// ```
/// use cognito_core::revocation::{RevocationCheck, RevocationError, RevocationStatus};
///
/// let known = RevocationCheck::from(RevocationStatus::Active);
/// assert!(matches!(known, RevocationCheck::Ready(Ok(RevocationStatus::Active))));
/// let failed = RevocationCheck::from(RevocationError::new("no connection"));
/// assert!(matches!(failed, RevocationCheck::Ready(Err(_))));
/// let later = RevocationCheck::pending(async { Ok(RevocationStatus::Revoked) });
/// assert!(matches!(later, RevocationCheck::Pending(_)));
/// ```
#[must_use]
pub enum RevocationCheck {
    /// The answer will come.
    Pending(BoxFuture<'static, Result<RevocationStatus, RevocationError>>),
    /// The answer is here.
    Ready(Result<RevocationStatus, RevocationError>),
}

impl RevocationCheck {
    /// The answer will come from this future. It is dropped when the request is, or when it takes too long.
    pub fn pending(
        answer: impl Future<Output = Result<RevocationStatus, RevocationError>> + Send + 'static,
    ) -> Self {
        Self::Pending(Box::pin(answer))
    }
}

impl From<RevocationStatus> for RevocationCheck {
    fn from(status: RevocationStatus) -> Self {
        Self::Ready(Ok(status))
    }
}

impl From<RevocationError> for RevocationCheck {
    fn from(error: RevocationError) -> Self {
        Self::Ready(Err(error))
    }
}

impl fmt::Debug for RevocationCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending(_) => f.write_str("Pending"),
            Self::Ready(answer) => f.debug_tuple("Ready").field(answer).finish(),
        }
    }
}
