//! What a token is found by: all of its bytes, or their digest. Never a part of them.

use std::{
    cell::OnceCell,
    hash::{Hash, Hasher},
};

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use quick_cache::Equivalent;

type Digest = [u8; SHA256_OUTPUT_LEN];

/// Identifies a remembered token.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Key {
    place: u64,
    content: Content,
}

#[derive(Clone, Eq, PartialEq)]
enum Content {
    /// The length beside it spares the digest of what cannot be this token, however long that is.
    Digest(Digest, usize),
    Whole(Box<[u8]>),
}

/// Which [`Key`] a token has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum By {
    #[default]
    Digest,
    Whole,
}

/// A token that is looked for.
pub(super) struct Probe<'t> {
    /// Where to look: a hash of the token under a key of the process. It decides nothing.
    place: u64,
    token: &'t [u8],
    /// Only needed where something was found.
    digest: OnceCell<Digest>,
}

impl<'t> Probe<'t> {
    pub(super) fn new(place: u64, token: &'t [u8]) -> Self {
        Self {
            place,
            token,
            digest: OnceCell::new(),
        }
    }

    pub(super) fn place(&self) -> u64 {
        self.place
    }

    pub(super) fn is(&self, key: &Key) -> bool {
        self.place == key.place
            && match &key.content {
                Content::Digest(digest, len) => self.token.len() == *len && self.digest() == digest,
                Content::Whole(token) => **token == *self.token,
            }
    }

    pub(super) fn to_key(&self, by: By) -> Key {
        Key {
            place: self.place,
            content: match by {
                By::Digest => Content::Digest(*self.digest(), self.token.len()),
                By::Whole => Content::Whole(self.token.into()),
            },
        }
    }

    fn digest(&self) -> &Digest {
        self.digest.get_or_init(|| {
            let digest = digest(&SHA256, self.token);
            let digest = digest.as_ref().first_chunk().copied();
            // SHA-256 has this length.
            digest.unwrap_or_default()
        })
    }
}

impl Key {
    /// The memory that belongs to it, in bytes.
    pub(super) fn heap(&self) -> usize {
        match &self.content {
            Content::Digest(..) => 0,
            Content::Whole(token) => token.len(),
        }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.place);
    }
}

impl Hash for Probe<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.place);
    }
}

impl Equivalent<Key> for Probe<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.is(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_all_of_its_bytes() {
        for by in [By::Digest, By::Whole] {
            let key = Probe::new(7, b"a.b.c").to_key(by);
            assert!(Probe::new(7, b"a.b.c").is(&key));
            assert!(Probe::new(7, b"a.b.c").to_key(by) == key);
            // One place, as if the hash had been hit on purpose.
            for other in ["a.b.d", "A.b.c", "a.b.c ", "a.b", "", "a.b.ca.b.c"] {
                assert!(!Probe::new(7, other.as_bytes()).is(&key), "{by:?} {other}");
                assert!(
                    Probe::new(7, other.as_bytes()).to_key(by) != key,
                    "{by:?} {other}"
                );
            }
            assert!(!Probe::new(8, b"a.b.c").is(&key));
        }
    }

    #[test]
    fn what_has_another_length_is_not_digested() {
        let key = Probe::new(7, b"a.b.c").to_key(By::Digest);
        let (other, same) = (Probe::new(7, b"a.b.cc"), Probe::new(7, b"a.b.d"));
        assert!(!other.is(&key) && other.digest.get().is_none());
        assert!(!same.is(&key) && same.digest.get().is_some());
    }

    #[test]
    fn only_the_whole_token_takes_memory_of_its_own() {
        let token = "x".repeat(1000);
        let probe = Probe::new(1, token.as_bytes());
        assert_eq!(probe.to_key(By::Digest).heap(), 0);
        assert_eq!(probe.to_key(By::Whole).heap(), 1000);
    }
}
