use std::sync::Arc;

use crate::{
    BuildError,
    clock::Clock,
    jwks::{FetchJwks, KeyStore, RefreshSettings},
    pool::ResolvedPool,
};

/// Makes the key stores of pools: the verifier's settings about keys.
#[derive(Clone, Debug)]
pub(crate) struct KeySource {
    fetcher: Option<Arc<dyn FetchJwks>>,
    /// The default fetcher of all pools of a registry, if none was given: each has a client with CA certificates of its own.
    #[cfg(feature = "reqwest")]
    shared: Option<Arc<dyn FetchJwks>>,
    clock: Arc<dyn Clock>,
    refresh: RefreshSettings,
}

impl KeySource {
    pub(crate) fn new(
        fetcher: Option<Arc<dyn FetchJwks>>,
        clock: Arc<dyn Clock>,
        refresh: RefreshSettings,
    ) -> Self {
        #[cfg(feature = "reqwest")]
        let shared: Option<Arc<dyn FetchJwks>> = match fetcher {
            Some(_) => None,
            None => Some(Arc::new(crate::jwks::ReqwestFetcher::new())),
        };
        Self {
            fetcher,
            #[cfg(feature = "reqwest")]
            shared,
            clock,
            refresh,
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
        .map(KeyStore::of_registry)
    }

    fn fetcher_for(&self, pool: &ResolvedPool) -> Option<Arc<dyn FetchJwks>> {
        #[cfg(feature = "reqwest")]
        // A pool with hosts that `http` is allowed to has a fetcher of its own: it is not allowed to others.
        if pool.http_hosts.is_empty()
            && let Some(shared) = &self.shared
        {
            return Some(Arc::clone(shared));
        }
        #[cfg(not(feature = "reqwest"))]
        let _ = pool;
        self.fetcher.clone()
    }
}
