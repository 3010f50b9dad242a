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

    /// Uses these keys as long as they do: for functions that start cold. In a network without a way out take
    /// [`pinned_keys`](Self::pinned_keys): there a stranger's made-up key would be waited for in vain, and answered with 503.
    ///
    /// They serve from the start and never age. Nothing is fetched until a token names a key that is not among them: then the
    /// rules for unknown keys hold, as for fetched ones (one fetch, the request waits; two in a row, and then one per 5 s). What
    /// it brings takes the place of these keys, and from then on it is renewed, and dropped, as any fetched set; a token with a
    /// made-up key brings that about as well. While it fails these keys serve on, however long, and a token of the unknown key is
    /// answered with 503 `keys_unavailable`.
    ///
    /// So a key that the pool withdrew is refused from the first fetch on, and not before. Where that must be sooner, as after a
    /// theft of keys, [`start_with_keys`](Self::start_with_keys) asks by the first request.
    ///
    /// ```
    /// use cognito_core::{Verifier, jwks::{KeyStore, StaticKeys}, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let test = TestPool::new();
    /// let document = test.jwks(); // `include_bytes!("jwks.json")` in a program
    /// let keys = KeyStore::builder(&test.user_pool())
    ///     .fetcher(test.clone())
    ///     .embedded_keys(StaticKeys::from_json(document)?)
    ///     .build()?;
    /// let verifier = Verifier::builder()
    ///     .user_pool_with_keys(test.user_pool(), keys)
    ///     .clock(test.clock().clone())
    ///     .build()?;
    /// assert!(verifier.verify(&test.access_token().mint()).await.is_ok());
    /// assert_eq!(test.fetches(), 0);
    ///
    /// test.rotate();
    /// assert!(verifier.verify(&test.access_token().mint()).await.is_ok());
    /// assert_eq!(test.fetches(), 1);
    /// # Ok(()) }
    /// ```
    pub fn embedded_keys(mut self, keys: StaticKeys) -> Self {
        self.seed = Some(SeedKeys::Embedded(keys));
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
