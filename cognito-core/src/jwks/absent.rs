//! The short memory of kids that the issuer does not have.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use super::moment::Moment;

/// How long a kid that was found absent is refused without asking again.
const REMEMBERED: Duration = Duration::from_secs(5);
/// Places in the table. With 40 bytes each at most: 40 KiB, however many kids are presented.
const PLACES: usize = 1024;

/// Kids found absent, by a hash whose key nobody outside knows, in a table of fixed size: a new entry takes the place of the one
/// that stood there. A lost entry costs at most one token of the bucket.
#[derive(Debug, Default)]
pub(crate) struct AbsentKids {
    hasher: RandomState,
    places: Vec<Option<Entry>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u64,
    since: Moment,
}

impl AbsentKids {
    /// Remembers that `kid` is not in the set that was just fetched.
    pub(crate) fn insert(&mut self, kid: &str, now: Moment) {
        let hash = self.hasher.hash_one(kid);
        // Most stores never see an unknown kid: the table is made for the first one.
        self.places.resize(PLACES, None);
        if let Some(place) = self.places.get_mut(Self::place(hash)) {
            *place = Some(Entry { hash, since: now });
        }
    }

    /// Is `kid` known to be absent?
    pub(crate) fn contains(&self, kid: &str, now: Moment) -> bool {
        let hash = self.hasher.hash_one(kid);
        matches!(
            self.places.get(Self::place(hash)),
            Some(Some(entry)) if entry.hash == hash && now.since(entry.since) < REMEMBERED
        )
    }

    /// Forgets everything, the table included.
    pub(crate) fn clear(&mut self) {
        self.places = Vec::new();
    }

    fn place(hash: u64) -> usize {
        usize::try_from(hash % PLACES as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_for_five_seconds() {
        let mut absent = AbsentKids::default();
        absent.insert("k", Moment::at(0.0));
        assert!(absent.contains("k", Moment::at(4.999)));
        assert!(!absent.contains("k", Moment::at(5.0)));
        assert!(!absent.contains("other", Moment::at(0.0)));
    }

    #[test]
    fn forgets_when_cleared() {
        let mut absent = AbsentKids::default();
        absent.insert("k", Moment::at(0.0));
        absent.clear();
        assert!(!absent.contains("k", Moment::at(0.0)));
    }

    #[test]
    fn a_million_kids_take_at_most_64_kib() {
        let mut absent = AbsentKids::default();
        for n in 0..1_000_000 {
            absent.insert(&n.to_string(), Moment::at(0.0));
        }
        let bytes = absent.places.capacity() * size_of::<Option<Entry>>();
        assert!(bytes <= 64 * 1024, "{bytes}");
        assert!(absent.contains("999999", Moment::at(0.0)));
    }
}
