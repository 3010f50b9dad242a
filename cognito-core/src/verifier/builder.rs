mod check;

use std::{collections::HashMap, sync::Arc, time::Duration};

use self::check::of_this_pool;
use super::{
    Inner, Verifier,
    checks::{ResourceRule, Rules},
    memory::Memory,
};
#[cfg(feature = "token-cache")]
use crate::token_cache::TokenCacheSettings;
use crate::{
    BuildError, TokenUse, UserPool,
    clock::{Clock, SystemClock},
    jwks::{FetchJwks, KeyStore, RefreshSettings},
    pool::KeyedPool,
    registry::{Configured, KeySource, PoolRegistry, Registry, RegistrySettings},
    revocation::{Guard, OnFailure, Revocation},
};

/// Long enough for any leeway that is one, not a longer life for tokens.
const MAX_LEEWAY: Duration = Duration::from_secs(600);

/// What a [`Verifier`] is made of.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::{BuildError, TokenUse, UserPool, Verifier};
///
/// let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
/// let builder = || Verifier::builder().user_pool(pool.clone()).accept([TokenUse::Access, TokenUse::Id]);
/// let verifier = builder().leeway(Duration::from_secs(10)).build()?;
/// assert!(!verifier.is_ready(), "the first token fetches the keys");
///
/// let error = builder().leeway(Duration::from_secs(3600)).build().unwrap_err();
/// assert!(matches!(error, BuildError::LeewayTooLong { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct VerifierBuilder {
    pools: Vec<(UserPool, Option<KeyStore>)>,
    registry: Option<Arc<dyn PoolRegistry>>,
    registry_settings: Option<RegistrySettings>,
    has_two_registries: bool,
    rules: Rules,
    max_token_len: usize,
    clock: Arc<dyn Clock>,
    fetcher: Option<Arc<dyn FetchJwks>>,
    refresh: RefreshSettings,
    revocation: Option<Guard>,
    has_two_stores: bool,
    #[cfg(feature = "token-cache")]
    token_cache: Option<TokenCacheSettings>,
}

impl VerifierBuilder {
    pub(super) fn new() -> Self {
        Self {
            pools: Vec::new(),
            registry: None,
            registry_settings: None,
            has_two_registries: false,
            rules: Rules {
                accepted: vec![TokenUse::Access],
                leeway: Duration::from_secs(60),
                max_token_age: None,
                resource: ResourceRule::Unbound,
            },
            max_token_len: 32 * 1024,
            clock: Arc::new(SystemClock::default()),
            fetcher: None,
            refresh: RefreshSettings::default(),
            revocation: None,
            has_two_stores: false,
            #[cfg(feature = "token-cache")]
            token_cache: None,
        }
    }

    /// A builder that has the pool which the environment names; see [`Verifier::from_env`].
    ///
    /// # Errors
    /// [`BuildError`], naming the variable and the expected form.
    pub fn from_env() -> Result<Self, BuildError> {
        Ok(Self::new().user_pool(UserPool::from_env()?))
    }

    /// Accepts tokens of this pool. Call it once for each pool.
    pub fn user_pool(mut self, pool: UserPool) -> Self {
        self.pools.push((pool, None));
        self
    }

    /// Accepts tokens of this pool, and takes its keys from a store that other verifiers share, or that holds an
    /// embedded key set: see [`KeyStore::builder`].
    ///
    /// The store keeps the clock, the fetcher and the refresh settings that it was built with: those of this builder do
    /// not reach it. Building fails if it holds the keys of another pool.
    pub fn user_pool_with_keys(mut self, pool: UserPool, keys: KeyStore) -> Self {
        self.pools.push((pool, Some(keys)));
        self
    }

    /// Accepts tokens of the pools that this registry knows, beside those of [`user_pool`](Self::user_pool), or alone. For
    /// applications whose tenants come and go while the program runs, or are thousands; see [`registry`](crate::registry).
    ///
    /// The registry is asked about a token that passed every check that needs no pool, `token_use` being the last of them.
    /// Pools of the configuration are none of its business: a token of one of them never asks it, and it cannot take their
    /// place. The keys of its pools are fetched and kept fresh as theirs are, by the clock, the fetcher and the refresh settings of
    /// this builder.
    ///
    /// There is one registry. To set a second one is a [`BuildError`]: write one that asks both.
    ///
    /// See [`PoolRegistry`] for an example.
    pub fn pool_registry(mut self, registry: impl PoolRegistry) -> Self {
        self.has_two_registries |= self.registry.replace(Arc::new(registry)).is_some();
        self
    }

