//! Look-ups that brought no pool, and how long nobody asks again.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use super::error::{LookupFailed, PoolLookupError};
use crate::jwks::{Jitter, Moment};

/// How long a pool that the registry does not know is refused without asking again.
const UNKNOWN_FOR: Duration = Duration::from_secs(60);
/// Places in the table: 480 KiB with 120 bytes each, however many issuers are presented.
const PLACES: usize = 4096;

/// A look-up that brought nothing, and the time that it holds for.
#[derive(Clone, Debug)]
pub(super) struct Setback {
    what: What,
    since: Moment,
}

#[derive(Clone, Debug)]
enum What {
    Failed {
        times: u32,
        error: PoolLookupError,
        /// One second, 10 % more or less.
        second: Duration,
    },
    Unknown,
}

/// Whether somebody is served meanwhile by an older registration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Serving {
    Nobody,
    Old,
}

/// What a setback means for a request.
#[derive(Clone, Debug)]
pub(super) enum Ruling {
    Failed(LookupFailed),
    Unknown,
}

impl Setback {
    /// The registry knows no such pool.
    pub(super) fn unknown(now: Moment) -> Self {
        Self {
            what: What::Unknown,
            since: now,
        }
    }

    /// The look-up failed, as `before` may have done, too.
    pub(super) fn failed(
        error: PoolLookupError,
        before: Option<&Self>,
        now: Moment,
        jitter: &mut Jitter,
    ) -> Self {
        Self {
            what: What::Failed {
                times: before.map_or(0, Self::times).saturating_add(1),
                error,
                second: jitter.spread(Duration::from_secs(1)),
            },
            since: now,
        }
    }

    /// What it means now; `None` if the registry may be asked again.
    pub(super) fn ruling(&self, now: Moment, serving: Serving) -> Option<Ruling> {
        let left = self.lasts(serving).saturating_sub(now.since(self.since));
        if left.is_zero() {
            return None;
        }
        Some(match &self.what {
            What::Unknown => Ruling::Unknown,
            What::Failed { error, .. } => Ruling::Failed(LookupFailed {
                error: error.clone(),
                retry_after: left,
            }),
        })
    }

    /// After a failure 1 s, then twice as long each time: up to 5 s where requests are refused meanwhile, else up to 60 s; 10 %
    /// more or less.
    pub(super) fn lasts(&self, serving: Serving) -> Duration {
        let most = match serving {
            Serving::Nobody => 5,
            Serving::Old => 60,
        };
        match &self.what {
            What::Failed { times, second, .. } => {
                let doublings = times.saturating_sub(1).min(6);
                second.saturating_mul((1 << doublings).min(most))
            }
            What::Unknown => UNKNOWN_FOR,
        }
    }

    /// Failures in a row.
    pub(super) fn times(&self) -> u32 {
        match &self.what {
            What::Failed { times, .. } => *times,
            What::Unknown => 0,
        }
    }
}

/// The setbacks of pools that are not registered, in a table of fixed size: a new entry takes the place of the one that stood
/// there. A lost entry costs one look-up. No registered pool is in here: strangers cannot push one out.
#[derive(Debug, Default)]
pub(super) struct Setbacks {
    places: Vec<Option<(IdHash, Setback)>>,
}

/// Stands for a pool id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct IdHash(u64);

/// Makes hashes with a key that nobody outside knows: nobody can pick an id that stands for another.
#[derive(Debug, Default)]
pub(super) struct IdHasher(RandomState);

impl IdHasher {
    pub(super) fn hash(&self, id: &str) -> IdHash {
        IdHash(self.0.hash_one(id))
    }
}

impl Setbacks {
    pub(super) fn get(&self, id: IdHash) -> Option<&Setback> {
        let entry = self.places.get(place(id))?.as_ref();
        entry
            .filter(|(of, _)| *of == id)
            .map(|(_, setback)| setback)
    }

