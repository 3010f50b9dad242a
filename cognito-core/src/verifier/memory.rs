//! What a verifier remembers of tokens that it verified, and when that still counts.

use std::sync::Arc;

use super::{Inner, Verifier, checks::are_timely, place::Place};
use crate::{
    CognitoClaims, TokenUse,
    clock::since_1970,
    jwks::{KeyRef, Moment},
    registry::Found,
    token_cache::{Key, Origin, PoolMark, TokenCache, TokenCacheSettings, TokenCacheState},
};

/// The token cache, where there is one.
#[derive(Debug, Default)]
pub(super) struct Memory(pub(super) Option<Arc<TokenCache>>);

/// What verified a token; `None` if it is not to be remembered.
pub(super) type Voucher = Option<Origin>;

/// A verified token that is to be remembered when the revocation store has let it pass.
pub(crate) struct Admission(Option<(Arc<TokenCache>, Key, Origin)>);

impl Memory {
    pub(super) fn of(settings: Option<&TokenCacheSettings>) -> Self {
        Self(settings.map(|settings| Arc::new(TokenCache::new(settings))))
    }

    /// What verified a token here with this key.
    pub(super) fn origin(
        &self,
        place: &Place<'_>,
        key: &KeyRef,
        claims: &CognitoClaims,
    ) -> Voucher {
        self.0.as_ref()?;
        // With several app clients, which one is the token's depends on the rule of the moment.
        let is_plain = claims.token_use() == TokenUse::Access || claims.audience().len() == 1;
        Some(Origin {
            pool: place.mark().filter(|_| is_plain)?,
            generation: key.generation(),
        })
    }

    /// Remembers a token that passed every check.
    pub(super) fn remember(&self, token: &[u8], claims: &CognitoClaims, origin: Voucher) {
        if let Some((cache, origin)) = self.0.as_ref().zip(origin) {
            cache.remember(cache.key(token), claims.clone(), origin);
        }
    }

    /// The same for one whose last check is still to be waited for.
    pub(super) fn later(&self, token: &[u8], origin: Voucher) -> Admission {
        let found = self.0.as_ref().zip(origin);
        Admission(found.map(|(cache, origin)| (Arc::clone(cache), cache.key(token), origin)))
    }
}

impl Admission {
    /// For one that is remembered.
    pub(super) fn none() -> Self {
        Self(None)
    }

    pub(super) fn admit(self, claims: &CognitoClaims) {
        if let Some((cache, key, origin)) = self.0 {
            cache.remember(key, claims.clone(), origin);
        }
    }
}

impl Verifier {
    /// How the token cache has served, and what it holds; `None` if the verifier has none.
    ///
    /// ```
    /// use cognito_core::{test_util::TestPool, token_cache::TokenCacheSettings};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// assert!(pool.verifier().token_cache().is_none());
    ///
    /// let settings = TokenCacheSettings::default().max_entries(1_000);
    /// let verifier = pool.verifier_builder().token_cache(settings).build()?;
    /// let state = verifier.token_cache().ok_or("there is one")?;
    /// assert_eq!((state.hits, state.misses, state.entries, state.bytes), (0, 0, 0, 0));
    /// # Ok(()) }
    /// ```
    pub fn token_cache(&self) -> Option<TokenCacheState> {
        self.0.memory.0.as_ref().map(|cache| cache.state())
    }
}

impl Inner {
    /// The claims of a token that was verified before, unless anything that may change has changed. Whatever is wrong, the caller
    /// then finds by verifying the token anew.
    pub(super) fn recall(
        &self,
        wanted: Option<TokenUse>,
        token: &[u8],
        now: Moment,
    ) -> Option<CognitoClaims> {
        let cache = self.memory.0.as_ref()?;
        cache.recall(token, |claims, origin| {
            wanted.is_none_or(|wanted| wanted == claims.token_use())
                && are_timely(claims.parts(), &self.rules, since_1970(now.wall()))
                && self.still_vouches(claims, origin, now)
        })
    }

    /// Whether pool, app client and keys are those that a verification would find now.
    fn still_vouches(&self, claims: &CognitoClaims, origin: Origin, now: Moment) -> bool {
        let place = match origin.pool {
            PoolMark::Configured(index) => match self.pools.get(index) {
                Some(pool) => Place::Configured(index, pool),
                None => return false,
            },
            PoolMark::Registered(_) => {
                match self.registry.as_ref().map(|r| r.find(claims.issuer())) {
                    Some(Found::Pool(pool)) => Place::Registered(pool),
                    _ => return false,
                }
            }
        };
        let vouches = place.mark() == Some(origin.pool)
            && place.about.clients.accepts(claims.client_id())
            && place
                .keys
                .still_has(origin.generation, place.keys.moment(&self.clock, now));
        if vouches {
            place.mark_used();
        }
        vouches
    }
}

impl Place<'_> {
    fn mark(&self) -> Option<PoolMark> {
        match self {
            Self::Configured(index, _) => Some(PoolMark::Configured(*index)),
            Self::Registered(pool) => pool.pool.keys.registered().map(PoolMark::Registered),
        }
    }
}
