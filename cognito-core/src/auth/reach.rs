use std::sync::Arc;

use super::{Authentication, Authenticator, Step};
use crate::{Rejection, RequestHead, Verifier};

/// What an application put in the reach of an extractor, to verify by where no layer did: for adapters.
///
/// What a layer decided is taken over where nothing is in reach, or where the very same authenticator or verifier decided it;
/// another one decides anew, so that a stricter policy or another pool inside a layer is not skipped.
///
/// ```
/// use cognito_core::{Authenticator, Reach, Reason, Step, test_util::{TestHead, TestPool}};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let auth = Authenticator::new(pool.verifier());
/// let head = TestHead::get("/me").bearer(&pool.access_token().mint());
/// let Step::Pending(decided) = Reach::of(Some(&auth), None).decide(&head) else { panic!("there is no key yet") };
/// let decided = decided.await.unwrap();
///
/// assert!(Reach::of(None, None).taken_over(Some(&decided)).is_some());
/// let other = Authenticator::new(pool.verifier());
/// assert!(Reach::of(Some(&other), None).taken_over(Some(&decided)).is_none());
///
/// let Step::Ready(Err(refused)) = Reach::of([&auth, &other], None).decide(&head) else { panic!("which is meant?") };
/// assert_eq!(refused.reason(), Reason::LayerMissing);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    authenticator: Option<&'a Authenticator>,
    verifier: Option<&'a Verifier>,
    is_ambiguous: bool,
}

impl<'a> Reach<'a> {
    /// What is in reach, in whatever ways a framework has for that.
    ///
    /// Two authenticators or two verifiers are one too many, and so are an authenticator and a verifier that is not its own:
    /// nobody can tell which of them is meant.
    pub fn of(
        authenticators: impl IntoIterator<Item = &'a Authenticator>,
        verifiers: impl IntoIterator<Item = &'a Verifier>,
    ) -> Self {
        let mut authenticators = authenticators.into_iter();
        let mut verifiers = verifiers.into_iter();
        let (authenticator, verifier) = (authenticators.next(), verifiers.next());
        let both = authenticator.zip(verifier);
        let is_foreign = both.is_some_and(|(auth, verifier)| !verifier.is(&auth.0.verifier));
        let are_two = authenticators.next().is_some() || verifiers.next().is_some();
        Self {
            authenticator,
            verifier,
            is_ambiguous: is_foreign || are_two,
        }
    }

    /// The decision of a layer, or of another extractor, if this extractor takes it over.
    pub fn taken_over<'d>(
        &self,
        decided: Option<&'d Authentication>,
    ) -> Option<&'d Authentication> {
        decided.filter(|decided| !self.is_ambiguous && self.is_of(&decided.auth))
    }

    /// Decides where no decision is taken over. With nothing in reach, or with too much, the route stays closed:
    /// [`Rejection::layer_missing`], [`Rejection::two_in_reach`].
    pub fn decide(&self, head: &dyn RequestHead) -> Step {
        match (self.authenticator, self.verifier) {
            _ if self.is_ambiguous => Step::Ready(Err(Rejection::two_in_reach(head))),
            (Some(auth), _) => auth.authenticate(head),
            (None, Some(verifier)) => Authenticator::new(verifier.clone()).authenticate(head),
            (None, None) => Step::Ready(Err(Rejection::layer_missing(head))),
        }
    }

    fn is_of(&self, other: &Authenticator) -> bool {
        let is_same = |auth: &Authenticator| Arc::ptr_eq(&auth.0, &other.0);
        let is_own = |verifier: &Verifier| verifier.is(&other.0.verifier);
        self.authenticator.is_none_or(is_same) && self.verifier.is_none_or(is_own)
    }
}
