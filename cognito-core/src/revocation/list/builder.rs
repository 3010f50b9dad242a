use std::{sync::Arc, time::Duration};

use super::RevocationList;
use crate::{
    BuildError,
    clock::{Clock, SystemClock},
};

/// Cognito's longest life of access and ID tokens, and the most leeway that a verifier gives.
const KEEP_FOR: Duration = Duration::from_secs(24 * 3600 + 600);

/// What a [`RevocationList`] is made of.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::{BuildError, revocation::RevocationList};
///
/// let list = RevocationList::builder()
///     .capacity(1_000_000)
///     .keep_for(Duration::from_secs(3600 + 60)) // no app client's tokens live longer than an hour
///     .build()?;
/// assert!(list.is_empty());
///
/// let error = RevocationList::builder().capacity(0).build().unwrap_err();
/// assert_eq!(error.to_string(), "`capacity` is 0; expected at least 1");
/// # Ok::<(), BuildError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct RevocationListBuilder {
    pub(super) capacity: usize,
    pub(super) keep_for: Duration,
    pub(super) clock: Arc<dyn Clock>,
}

impl RevocationListBuilder {
    pub(super) fn new() -> Self {
        Self {
            capacity: 100_000,
            keep_for: KEEP_FOR,
            clock: Arc::new(SystemClock::default()),
        }
    }

    /// How many entries the list holds at most. Default: 100,000, for which it takes some 12 MB when full.
    pub fn capacity(mut self, entries: usize) -> Self {
        self.capacity = entries;
        self
    }

    /// How long an entry is kept. Default: 24 h 10 min, the longest life that Cognito gives access and ID tokens and the
    /// most leeway that a verifier allows.
    ///
    /// A shorter time is safe if no app client's tokens live longer than that; add the verifier's leeway. With a longer one,
    /// tokens of a revoked sign-in stay refused even if they are refreshed.
    pub fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// The clock that entries age by. Default: the system's. Give it the verifier's where that has another.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the list.
    ///
    /// # Errors
    /// [`BuildError::ZeroSetting`] for a capacity or a time of zero.
    pub fn build(self) -> Result<RevocationList, BuildError> {
        let zero = |setting| Err(BuildError::ZeroSetting { setting });
        if self.capacity == 0 {
            return zero("capacity");
        }
        if self.keep_for.is_zero() {
            return zero("keep_for");
        }
        Ok(RevocationList::of(self))
    }
}
