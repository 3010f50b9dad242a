//! When keys are fetched again.

use std::time::Duration;

use crate::BuildError;

const LEAST: Duration = Duration::from_secs(1);

/// When the keys of a pool are fetched again, and how long old ones may serve.
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | [`interval`](Self::interval) | 5 min | older keys are renewed in the background, by the next request (10 % jitter) |
/// | [`wait_after`](Self::wait_after) | 1 h | for older keys a request waits for the refresh |
/// | [`patience`](Self::patience) | 2 s | how long it waits before it takes the old keys |
/// | [`max_stale`](Self::max_stale) | 24 h | older keys are dropped |
/// | [`deadline`](Self::deadline) | 5 s | for one fetch, all locations together |
///
/// Values under one second count as one second. A `max_stale` that leaves no room for the `interval`, its jitter and a
/// fetch is a [`BuildError`] when the verifier or the key store is built: keys would be dropped before they are renewed.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::jwks::RefreshSettings;
///
/// let settings = RefreshSettings::default().interval(Duration::from_secs(60));
/// assert_ne!(settings, RefreshSettings::default());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefreshSettings {
    pub(super) deadline: Duration,
    pub(super) interval: Duration,
    pub(super) max_stale: Duration,
    pub(super) patience: Duration,
    pub(super) wait_after: Duration,
}

impl RefreshSettings {
    /// The time for one fetch, all locations together (default 5 s). No request waits longer.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline.max(LEAST);
        self
    }

    /// The age at which keys are renewed in the background (default 5 min, with 10 % jitter). A key that the issuer withdrew is
    /// accepted for at most this long while there is traffic. The endpoint's `max-age` may shorten it, down to one minute.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(LEAST);
        self
    }

    /// The age at which keys are dropped although they could not be renewed (default 24 h). From then on requests are answered
    /// with 503 until a fetch succeeds.
    #[must_use]
    pub fn max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = max_stale.max(LEAST);
        self
    }

    /// How long a request waits for the refresh of keys older than [`wait_after`](Self::wait_after) before it is answered
    /// with the old ones (default 2 s).
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience.max(LEAST);
        self
    }

    /// The age from which on a request waits for the refresh instead of using the old keys meanwhile (default 1 h). Keys get
    /// that old when nobody asked for an hour, or when the process was frozen.
    #[must_use]
    pub fn wait_after(mut self, wait_after: Duration) -> Self {
        self.wait_after = wait_after.max(LEAST);
        self
    }

    /// Settings that agree with each other.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        // Jitter makes the interval longer, and a fetch takes its time.
        let jitter = self.interval / 10;
        let renewed = self.interval.saturating_add(jitter);
        if self.max_stale < renewed.saturating_add(self.deadline) {
            return Err(BuildError::DroppedBeforeRenewed {
                interval: self.interval,
                max_stale: self.max_stale,
            });
        }
        Ok(())
    }
}

impl Default for RefreshSettings {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self {
            deadline: Duration::from_secs(5),
            interval: MINUTE * 5,
            max_stale: MINUTE * 60 * 24,
            patience: Duration::from_secs(2),
            wait_after: MINUTE * 60,
        }
    }
}
