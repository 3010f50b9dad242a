//! Where a request finds its pool: no lock, no wait.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use arc_swap::ArcSwap;

use super::registered::Registered;

/// Pools in one shard when the registry is full, on average: few enough to look at one by one, and to copy for each change.
const POOLS_IN_A_SHARD: usize = 8;

/// The registered pools by id, in shards that are replaced as a whole.
pub(super) struct Table {
    shards: Box<[ArcSwap<Shard>]>,
    /// With a key that nobody outside knows: nobody can pick ids that meet in one shard.
    hasher: RandomState,
}

type Shard = Vec<Arc<Registered>>;

/// What is no longer in the table. Drop it when no lock is held: it may hold code of the user's.
pub(super) type Displaced = Arc<Shard>;

impl Table {
    pub(super) fn new(max_pools: usize) -> Self {
        let shards = max_pools.div_ceil(POOLS_IN_A_SHARD).clamp(1, 1 << 16);
        let none = Arc::new(Shard::new());
        Self {
            shards: (0..shards)
                .map(|_| ArcSwap::new(Arc::clone(&none)))
                .collect(),
            hasher: RandomState::new(),
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Registered>> {
        let shard = self.shard(id)?.load();
        shard.iter().find(|pool| is(pool, id)).cloned()
    }

    /// Puts a pool in, in place of the one of its id. One writer at a time: the caller holds a lock.
    pub(super) fn put(&self, pool: &Arc<Registered>) -> Option<Displaced> {
        let id = pool.pool.about.id.as_str();
        self.replace(id, |others| others.push(Arc::clone(pool)))
    }

    /// Takes the pool of this id out. One writer at a time: the caller holds a lock.
    pub(super) fn remove(&self, id: &str) -> Option<Displaced> {
        self.replace(id, |_| ())
    }

    pub(super) fn all(&self) -> Vec<Arc<Registered>> {
        let shards = self.shards.iter().map(ArcSwap::load_full);
        shards.flat_map(|shard| shard.to_vec()).collect()
    }

    fn replace(&self, id: &str, add: impl FnOnce(&mut Shard)) -> Option<Displaced> {
        let place = self.shard(id)?;
        let old = place.load();
        let mut new: Shard = old.iter().filter(|pool| !is(pool, id)).cloned().collect();
        add(&mut new);
        Some(place.swap(Arc::new(new)))
    }

    fn shard(&self, id: &str) -> Option<&ArcSwap<Shard>> {
        let hash = self.hasher.hash_one(id);
        let place = hash % u64::try_from(self.shards.len()).ok()?;
        self.shards.get(usize::try_from(place).ok()?)
    }
}

fn is(pool: &Registered, id: &str) -> bool {
    pool.pool.about.id.as_str() == id
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("shards", &self.shards.len())
            .finish_non_exhaustive()
    }
}
