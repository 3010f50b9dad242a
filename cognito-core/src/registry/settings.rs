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
/// Durations under one second count as one second. A number of zero, or an `interval` that is not less than `max_age`, is a
/// [`BuildError`] when the verifier is built.
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
    /// traffic and the registry answers, a tenant that was removed is accepted for this long, jitter and look-up added. The
    /// first request after a pause is still served by the old answer, up to [`max_age`](Self::max_age), and so is every request
    /// while the registry fails. [`Verifier::forget_pool`](crate::Verifier::forget_pool) spares the wait.
    ///
    /// It must be less than [`max_age`](Self::max_age).
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

    /// How many look-ups may be under way at the same time (default 64). A quarter of them (16) is kept for pools that were
    /// registered before: tokens that name unknown ones do not keep them from being looked up again, and have 48.
    ///
    /// Choose it smaller than the registry's pool of connections, and let that pool be the registry's own.
    #[must_use]
    pub fn max_lookups(mut self, lookups: usize) -> Self {
        self.max_lookups = lookups;
        self
    }

    /// How many pools are kept (default 10,000). Each takes about 6 KiB with its two keys, and 3 KiB more once somebody named a
    /// key that it does not have. Choose it larger than the number of all tenants: anybody can name those who are not active,
    /// too. A pool that has to make room costs a look-up and a fetch when it is used again, and its keys' back-off is
    /// forgotten with it.
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
            None if self.interval >= self.max_age => Err(BuildError::LapsedBeforeRenewed {
                interval: self.interval,
                max_age: self.max_age,
            }),
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
