//! One immutable key set, and how old it is.

use std::{fmt, ops::Deref, time::Duration};

use super::{
    KeySet, RefreshSettings, VerifyingKey,
    jitter::Jitter,
    moment::Moment,
    world::{Arc, Guard},
};

/// The endpoint's `max-age` shortens the interval to no less than this.
const INTERVAL_LEAST: Duration = Duration::from_secs(60);

/// The key set in force. Readers see one or the next, never a mix.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) keys: KeySet,
    /// Grows with every change of the keys; a refresh that brought the same keys leaves it.
    pub(crate) generation: u64,
    /// The fetch that brought this set; zero for the first one, which none did.
    pub(crate) flight: u64,
    /// When that fetch *began*: the keys may be as old as that.
    pub(crate) fetched: Option<Moment>,
    pub(crate) renew_after: Duration,
    /// Keys that came with the program do not, until a fetch brings others.
    pub(crate) ages: bool,
}

/// What the age of a key set allows.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Freshness {
    /// Use it.
    Fresh,
    /// Use it, and renew it in the background.
    Ageing,
    /// Renew it first; use it if that fails.
    Stale,
    /// There is none, or it is too old to be used.
    Gone,
}

impl Snapshot {
    /// The set of a store that has none yet.
    pub(crate) fn none() -> Self {
        Self {
            keys: KeySet::default(),
            generation: 0,
            flight: 0,
            fetched: None,
            renew_after: Duration::ZERO,
            ages: true,
        }
    }

    /// Keys that came with the program: as good as new, however long it runs.
    pub(crate) fn embedded(keys: KeySet, now: Moment) -> Self {
        Self {
            ages: false,
            ..Self::start(keys, now)
        }
    }

    /// Keys from the configuration: usable at once, to be renewed by the first request.
    pub(crate) fn start(keys: KeySet, now: Moment) -> Self {
        Self {
            keys,
            fetched: Some(now),
            ..Self::none()
        }
    }

    pub(crate) fn freshness(&self, now: Moment, settings: &RefreshSettings) -> Freshness {
        let Some(age) = self.age(now) else {
            return Freshness::Gone;
        };
        if !self.ages {
            return Freshness::Fresh;
        }
        match age {
            age if age > settings.max_stale => Freshness::Gone,
            // Strictly: a set from the configuration is never fresh.
            age if age < self.renew_after => Freshness::Fresh,
            age if age <= settings.wait_after => Freshness::Ageing,
            _ => Freshness::Stale,
        }
    }

    /// The time until the set is due for renewal: zero if it is, `None` if it never will be.
    pub(crate) fn due(&self, now: Moment) -> Option<Duration> {
        let left = |age| self.renew_after.saturating_sub(age);
        self.ages
            .then(|| self.age(now).map_or(Duration::ZERO, left))
    }

    pub(crate) fn age(&self, now: Moment) -> Option<Duration> {
        self.fetched.map(|fetched| now.since(fetched))
    }
}

/// The age at which a set is renewed: the interval, or the endpoint's `max-age` where that is shorter, ten per cent more or less.
pub(crate) fn renew_after(
    settings: &RefreshSettings,
    max_age: Option<Duration>,
    jitter: &mut Jitter,
) -> Duration {
    match max_age.map(|max_age| max_age.max(INTERVAL_LEAST)) {
        Some(shorter) if shorter < settings.interval => jitter.spread(shorter).max(INTERVAL_LEAST),
        _ => jitter.spread(settings.interval),
    }
}

/// A key of the set in force. Holds that set, no lock: cheap to get, and it stays what it is when the set is replaced.
pub(crate) struct KeyRef {
    set: Guard<Arc<Snapshot>>,
    position: usize,
}

impl KeyRef {
    /// The key named `kid`, if `set` has it.
    pub(crate) fn find(set: Guard<Arc<Snapshot>>, kid: &str) -> Option<Self> {
        let position = set.keys.position(kid)?;
        Some(Self { set, position })
    }

    /// The generation of the set: what was verified under another one must be verified again.
    pub(crate) fn generation(&self) -> u64 {
        self.set.generation
    }
}

impl Deref for KeyRef {
    type Target = VerifyingKey;

    fn deref(&self) -> &VerifyingKey {
        self.set.keys.at(self.position)
    }
}

impl fmt::Debug for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRef")
            .field("generation", &self.generation())
            .field("key", &**self)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: f64 = 60.0;

    fn set(renew_after: u64) -> Snapshot {
        Snapshot {
            fetched: Some(Moment::at(0.0)),
            renew_after: Duration::from_secs(renew_after),
            ..Snapshot::none()
        }
    }

    #[test]
    fn the_four_ages() {
        let settings = RefreshSettings::default();
        for (minutes, expected) in [
            (0.0, Freshness::Fresh),
            (4.999, Freshness::Fresh),
            (5.0, Freshness::Ageing),
            (60.0, Freshness::Ageing),
            (60.001, Freshness::Stale),
            (24.0 * 60.0, Freshness::Stale),
            (24.001 * 60.0, Freshness::Gone),
        ] {
            let now = Moment::at(minutes * MINUTE);
            assert_eq!(set(300).freshness(now, &settings), expected, "{minutes}");
        }
        let none = Snapshot::none().freshness(Moment::at(0.0), &settings);
        assert_eq!(none, Freshness::Gone);
    }

    #[test]
    fn keys_from_the_configuration_are_used_at_once_and_renewed() {
        let start = Snapshot::start(KeySet::default(), Moment::at(0.0));
        let settings = RefreshSettings::default();
        assert_eq!(
            start.freshness(Moment::at(0.0), &settings),
            Freshness::Ageing
        );
    }

    #[test]
    fn embedded_keys_are_never_due() {
        let embedded = Snapshot::embedded(KeySet::default(), Moment::at(0.0));
        let settings = RefreshSettings::default();
        for minutes in [0.0, 61.0, 100.0 * 24.0 * 60.0] {
            let now = Moment::at(minutes * MINUTE);
            assert_eq!(embedded.freshness(now, &settings), Freshness::Fresh);
            assert_eq!(embedded.due(now), None);
        }
    }

    #[test]
    fn an_interval_beyond_the_hour_is_kept() {
        let settings = RefreshSettings::default();
        let now = Moment::at(90.0 * MINUTE);
        assert_eq!(set(2 * 3600).freshness(now, &settings), Freshness::Fresh);
    }

    #[test]
    fn max_age_shortens_down_to_a_minute_and_never_lengthens() {
        let settings = RefreshSettings::default();
        let mut jitter = Jitter::new();
        for _ in 0..1000 {
            for (max_age, least, most) in [
                (None, 270, 330),
                (Some(0), 60, 66),
                (Some(120), 108, 132),
                (Some(86_400), 270, 330),
            ] {
                let max_age = max_age.map(Duration::from_secs);
                let after = renew_after(&settings, max_age, &mut jitter);
                assert!(after >= Duration::from_secs(least), "{max_age:?} {after:?}");
                assert!(after <= Duration::from_secs(most), "{max_age:?} {after:?}");
            }
        }
    }

    #[test]
    fn a_shorter_interval_of_the_user_is_not_lengthened_by_the_floor() {
        let settings = RefreshSettings::default().interval(Duration::from_secs(10));
        let after = renew_after(&settings, Some(Duration::ZERO), &mut Jitter::new());
        assert!(after <= Duration::from_secs(11));
    }
}