    /// Returns the one that had to go: drop it when no lock is held, it may hold an error of the user's.
    #[must_use]
    pub(super) fn insert(&mut self, id: IdHash, setback: Setback) -> Option<Setback> {
        if self.places.is_empty() {
            // Most verifiers never meet an unknown pool: the table is made for the first one.
            self.places.resize_with(PLACES, || None);
        }
        let place = self.places.get_mut(place(id))?;
        place.replace((id, setback)).map(|(_, old)| old)
    }

    /// Returns the one that was there, as [`insert`](Self::insert) does.
    #[must_use]
    pub(super) fn remove(&mut self, id: IdHash) -> Option<Setback> {
        let place = self.places.get_mut(place(id))?;
        place.take_if(|(of, _)| *of == id).map(|(_, old)| old)
    }
}

#[cfg(test)]
impl Setbacks {
    pub(super) fn len(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

fn place(id: IdHash) -> usize {
    usize::try_from(id.0 % PLACES as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(before: Option<&Setback>, now: Moment) -> Setback {
        let error = PoolLookupError::new("no connection");
        Setback::failed(error, before, now, &mut Jitter::new())
    }

    fn pauses(serving: Serving) -> Vec<f64> {
        let mut last: Option<Setback> = None;
        (0..9)
            .map(|_| {
                let next = last.insert(failed(last.as_ref(), Moment::at(0.0)));
                next.lasts(serving).as_secs_f64()
            })
            .collect()
    }

    #[test]
    fn pauses_grow_to_five_seconds_or_to_a_minute() {
        for (serving, expected) in [
            (
                Serving::Nobody,
                [1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0],
            ),
            (
                Serving::Old,
                [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0],
            ),
        ] {
            for (pause, expected) in pauses(serving).into_iter().zip(expected) {
                let range = expected * 0.9..=expected * 1.1;
                assert!(range.contains(&pause), "{pause} for {expected}");
            }
        }
    }

    #[test]
    fn a_setback_holds_for_its_time() {
        let ruling = |setback: &Setback, at| setback.ruling(Moment::at(at), Serving::Nobody);
        let unknown = Setback::unknown(Moment::at(0.0));
        assert!(matches!(ruling(&unknown, 59.9), Some(Ruling::Unknown)));
        assert!(ruling(&unknown, 60.0).is_none());

        let failed = failed(None, Moment::at(0.0));
        let Some(Ruling::Failed(failure)) = ruling(&failed, 0.5) else {
            panic!("it holds for 0.9 s at least");
        };
        assert!((0.4..=0.6).contains(&failure.retry_after.as_secs_f64()));
        assert!(ruling(&failed, 1.1).is_none());
    }

    /// Who is refused from now on need not wait for the pause that nobody noticed.
    #[test]
    fn the_pause_is_shorter_once_nobody_serves() {
        let row = (0..8).fold(None, |before, _| {
            Some(failed(before.as_ref(), Moment::at(0.0)))
        });
        let last = row.unwrap();
        assert!(last.ruling(Moment::at(50.0), Serving::Old).is_some());
        assert!(last.ruling(Moment::at(6.0), Serving::Nobody).is_none());
    }

    #[test]
    fn an_answer_ends_the_row_of_failures() {
        let unknown = Setback::unknown(Moment::at(0.0));
        assert_eq!(unknown.times(), 0);
        let next = failed(Some(&unknown), Moment::at(0.0));
        assert_eq!(next.times(), 1);
    }

    #[test]
    fn a_million_strangers_take_at_most_480_kib() {
        let (mut setbacks, hasher) = (Setbacks::default(), IdHasher::default());
        for n in 0..1_000_000 {
            let id = hasher.hash(&format!("us-east-1_{n}"));
            drop(setbacks.insert(id, Setback::unknown(Moment::at(0.0))));
        }
        let bytes = setbacks.places.capacity() * size_of::<Option<(IdHash, Setback)>>();
        assert!(bytes <= 480 * 1024, "{bytes}");
        let last = hasher.hash("us-east-1_999999");
        assert!(setbacks.get(last).is_some());
        assert!(setbacks.remove(last).is_some());
        assert!(setbacks.get(last).is_none());
    }
}
