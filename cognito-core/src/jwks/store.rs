//! The key store of one pool.

use std::{fmt, sync::Arc};

use tokio::sync::watch;

use super::{
    events::PoolName,
    fetch::FetchJwks,
    fetch_error::KeysUnavailable,
    flight::Source,
    protocol::{Answer, Freshness, KeyRef, Moment, Protocol, Snapshot},
    settings::RefreshSettings,
    shared::Shared,
    state::KeyState,
    static_keys::SeedKeys,
    wait::{self, KeyWait},
};
use crate::clock::Clock;

/// The signing keys of one user pool. Clones share one set.
///
/// Nothing happens until the first token needs a key, or [`prefetch`](Self::prefetch) or [`keep_fresh`](Self::keep_fresh) is
/// called: no connection, no task. Then the rules of the [module](super) hold.
#[derive(Clone)]
pub struct KeyStore(Arc<Shared>);

/// What a verifier learns about a kid, at once.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// The issuer has no such key: 401 `unknown_kid`.
    Absent,
    /// The key.
    Found(KeyRef),
    /// It cannot be said now: 503.
    Unavailable(KeysUnavailable),
    /// A fetch is under way that will tell.
    Wait(KeyWait),
}

impl KeyStore {
    /// A store for the pool called `label` in logs. No I/O, no task.
    ///
    /// With pinned keys, or without a fetcher, nothing is ever fetched. The locations are tried in order.
    pub(crate) fn new(
        label: Box<str>,
        locations: Vec<Box<str>>,
        fetcher: Option<Arc<dyn FetchJwks>>,
        clock: Arc<dyn Clock>,
        settings: RefreshSettings,
        seed: Option<SeedKeys>,
    ) -> Self {
        let is_pinned = matches!(seed, Some(SeedKeys::Pinned(_)));
        let source = fetcher.filter(|_| !is_pinned).map(|fetcher| Source {
            fetcher,
            locations: locations.into(),
            clock: Arc::clone(&clock),
            deadline: settings.deadline,
        });
        let set = match seed {
            Some(SeedKeys::Start(keys)) => Snapshot::start(keys.into_set(), Moment::now(&*clock)),
            Some(SeedKeys::Pinned(keys) | SeedKeys::Embedded(keys)) => {
                Snapshot::embedded(keys.into_set(), Moment::now(&*clock))
            }
            None => Snapshot::none(),
        };
        Self(Arc::new(Shared {
            name: PoolName {
                id: label,
                registered: None,
            },
            protocol: Protocol::new(settings, source.is_some(), set),
            source,
            clock,
            alive: watch::Sender::new(()),
        }))
    }

    /// Makes a new store one of many, in metrics and by what it remembers: a registry may have thousands of pools.
    pub(crate) fn of_registry(mut self, number: u64) -> Self {
        if let Some(shared) = Arc::get_mut(&mut self.0) {
            shared.name.registered = Some(number);
            shared.protocol.control().absent.keep_few();
        }
        self
    }

    /// What `clock` said a moment ago, as the store reckons: it may have a clock of its own.
    pub(crate) fn moment(&self, clock: &Arc<dyn Clock>, now: Moment) -> Moment {
        if Arc::ptr_eq(clock, &self.0.clock) {
            now
        } else {
            self.0.now()
        }
    }

    /// The key named `kid`, now.
    #[cfg(test)]
    pub(crate) fn lookup(&self, kid: &str) -> Lookup {
        self.lookup_at(kid, self.0.now())
    }

    /// The key named `kid`. Where it is at hand: one atomic load, no lock, no allocation. The time is the store's:
    /// [`moment`](Self::moment).
    pub(crate) fn lookup_at(&self, kid: &str, now: Moment) -> Lookup {
        let set = self.0.protocol.set();
        let freshness = self.0.protocol.freshness(&set, now);
        if freshness <= Freshness::Ageing
            && let Some(key) = KeyRef::find(set, kid)
        {
            if freshness == Freshness::Ageing {
                self.0.renew_in_background();
            }
            return Lookup::Found(key);
        }
        match self.0.ask(kid, None) {
            Answer::Absent => Lookup::Absent,
            Answer::Found(key) => Lookup::Found(key),
            Answer::Unavailable(unavailable) => Lookup::Unavailable(unavailable),
            Answer::Wait(pending) => {
                Lookup::Wait(KeyWait::new(Arc::clone(&self.0), kid.into(), pending))
            }
        }
    }

    /// Whether the keys of this generation are still in force, and young enough to be used at once. As a look-up does, it has
    /// them renewed when that is due.
    #[cfg(feature = "token-cache")]
    pub(crate) fn still_has(&self, generation: u64, now: Moment) -> bool {
        let set = self.0.protocol.set();
        let freshness = self.0.protocol.freshness(&set, now);
        if freshness > Freshness::Ageing {
            return false;
        }
        if freshness == Freshness::Ageing {
            self.0.renew_in_background();
        }
        set.generation == generation
    }

    /// Which one of a registry's stores this is.
    #[cfg(feature = "token-cache")]
    pub(crate) fn registered(&self) -> Option<u64> {
        self.0.name.registered
    }

    /// Fetches the keys unless fresh ones are at hand, so that the first request need not wait. Call it before serving; whether
    /// a failure stops the program is yours to say, later requests try again. Embedded keys count as fresh.
    ///
    /// ```
    /// use cognito_core::{UserPool, future::BoxFuture, jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched, KeyStore}};
    ///
    /// #[derive(Debug)]
    /// struct Down;
    ///
    /// impl FetchJwks for Down {
    ///     fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
    ///         Box::pin(async { Err(FetchErrorKind::Connect.into()) })
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
    /// let keys = KeyStore::builder(&pool).fetcher(Down).build()?;
    ///
    /// // Fail-fast, with `?` in most programs: no keys, no service.
    /// assert!(keys.prefetch().await.is_err());
    ///
    /// // Not fail-fast: serve, answer 503 until the keys are there, and let the readiness probe say so.
    /// if let Err(unavailable) = keys.prefetch().await {
    ///     eprintln!("starting without keys: {unavailable}");
    /// }
    /// assert!(!keys.is_ready());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If there are no usable keys and they cannot be fetched. Old keys that may still be used are not an error.
    pub async fn prefetch(&self) -> Result<(), KeysUnavailable> {
        match wait::for_a_fresh_set(&self.0).await {
            Err(unavailable) if !self.is_ready() => Err(unavailable),
            _ => Ok(()),
        }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    /// Are there keys to verify with? For readiness probes; causes no fetch.
    pub fn is_ready(&self) -> bool {
        let protocol = &self.0.protocol;
        protocol.freshness(&protocol.set(), self.0.now()) < Freshness::Gone
    }

    /// What the store holds and plans, for status pages and logs. Causes no fetch.
    pub fn state(&self) -> KeyState {
        KeyState::of(&self.0)
    }
}

/// Prints the pool and the names of its keys.
impl fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.0.protocol.set();
        f.debug_struct("KeyStore")
            .field("pool", &self.0.name.id)
            .field("kids", &set.keys.kids().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
