//! The usable keys of one document.

use super::key::VerifyingKey;

/// Keys by name. A pool has two to four of them: a scan is faster than hashing a name.
#[derive(Debug, Default)]
pub(crate) struct KeySet {
    keys: Vec<(Box<str>, VerifyingKey)>,
    ambiguous: Vec<Box<str>>,
    skipped: usize,
}

impl KeySet {
    /// The place of the key named `kid`, by equality of the whole name.
    pub(crate) fn position(&self, kid: &str) -> Option<usize> {
        self.keys.iter().position(|(name, _)| **name == *kid)
    }

    /// The key at a place that [`position`](Self::position) of this very set gave.
    #[expect(
        clippy::indexing_slicing,
        reason = "the place comes from this set, which never changes"
    )]
    pub(crate) fn at(&self, position: usize) -> &VerifyingKey {
        &self.keys[position].1
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    #[cfg(any(feature = "metrics", feature = "tracing", test))]
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(kid, _)| &**kid)
    }

    /// Names under which the document had two different keys: neither is used.
    pub(crate) fn ambiguous(&self) -> &[Box<str>] {
        &self.ambiguous
    }

    /// Entries of the document that are no usable key.
    pub(crate) fn skipped(&self) -> usize {
        self.skipped
    }

    /// How many keys are here that `other` lacks, or has with other material.
    pub(crate) fn not_in(&self, other: &Self) -> usize {
        let is_in = |(kid, key): &&(Box<str>, VerifyingKey)| {
            other.position(kid).is_some_and(|at| other.at(at) == key)
        };
        self.keys.iter().filter(|entry| !is_in(entry)).count()
    }
}

/// Collects the entries of a document; `None` stands for one that is no usable key. Of two entries of one name the same material
/// counts once, different material makes the name unusable.
impl FromIterator<Option<(Box<str>, VerifyingKey)>> for KeySet {
    fn from_iter<I: IntoIterator<Item = Option<(Box<str>, VerifyingKey)>>>(entries: I) -> Self {
        let mut set = Self::default();
        for entry in entries {
            match entry {
                Some((kid, key)) => set.add(kid, key),
                None => set.skipped += 1,
            }
        }
        set
    }
}

impl KeySet {
    fn add(&mut self, kid: Box<str>, key: VerifyingKey) {
        if self.ambiguous.contains(&kid) {
            self.skipped += 1;
            return;
        }
        match self.position(&kid) {
            None => self.keys.push((kid, key)),
            Some(at) if *self.at(at) == key => {}
            Some(at) => {
                self.keys.swap_remove(at);
                self.skipped += 2;
                self.ambiguous.push(kid);
            }
        }
    }
}
