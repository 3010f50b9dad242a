use std::time::Duration;

use crate::BuildError;

/// The time for one look-up. No request waits longer for its pool.
pub(super) const DEADLINE: Duration = Duration::from_secs(2);

const LEAST: Duration = Duration::from_secs(1);

/// How many pools of a [`PoolRegistry`](super::PoolRegistry) are kept, and when they are looked up again.
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | [`interval`](Self::interval) | 5 min | an older registration is looked up again in the background, by the next request (10 % jitter) |
/// | [`max_age`](Self::max_age) | 1 h | for an older one a request waits for the look-up |
/// | [`max_lookups`](Self::max_lookups) | 64 | look-ups at the same time |
/// | [`max_pools`](Self::max_pools) | 10,000 | pools that are kept, each with its keys |
///
/// Durations under one second count as one second. A number of zero is a [`BuildError`] when the verifier is built.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::registry::RegistrySettings;
///
/// let settings = RegistrySettings::default().max_pools(2_000).interval(Duration::from_secs(60));
/// assert_ne!(settings, RegistrySettings::default());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistrySettings {
    pub(super) interval: Duration,
    pub(super) max_age: Duration,
    pub(super) max_lookups: usize,
    pub(super) max_pools: usize,
}

impl RegistrySettings {
    /// The age at which a registration is looked up again in the background (default 5 min, with 10 % jitter). While there is
    /// traffic, a tenant that was removed is accepted for at most this long;
    /// [`Verifier::forget_pool`](crate::Verifier::forget_pool) spares the wait.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(LEAST);
        self
    }

    /// The age at which a registration serves no more (default 1 h): a request waits for the look-up, and is answered with 503
    /// if it fails. Registrations get that old when no request came for them, or when the registry kept failing.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age.max(LEAST);
        self
    }

    /// How many look-ups may be under way at the same time (default 64). A quarter of them is kept for pools that were
    /// registered before: tokens that name unknown ones do not keep them from being looked up again.
    #[must_use]
    pub fn max_lookups(mut self, lookups: usize) -> Self {
        self.max_lookups = lookups;
        self
    }

    /// How many pools are kept (default 10,000). Each takes about 6 KiB with its two keys. Choose it larger than the number of
    /// tenants that are active within an hour: a pool that has to make room costs a look-up and a fetch when it is used again.
    #[must_use]
    pub fn max_pools(mut self, pools: usize) -> Self {
        self.max_pools = pools;
        self
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let numbers = [
            ("max_lookups", self.max_lookups),
            ("max_pools", self.max_pools),
        ];
        match numbers.into_iter().find(|(_, number)| *number == 0) {
            Some((setting, _)) => Err(BuildError::ZeroSetting { setting }),
            None => Ok(()),
        }
    }
}

impl Default for RegistrySettings {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self {
            interval: MINUTE * 5,
            max_age: MINUTE * 60,
            max_lookups: 64,
            max_pools: 10_000,
        }
    }
}
