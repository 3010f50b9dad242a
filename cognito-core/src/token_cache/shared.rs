//! The memory of one verifier: what all its threads share, and what each keeps near.

use std::{
    fmt,
    hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

use quick_cache::{
    Weighter,
    sync::{Cache, DefaultLifecycle},
};
use thread_local::ThreadLocal;

use super::{
    TokenCacheSettings, TokenCacheState,
    key::{By, Key, Probe},
    near::Near,
    remembered::{Origin, Remembered},
};
use crate::CognitoClaims;

/// The bytes of an entry that is rather large.
const USUAL: usize = 2 * 1024;

pub(crate) struct TokenCache {
    by: By,
    hasher: RandomState,
    all: Cache<Key, Remembered, Share, BuildHasherDefault<AsItIs>>,
    near: ThreadLocal<Near>,
    counts: ThreadLocal<Counts>,
}

/// Written by one thread, read by all.
#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
}

impl TokenCache {
    pub(crate) fn new(settings: &TokenCacheSettings) -> Self {
        Self {
            by: settings.by,
            hasher: RandomState::new(),
            all: Cache::with(
                expected(settings),
                to_u64(settings.max_bytes),
                Share::of(settings),
                BuildHasherDefault::default(),
                DefaultLifecycle::default(),
            ),
            near: ThreadLocal::new(),
            counts: ThreadLocal::new(),
        }
    }

    /// The claims of this very token, if it was remembered and what it was verified by still `holds`. Else it is forgotten.
    pub(crate) fn recall(
        &self,
        token: &[u8],
        holds: impl Fn(&CognitoClaims, Origin) -> bool,
    ) -> Option<CognitoClaims> {
        let probe = self.probe(token);
        let (near, counts) = (self.near.get_or_default(), self.counts.get_or_default());
        let holds = |found: &Remembered| holds(&found.claims, found.origin);
        // What this thread kept may have ended while another one verified the token anew.
        let found = near
            .recall(&probe, holds)
            .or_else(|| self.recall_shared(&probe, near, holds));
        count(match found {
            Some(_) => &counts.hits,
            None => &counts.misses,
        });
        found.map(|found| found.claims)
    }

    fn recall_shared(
        &self,
        probe: &Probe<'_>,
        near: &Near,
        holds: impl Fn(&Remembered) -> bool,
    ) -> Option<Remembered> {
        let found = self.all.get(probe)?;
        if holds(&found) {
            near.offer(probe, &found, self.by);
            return Some(found);
        }
        self.all
            .remove_if(probe, |other| other.origin == found.origin);
        None
    }

    /// What [`remember`](Self::remember) finds the token by.
    pub(crate) fn key(&self, token: &[u8]) -> Key {
        self.probe(token).to_key(self.by)
    }

    /// A token that passed every check.
    pub(crate) fn remember(&self, key: Key, claims: CognitoClaims, origin: Origin) {
        self.all.insert(key, Remembered { claims, origin });
    }

    pub(crate) fn state(&self) -> TokenCacheState {
        let sum = |count: fn(&Counts) -> &AtomicU64| {
            let counts = self.counts.iter().map(count);
            counts.map(|count| count.load(Ordering::Relaxed)).sum()
        };
        TokenCacheState {
            bytes: self.all.weight(),
            entries: to_u64(self.all.len()),
            hits: sum(|counts| &counts.hits),
            misses: sum(|counts| &counts.misses),
        }
    }

    /// The last sixteen bytes say where to look. They are of the signature: as good as random in a token that was verified, and no
    /// other is remembered.
    fn probe<'t>(&self, token: &'t [u8]) -> Probe<'t> {
        let tail = token.last_chunk().copied().map(u128::from_le_bytes);
        Probe::new(self.hasher.hash_one(tail.unwrap_or_default()), token)
    }
}

/// The number of entries that the cache makes itself ready for. It cuts itself into shards, more of them on a larger machine,
/// each for 32 of these at least, and leaves a mark of what made room, for half as many. Where bytes are the narrower limit,
/// more would leave a shard no room for a large entry, and have the marks outgrow the entries.
fn expected(settings: &TokenCacheSettings) -> usize {
    settings.max_entries.min(settings.max_bytes / USUAL).max(1)
}

/// Prints numbers only.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state().fmt(f)
    }
}

/// Not `fetch_add`: no other thread writes.
fn count(counter: &AtomicU64) {
    let next = counter.load(Ordering::Relaxed).wrapping_add(1);
    counter.store(next, Ordering::Relaxed);
}

fn to_u64(number: usize) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}

/// What an entry counts for: its bytes, and no less than an even share. So one sum bounds bytes and entries.
#[derive(Clone)]
struct Share {
    least: u64,
}

impl Share {
    fn of(settings: &TokenCacheSettings) -> Self {
        let share = settings.max_bytes.div_ceil(settings.max_entries.max(1));
        Self {
            least: to_u64(match settings.max_entries {
                // The cache keeps three per cent for newcomers: nothing that takes all of it would enter.
                1 => share - share / 16,
                _ => share,
            }),
        }
    }
}

impl Weighter<Key, Remembered> for Share {
    fn weight(&self, key: &Key, remembered: &Remembered) -> u64 {
        let own = size_of::<(Key, Remembered)>();
        to_u64(own + key.heap() + remembered.claims.heap()).max(self.least)
    }
}

/// The hasher of what is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{test_util::TestPool, token_cache::PoolMark};

    fn settings(entries: usize, bytes: usize) -> TokenCacheSettings {
        let settings = TokenCacheSettings::default();
        settings.max_entries(entries).max_bytes(bytes)
    }

    #[test]
    fn a_shard_has_room_for_the_largest_entry_on_any_machine() {
        for settings in [
            TokenCacheSettings::default(),
            settings(10_000, 256 * 1024),
            settings(1_000_000, 256 * 1024),
            settings(usize::MAX, usize::MAX),
        ] {
            let most_shards = (expected(&settings) / 31).max(1);
            // A token of 32 KiB, and its claims.
            assert!(settings.max_bytes / most_shards > 57 * 1024, "{settings:?}");
        }
    }

    #[tokio::test]
    async fn a_large_number_of_entries_leaves_no_room_beyond_the_bytes() {
        let pool = TestPool::new();
        let token = pool.access_token().mint();
        let claims = pool.verifier().verify(&token).await.unwrap();
        let origin = Origin {
            pool: PoolMark::Configured(0),
            generation: 1,
        };
        let cache = TokenCache::new(&settings(usize::MAX, 256 * 1024));
        for n in 0..20_000 {
            cache.remember(
                cache.key(format!("{token}{n}").as_bytes()),
                claims.clone(),
                origin,
            );
        }
        assert!(cache.state().entries > 100);
        let own = cache.all.memory_used().total();
        assert!(own < 128 * 1024, "{own}");
    }
}