    /// How many pools of the registry are kept, and when they are looked up again. Default: [`RegistrySettings::default`].
    pub fn registry_settings(mut self, settings: RegistrySettings) -> Self {
        self.registry_settings = Some(settings);
        self
    }

    /// Which kinds of token are accepted, in place of the default: access tokens only.
    ///
    /// An API wants access tokens: they name the client and the scopes. ID tokens tell an application who signed in.
    pub fn accept(mut self, uses: impl IntoIterator<Item = TokenUse>) -> Self {
        self.rules.accepted = uses.into_iter().collect();
        self
    }

    /// How far the clocks of the issuer and this host may differ: for `exp`, `nbf` and `iat`. Default: 60 s; at most
    /// 600 s.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.rules.leeway = leeway;
        self
    }

    /// Refuses tokens that were issued longer ago than this, whatever their `exp`; more than zero. Default: none.
    pub fn max_token_age(mut self, age: Duration) -> Self {
        self.rules.max_token_age = Some(age);
        self
    }

    /// The longest token that is looked at, in bytes; at least 1. Default: 32 KiB.
    pub fn max_token_len(mut self, bytes: usize) -> Self {
        self.max_token_len = bytes;
        self
    }

    /// The resource that access tokens must be bound to: their `aud` must name it, byte for byte
    /// ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
    ///
    /// Default: tokens that are bound to a resource are refused, for they are another API's.
    pub fn resource(mut self, resource: impl Into<Box<str>>) -> Self {
        self.rules.resource = ResourceRule::Named(resource.into());
        self
    }

    /// Accepts access tokens whatever resource they are bound to. A token meant for another API then works here.
    pub fn any_resource(mut self) -> Self {
        self.rules.resource = ResourceRule::Any;
        self
    }

    /// The clock that tokens are checked by, and that keys age by. Default: the system's.
    ///
    /// It does not reach a store given by [`user_pool_with_keys`](Self::user_pool_with_keys), which has its own.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What fetches key sets. Default: `reqwest`, where that feature is on.
    ///
    /// It does not reach a store given by [`user_pool_with_keys`](Self::user_pool_with_keys), which has its own.
    pub fn fetcher(mut self, fetcher: impl FetchJwks) -> Self {
        self.fetcher = Some(Arc::new(fetcher));
        self
    }

    /// How keys are kept fresh. Default: [`RefreshSettings::default`].
    ///
    /// It does not reach a store given by [`user_pool_with_keys`](Self::user_pool_with_keys), which has its own.
    pub fn refresh(mut self, settings: RefreshSettings) -> Self {
        self.refresh = settings;
        self
    }

    /// Refuses tokens that this store says are revoked. Default: none; a revoked token is accepted until it expires.
    ///
    /// The store is asked last, about tokens that passed every other check. A store that fails, or does not answer within
    /// two seconds, is a refusal with 503 `revocation_unavailable` and `Retry-After`: no token is let in unchecked.
    ///
    /// The two seconds are the [clock's](Self::clock). The default one sleeps on a tokio runtime: outside of any (another
    /// executor, a plain `block_on`) a silent store is waited for without end. Let the store limit its own time there.
    ///
    /// There is one store. To set a second one, here or by [`revocation_fail_open`](Self::revocation_fail_open), is a
    /// [`BuildError`]: write one that asks both.
    ///
    /// ```
    /// use cognito_core::{Reason, revocation::RevocationList, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let list = RevocationList::builder().clock(pool.clock().clone()).build()?;
    /// let verifier = pool.verifier_builder().revocation(list.clone()).build()?;
    /// let token = pool.access_token().mint();
    /// list.sign_out(&verifier.verify(&token).await?)?;
    /// assert_eq!(verifier.verify(&token).await.unwrap_err().reason(), Reason::Revoked);
    /// # Ok(()) }
    /// ```
    pub fn revocation(self, store: impl Revocation) -> Self {
        self.guard(Guard::new(store, OnFailure::Refuse))
    }

    /// As [`revocation`](Self::revocation), but lets tokens in while the store fails or is silent.
    ///
    /// A revoked token works again for as long as the store is down, which its bearer may be able to bring about. Each token
    /// that is let in this way is a warning in the log.
    ///
    /// ```
    /// use cognito_core::{CognitoClaims, test_util::TestPool};
    /// use cognito_core::revocation::{Revocation, RevocationCheck, RevocationError};
    ///
    /// #[derive(Debug)]
    /// struct Broken;
    ///
    /// impl Revocation for Broken {
    ///     fn check(&self, _: &CognitoClaims) -> RevocationCheck {
    ///         RevocationError::new("connection refused").into()
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let token = pool.access_token().mint();
    /// let closed = pool.verifier_builder().revocation(Broken).build()?;
    /// assert_eq!(closed.verify(&token).await.unwrap_err().status(), 503);
    /// let open = pool.verifier_builder().revocation_fail_open(Broken).build()?;
    /// assert!(open.verify(&token).await.is_ok());
    /// # Ok(()) }
    /// ```
    pub fn revocation_fail_open(self, store: impl Revocation) -> Self {
        self.guard(Guard::new(store, OnFailure::Admit))
    }

    /// Remembers tokens that were verified, so that they need not be verified again while they and their keys last (default: no).
    /// Needs the feature `token-cache`; see [`token_cache`](crate::token_cache) for what is checked with every hit.
    ///
    /// The memory belongs to this verifier and its clones alone.
    #[cfg(feature = "token-cache")]
    pub fn token_cache(mut self, settings: TokenCacheSettings) -> Self {
        self.token_cache = Some(settings);
        self
    }

    fn guard(mut self, guard: Guard) -> Self {
        self.has_two_stores |= self.revocation.replace(guard).is_some();
        self
    }

    /// Makes the verifier: no I/O, no task.
    ///
    /// # Errors
    /// [`BuildError`] for whatever cannot be meant: no pool, no app client, keys of another pool, a second registry or
    /// revocation store, a URL, a length or a leeway out of bounds.
    pub fn build(self) -> Result<Verifier, BuildError> {
        self.check()?;
        let mut pools = Vec::with_capacity(self.pools.len());
        let mut issuers = HashMap::new();
        for (pool, keys) in self.pools {
            let about = pool.resolve()?;
            for issuer in &about.issuers {
                if issuers.insert(issuer.clone(), pools.len()).is_some() {
                    return Err(BuildError::DuplicateIssuer {
                        issuer: issuer.clone(),
                    });
                }
            }
            let keys = match keys {
                Some(keys) => of_this_pool(keys, &about.id)?,
                None => KeyStore::for_pool(
                    &about,
                    self.fetcher.clone(),
                    Arc::clone(&self.clock),
                    self.refresh.clone(),
                    None,
                )?,
            };
            pools.push(KeyedPool { about, keys });
        }
        let registry = self.registry.map(|registry| {
            let keys = KeySource::new(self.fetcher, Arc::clone(&self.clock), self.refresh);
            let configured = Configured {
                ids: pools
                    .iter()
                    .map(|pool| pool.about.id.as_str().into())
                    .collect(),
                issuers: issuers.keys().cloned().collect(),
            };
            let settings = self.registry_settings.unwrap_or_default();
            Registry::new(
                registry,
                settings,
                Arc::clone(&self.clock),
                keys,
                configured,
            )
        });
        Ok(Verifier(Arc::new(Inner {
            pools: pools.into(),
            issuers,
            registry,
            rules: self.rules,
            max_token_len: self.max_token_len,
            clock: self.clock,
            revocation: self.revocation.map(Arc::new),
            #[cfg(feature = "token-cache")]
            memory: Memory::of(self.token_cache.as_ref()),
            #[cfg(not(feature = "token-cache"))]
            memory: Memory,
        })))
    }
}
