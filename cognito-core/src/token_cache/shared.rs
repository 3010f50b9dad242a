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

/// How many bytes at the end of a token say where to look for it. They are of the signature: as good as random in a token that
/// was verified, and no other is remembered.
const TAIL: usize = 32;

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
                settings.max_entries,
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
        token: &str,
        holds: impl FnOnce(&CognitoClaims, Origin) -> bool,
    ) -> Option<CognitoClaims> {
        let probe = self.probe(token);
        let (near, counts) = (self.near.get_or_default(), self.counts.get_or_default());
        let is_near = near.find(&probe);
        let is_far = is_near.is_none();
        let Some(found) = is_near.or_else(|| self.all.get(&probe)) else {
            count(&counts.misses);
            return None;
        };
        if !holds(&found.claims, found.origin) {
            near.forget(&probe);
            self.all.remove(&probe);
            count(&counts.misses);
            return None;
        }
        if is_far {
            near.offer(&probe, &found, self.by);
        }
        count(&counts.hits);
        Some(found.claims)
    }

    /// What [`remember`](Self::remember) finds the token by.
    pub(crate) fn key(&self, token: &str) -> Key {
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

    fn probe<'t>(&self, token: &'t str) -> Probe<'t> {
        let start = token.len().saturating_sub(TAIL);
        let tail = token.as_bytes().get(start..).unwrap_or_default();
        Probe::new(self.hasher.hash_one(tail), token)
    }
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
