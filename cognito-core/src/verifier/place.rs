//! The pool that decides about a token: one of the configuration, or one of the registry.

use std::{ops::Deref, sync::Arc};

use super::{
    Inner,
    attempt::{Held, Stop, Waiting},
};
use crate::{
    AuthError, Reason,
    jwks::{KeyRef, Lookup, Moment},
    pool::KeyedPool,
    registry::{Found, Registered},
};

pub(super) enum Place<'v> {
    /// Its place in the configuration, and the pool.
    Configured(
        #[cfg_attr(
            not(feature = "token-cache"),
            expect(dead_code, reason = "what is remembered names it")
        )]
        usize,
        &'v KeyedPool,
    ),
    Registered(Arc<Registered>),
}

impl Inner {
    /// The pool of the configuration that has this issuer; `None` if the registry is to tell.
    pub(super) fn configured(&self, issuer: &str) -> Result<Option<Place<'_>>, Reason> {
        // Most programs have one pool, with one or two issuers: sooner compared than hashed.
        let index = match &*self.pools {
            [only] => only.about.accepts_issuer(issuer).then_some(0),
            _ => self.issuers.get(issuer).copied(),
        };
        let pool = index.and_then(|index| self.pools.get(index).map(|pool| (index, pool)));
        match pool {
            None if self.registry.is_none() => Err(Reason::UnknownIssuer),
            pool => Ok(pool.map(|(index, pool)| Place::Configured(index, pool))),
        }
    }

    /// The pool, and the key that was waited for if it is of this pool.
    pub(super) fn place<'v>(
        &'v self,
        configured: Option<Place<'v>>,
        issuer: &str,
        held: Held,
    ) -> Result<(Place<'v>, Option<KeyRef>), Stop> {
        if let Some(pool) = configured {
            return Ok((pool, held.key));
        }
        let registry = self.registry.as_ref().ok_or(Reason::UnknownIssuer)?;
        let found = match &held.pool {
            Some(waited) => registry.find_again(issuer, Arc::clone(waited)),
            None => registry.find(issuer),
        };
        match found {
            Found::Failed(failed) => Err(AuthError::from(failed).into()),
            Found::Pool(pool) => {
                // A key goes with the registration that it was waited for under.
                let is_same = held.pool.is_some_and(|held| Arc::ptr_eq(&held, &pool));
                Ok((Place::Registered(pool), held.key.filter(|_| is_same)))
            }
            Found::Unknown => Err(Reason::UnknownIssuer.into()),
            Found::Wait(wait) => Err(Stop::Wait(Waiting::Pool(wait))),
        }
    }
}

impl Place<'_> {
    pub(super) fn key(&self, kid: &str, now: Moment) -> Result<KeyRef, Stop> {
        match self.keys.lookup_at(kid, now) {
            Lookup::Absent => Err(Reason::UnknownKid.into()),
            Lookup::Found(key) => Ok(key),
            Lookup::Unavailable(keys) => Err(AuthError::from(keys).into()),
            Lookup::Wait(key) => {
                let registered = match self {
                    Self::Configured(..) => None,
                    Self::Registered(registered) => Some(Arc::clone(registered)),
                };
                Err(Stop::Wait(Waiting::Key(key, registered)))
            }
        }
    }

    /// A pool that signed a token is not the first to make room for another one.
    pub(super) fn mark_used(&self) {
        if let Self::Registered(registered) = self {
            registered.mark_used();
        }
    }
}

impl Deref for Place<'_> {
    type Target = KeyedPool;

    fn deref(&self) -> &KeyedPool {
        match self {
            Self::Configured(_, pool) => pool,
            Self::Registered(registered) => &registered.pool,
        }
    }
}
