use std::sync::Arc;

use super::{FetchJwks, KeyStore, RefreshSettings, SeedKeys, StaticKeys};
use crate::{
    BuildError, UserPool,
    clock::{Clock, SystemClock},
    pool::ResolvedPool,
};

/// What a [`KeyStore`] is made of.
#[derive(Debug)]
#[must_use]
pub struct KeyStoreBuilder {
    pool: UserPool,
    fetcher: Option<Arc<dyn FetchJwks>>,
    clock: Arc<dyn Clock>,
    refresh: RefreshSettings,
    seed: Option<SeedKeys>,
}

impl KeyStore {
    /// Starts a store of this pool's keys, for verifiers to share or with keys embedded in the program.
    ///
    /// ```
    /// use cognito_core::{UserPool, Verifier, jwks::{KeyStore, StaticKeys}, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = TestPool::new();
    /// # let document = test.jwks();
    /// let pool = UserPool::new("us-east-1_TestPool1".parse()?, ["testclient000000000000001"]);
    /// let keys = KeyStore::builder(&pool)
    ///     .pinned_keys(StaticKeys::from_json(document)?) // never fetches
    ///     .build()?;
    /// let verifier = Verifier::builder()
    ///     .user_pool_with_keys(pool, keys)
    /// #   .clock(test.clock().clone())
    ///     .build()?;
    /// assert!(verifier.is_ready());
    /// # assert!(verifier.verify(&test.access_token().mint()).await.is_ok());
    /// # Ok(()) }
    /// ```
    pub fn builder(pool: &UserPool) -> KeyStoreBuilder {
        KeyStoreBuilder {
            pool: pool.clone(),
            fetcher: None,
            clock: Arc::new(SystemClock::default()),
            refresh: RefreshSettings::default(),
            seed: None,
        }
    }

    /// A store for a checked pool. Without a fetcher it is `reqwest`, where that feature is on.
    pub(crate) fn for_pool(
        pool: &ResolvedPool,
        fetcher: Option<Arc<dyn FetchJwks>>,
        clock: Arc<dyn Clock>,
        refresh: RefreshSettings,
        seed: Option<SeedKeys>,
    ) -> Result<Self, BuildError> {
        refresh.check()?;
        let is_pinned = matches!(seed, Some(SeedKeys::Pinned(_)));
        #[cfg(feature = "reqwest")]
        let fetcher = fetcher.or_else(|| Some(default_fetcher(pool)));
        if fetcher.is_none() && !is_pinned {
            return Err(BuildError::NoFetcher {
                pool: pool.id.clone(),
            });
        }
        Ok(Self::new(
            pool.id.as_str().into(),
            pool.locations.clone(),
            fetcher,
            clock,
            refresh,
            seed,
        ))
    }
}

#[cfg(feature = "reqwest")]
fn default_fetcher(pool: &ResolvedPool) -> Arc<dyn FetchJwks> {
    let fetcher = super::ReqwestFetcher::new();
    Arc::new(
        pool.http_hosts
            .iter()
            .fold(fetcher, |fetcher, host| fetcher.allow_http(&**host)),
    )
}

impl KeyStoreBuilder {
    /// What fetches the key set. Default: `reqwest`, where that feature is on.
    pub fn fetcher(mut self, fetcher: impl FetchJwks) -> Self {
        self.fetcher = Some(Arc::new(fetcher));
        self
    }

    /// The clock. Default: the system's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How the keys are kept fresh.
    pub fn refresh(mut self, settings: RefreshSettings) -> Self {
        self.refresh = settings;
        self
    }

    /// Starts with these keys, and renews them as any others: the first request needs no fetch.
    pub fn start_with_keys(mut self, keys: StaticKeys) -> Self {
        self.seed = Some(SeedKeys::Start(keys));
        self
    }

    /// Uses these keys and no others; nothing is ever fetched. After a rotation the program needs new ones.
    pub fn pinned_keys(mut self, keys: StaticKeys) -> Self {
        self.seed = Some(SeedKeys::Pinned(keys));
        self
    }

    /// Makes the store: no I/O, no task.
    ///
    /// # Errors
    /// [`BuildError`] if the pool's configuration or the refresh settings cannot be meant, or nothing is there to fetch the
    /// keys.
    pub fn build(self) -> Result<KeyStore, BuildError> {
        KeyStore::for_pool(
            &self.pool.resolve()?,
            self.fetcher,
            self.clock,
            self.refresh,
            self.seed,
        )
    }
}
