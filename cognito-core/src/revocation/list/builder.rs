use std::{sync::Arc, time::Duration};

use super::{RevocationList, age::MOST_AHEAD};
use crate::{
    BuildError,
    clock::{Clock, SystemClock},
};

/// Cognito's longest life of access and ID tokens, and the most leeway that a verifier gives, twice: a token may be issued
/// that far ahead of this host's clock, and is taken for that long after its `exp`.
const KEEP_FOR: Duration =
    Duration::from_secs(24 * 3600).saturating_add(MOST_AHEAD.saturating_mul(2));

/// Hosts that keep their time by NTP are closer than this.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(2);

/// What a [`RevocationList`] is made of.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::{BuildError, revocation::RevocationList};
///
/// let list = RevocationList::builder()
///     .capacity(1_000_000)
///     .keep_for(Duration::from_secs(3600 + 2 * 60)) // no app client's tokens live longer than an hour
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
    pub(super) clock_tolerance: Duration,
    pub(super) clock: Arc<dyn Clock>,
}

impl RevocationListBuilder {
    pub(super) fn new() -> Self {
        Self {
            capacity: 100_000,
            keep_for: KEEP_FOR,
            clock_tolerance: CLOCK_TOLERANCE,
            clock: Arc::new(SystemClock::default()),
        }
    }

    /// How many entries the list holds at most. Default: 100,000, for which it takes some 12 MB when full.
    ///
    /// The last tenth is for users who are signed out everywhere, one entry for each of them: sign-ins and tokens find the list
    /// full before that, so that nobody who signs in and out all the time takes the room from the others' emergency.
    pub fn capacity(mut self, entries: usize) -> Self {
        self.capacity = entries;
        self
    }

    /// How long an entry is kept. Default: 24 h 20 min, the longest life that Cognito gives access and ID tokens and twice the
    /// most leeway that a verifier allows: `iat` may be ahead by the leeway, and `exp` is stretched by it.
    ///
    /// A shorter time is safe if it is the longest life of your app clients' tokens and twice the verifier's leeway. With a
    /// longer one, tokens of a revoked sign-in stay refused even if they are refreshed.
    pub fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// How far this host's clock may be behind Cognito's when a user is signed out everywhere
    /// ([`RevocationList::sign_out_everywhere`]). Default: 2 s; at most 600 s.
    ///
    /// `iat` is by Cognito's clock: to a host that is behind, the newest tokens come from the future. So tokens that are issued
    /// up to this long after the sign-out are refused, too.
    ///
    /// | this host's clock | with 2 s |
    /// |---|---|
    /// | up to 2 s behind | all tokens that are out are refused |
    /// | 5 s behind | those of other devices that were issued in the last 3 s are accepted |
    /// | right | who signs in again within 2 s and the rest of that second is refused until the next refresh |
    /// | 5 s ahead | the same, for 5 s more |
    pub fn clock_tolerance(mut self, time: Duration) -> Self {
        self.clock_tolerance = time;
        self
    }

    /// The clock that entries age by. Default: the system's. Give it the verifier's where that has another: a list whose clock
    /// is behind the verifier's takes the newest tokens of other devices for later ones.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the list.
    ///
    /// # Errors
    /// [`BuildError::ZeroSetting`] for a capacity or a time of zero, [`BuildError::LeewayTooLong`] for a tolerance of more than
    /// ten minutes.
    pub fn build(self) -> Result<RevocationList, BuildError> {
        let zero = |setting| Err(BuildError::ZeroSetting { setting });
        if self.capacity == 0 {
            return zero("capacity");
        }
        if self.keep_for.is_zero() {
            return zero("keep_for");
        }
        if self.clock_tolerance > MOST_AHEAD {
            return Err(BuildError::LeewayTooLong {
                setting: "clock_tolerance",
                leeway: self.clock_tolerance,
            });
        }
        Ok(RevocationList::of(self))
    }
}
