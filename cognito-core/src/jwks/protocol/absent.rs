//! The short memory of kids that the issuer does not have.

use std::{hash::BuildHasher, time::Duration};

use super::{moment::Moment, world::RandomState};

/// How long a kid that was found absent is refused without asking again.
const REMEMBERED: Duration = Duration::from_secs(5);
/// Places in the table. With 40 bytes each at most: 40 KiB, however many kids are presented.
const PLACES: usize = 1024;
/// The same for one of many stores: 2.5 KiB.
const FEW_PLACES: usize = 64;

/// Kids found absent, in a table of fixed size: a new entry takes the place of the one that stood there. A lost entry costs at
/// most one token of the bucket.
#[derive(Debug)]
pub(crate) struct AbsentKids {
    /// Empty until the first kid comes.
    places: Vec<Option<Entry>>,
    wanted: usize,
}

/// Stands for a kid. Made outside the lock: a kid may be long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct KidHash(u64);

/// Makes hashes with a key that nobody outside knows: nobody can pick a kid that stands for another.
#[derive(Debug, Default)]
pub(crate) struct KidHasher(RandomState);

impl KidHasher {
    pub(crate) fn hash(&self, kid: &str) -> KidHash {
        KidHash(self.0.hash_one(kid))
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kid: KidHash,
    since: Moment,
}

impl Default for AbsentKids {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            wanted: PLACES,
        }
    }
}

impl AbsentKids {
    /// Has a small table from now on, for one of many stores: anybody can name a kid of each of them.
    pub(crate) fn keep_few(&mut self) {
        self.wanted = FEW_PLACES;
        self.clear();
    }

    /// Remembers that `kid` is not in the set that was just fetched.
    pub(crate) fn insert(&mut self, kid: KidHash, now: Moment) {
        // Most stores never see an unknown kid: the table is made for the first one.
        self.places.resize(self.wanted, None);
        let at = self.place(kid);
        if let Some(place) = self.places.get_mut(at) {
            *place = Some(Entry { kid, since: now });
        }
    }

    /// Is `kid` known to be absent?
    pub(crate) fn contains(&self, kid: KidHash, now: Moment) -> bool {
        matches!(
            self.places.get(self.place(kid)),
            Some(Some(entry)) if entry.kid == kid && now.since(entry.since) < REMEMBERED
        )
    }

    /// Forgets everything, the table included.
    pub(crate) fn clear(&mut self) {
        self.places = Vec::new();
    }

    fn place(&self, kid: KidHash) -> usize {
        usize::try_from(kid.0 % self.wanted as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_for_five_seconds() {
        let (mut absent, hasher) = (AbsentKids::default(), KidHasher::default());
        let kid = hasher.hash("k");
        absent.insert(kid, Moment::at(0.0));
        assert!(absent.contains(kid, Moment::at(4.999)));
        assert!(!absent.contains(kid, Moment::at(5.0)));
        assert!(!absent.contains(hasher.hash("other"), Moment::at(0.0)));
    }

    #[test]
    fn forgets_when_cleared() {
        let (mut absent, hasher) = (AbsentKids::default(), KidHasher::default());
        absent.insert(hasher.hash("k"), Moment::at(0.0));
        absent.clear();
        assert!(!absent.contains(hasher.hash("k"), Moment::at(0.0)));
    }

    #[test]
    fn a_million_kids_take_at_most_40_kib_and_in_one_of_many_stores_2_5() {
        for (is_one_of_many, most) in [(false, 40 * 1024), (true, 2560)] {
            let (mut absent, hasher) = (AbsentKids::default(), KidHasher::default());
            if is_one_of_many {
                absent.keep_few();
            }
            for n in 0..1_000_000 {
                absent.insert(hasher.hash(&n.to_string()), Moment::at(0.0));
            }
            let bytes = absent.places.capacity() * size_of::<Option<Entry>>();
            assert!(bytes <= most, "{bytes}");
            assert!(absent.contains(hasher.hash("999999"), Moment::at(0.0)));
        }
    }
}
