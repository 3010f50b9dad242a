use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    BuildError,
    clock::Clock,
    jwks::{FetchJwks, KeyStore, RefreshSettings},
    pool::ResolvedPool,
};

/// Makes the key stores of pools: the verifier's settings about keys.
#[derive(Clone, Debug)]
pub(crate) struct KeySource {
    /// Of all pools: a default one each would be a client with CA certificates of its own each.
    fetcher: Option<Arc<dyn FetchJwks>>,
    #[cfg(feature = "reqwest")]
    is_default: bool,
    clock: Arc<dyn Clock>,
    refresh: RefreshSettings,
    /// Made so far.
    stores: Arc<AtomicU64>,
}

impl KeySource {
    pub(crate) fn new(
        fetcher: Option<Arc<dyn FetchJwks>>,
        clock: Arc<dyn Clock>,
        refresh: RefreshSettings,
    ) -> Self {
        Self {
            #[cfg(feature = "reqwest")]
            is_default: fetcher.is_none(),
            #[cfg(feature = "reqwest")]
            fetcher: fetcher.or_else(|| Some(Arc::new(crate::jwks::ReqwestFetcher::new()))),
            #[cfg(not(feature = "reqwest"))]
            fetcher,
            clock,
            refresh,
            stores: Arc::default(),
        }
    }

    /// The store of one pool. No I/O, no task.
    pub(crate) fn store(&self, pool: &ResolvedPool) -> Result<KeyStore, BuildError> {
        KeyStore::for_pool(
            pool,
            self.fetcher_for(pool),
            Arc::clone(&self.clock),
            self.refresh.clone(),
            None,
        )
        .map(|keys| keys.of_registry(self.stores.fetch_add(1, Ordering::Relaxed)))
    }

    fn fetcher_for(&self, pool: &ResolvedPool) -> Option<Arc<dyn FetchJwks>> {
        #[cfg(feature = "reqwest")]
        // A pool with hosts that `http` is allowed to gets a default one of its own: it is not allowed to others.
        if self.is_default && !pool.http_hosts.is_empty() {
            return None;
        }
        #[cfg(not(feature = "reqwest"))]
        let _ = pool;
        self.fetcher.clone()
    }
}
