//! What an answer of the registry changes.

use std::sync::Arc;

use super::{
    error::{LookupFailed, PoolLookupError},
    flight::Landed,
    issuer,
    registered::{Registered, Standing},
    seats::{Left, Seat},
    setback::{Serving, Setback},
    shared::{Locked, Shared},
    table::Displaced,
};
use crate::{
    BuildError, UserPool, UserPoolId,
    jwks::Moment,
    observe::{self, FailedLookup},
    pool::{KeyedPool, ResolvedPool},
};

/// What an answer comes to.
enum Verdict {
    /// The registry gave another pool than it was asked for.
    Another(PoolLookupError),
    Failed(PoolLookupError),
    Known(KeyedPool),
    Unknown,
}

/// What the end of a flight changed. Found out under the lock, told when it is free: whoever hears it is the user's code.
#[derive(Debug)]
pub(super) enum News {
    Failed(FailedLookup),
    Registered { evicted: Option<UserPoolId> },
    Unknown,
    Withdrawn,
}

/// What was displaced under the lock, to be dropped after it: rules about clients and errors are the user's.
#[derive(Default)]
struct Litter {
    seat: Option<Seat>,
    setback: Option<Setback>,
    shards: Vec<Displaced>,
}

impl News {
    pub(super) fn tell(&self, id: &UserPoolId) {
        match self {
            Self::Failed(failed) => observe::pool_lookup_failed(id, failed),
            Self::Registered { evicted } => {
                observe::pool_registered(id);
                if let Some(evicted) = evicted {
                    observe::pool_evicted(evicted);
                }
            }
            Self::Unknown => observe::pool_unknown(id),
            Self::Withdrawn => observe::pool_withdrawn(id),
        }
    }
}

impl Shared {
    /// The end of flight `number`: what to answer those who wait, and what to tell the log after that. `None` if it counts no
    /// more: the pool was forgotten meanwhile, or a newer flight began, or nobody needs it any more.
    pub(super) fn land(
        &self,
        id: &UserPoolId,
        number: u64,
        began: Moment,
        in_background: bool,
        answer: Result<Option<UserPool>, PoolLookupError>,
    ) -> Option<(Landed, News)> {
        let verdict = match answer {
            Ok(Some(pool)) => self.judge(id, &pool),
            Ok(None) => Verdict::Unknown,
            Err(error) => Verdict::Failed(error),
        };
        let now = self.now();
        let mut litter = Litter::default();
        let mut memory = self.memory();
        let counts = memory.land(id, number);
        // What made room while it was renewed takes nobody's seat. A request that waits for it looks again.
        let has_left =
            in_background && matches!(verdict, Verdict::Known(_)) && memory.seats.get(id).is_none();
        if !counts || has_left {
            // First the lock, then what the user's code may be in.
            drop(memory);
            drop(verdict);
            return None;
        }
        let landed = match verdict {
            Verdict::Another(error) if self.table.get(id.as_str()).is_none() => {
                self.unknown(&mut memory, id, now, Some(error), &mut litter)
            }
            Verdict::Another(error) | Verdict::Failed(error) => {
                self.failed(&mut memory, id, now, error, &mut litter)
            }
            Verdict::Known(pool) => self.register(&mut memory, pool, began, &mut litter),
            Verdict::Unknown => self.unknown(&mut memory, id, now, None, &mut litter),
        };
        drop(memory);
        drop(litter);
        Some(landed)
    }

    /// Whether what the registry returned is the pool it was asked for, and can be used.
    fn judge(&self, id: &UserPoolId, pool: &UserPool) -> Verdict {
        if pool.id() != id {
            return Verdict::Another(PoolLookupError::another_pool(pool.id().clone()));
        }
        let keyed = pool
            .resolve()
            .and_then(|about| self.check_issuers(about))
            .and_then(|about| self.with_keys(about));
        match keyed {
            Ok(keyed) => Verdict::Known(keyed),
            Err(error) => Verdict::Failed(error.into()),
        }
    }

    /// An issuer that does not end in the pool's id would never be met: it is what pools are found by.
    fn check_issuers(&self, about: ResolvedPool) -> Result<ResolvedPool, BuildError> {
        for own in &about.issuers {
            if self.configured.issuers.contains(own) {
                return Err(BuildError::DuplicateIssuer {
                    issuer: own.clone(),
                });
            }
            if issuer::pool_id(own) != Some(about.id.as_str()) {
                return Err(BuildError::InvalidUrl {
                    setting: "issuer",
                    value: own.clone(),
                    expected: format!(
                        "one that ends in `/{}`: a pool of a registry is found by the id at the end of `iss`",
                        about.id
                    )
                    .into(),
                });
            }
        }
        Ok(about)
    }

    /// The keys that are there stay, whatever else changed.
    fn with_keys(&self, about: ResolvedPool) -> Result<KeyedPool, BuildError> {
        let old = self.table.get(about.id.as_str());
        let keys = match old {
            Some(old) if old.pool.about.has_keys_of(&about) => old.pool.keys.clone(),
            _ => self.keys.store(&about)?,
        };
        Ok(KeyedPool { about, keys })
    }

    fn register(
        &self,
        memory: &mut Locked<'_>,
        pool: KeyedPool,
        began: Moment,
        litter: &mut Litter,
    ) -> (Landed, News) {
        let hash = self.hasher.hash(pool.about.id.as_str());
        litter.setback = memory.setbacks.remove(hash);
        let renew_after = memory.jitter.spread(self.settings.interval);
        let round = memory.seats.round();
        let pool = Arc::new(Registered::new(
            pool,
            began,
            renew_after,
            round,
            self.forgets(),
        ));
        let left = memory.seats.put(Arc::clone(&pool));
        if let Left::Replaced(seat) = &left {
            // Before others see it, and mark it themselves.
            pool.used_as(&seat.pool);
        }
        litter.shards.extend(self.table.put(&pool));
        let mut evicted = None;
        match left {
            Left::Evicted(seat) => {
                let id = seat.pool.pool.about.id.clone();
                litter.shards.extend(self.table.remove(id.as_str()));
                litter.seat = Some(seat);
                evicted = Some(id);
            }
            Left::Nobody => {}
            Left::Replaced(seat) => {
                seat.pool.end();
                litter.seat = Some(seat);
            }
        }
        (Landed::Found(pool), News::Registered { evicted })
    }

    /// The registry has no such pool, or no longer. `error` tells why nobody should rely on that.
    fn unknown(
        &self,
        memory: &mut Locked<'_>,
        id: &UserPoolId,
        now: Moment,
        error: Option<PoolLookupError>,
        litter: &mut Litter,
    ) -> (Landed, News) {
        litter.shards.extend(self.table.remove(id.as_str()));
        litter.seat = memory.seats.remove(id);
        let hash = self.hasher.hash(id.as_str());
        litter.setback = memory.set_back(id, hash, Setback::unknown(now));
        let news = match (error, &litter.seat) {
            (Some(error), _) => News::Failed(FailedLookup {
                error,
                failures: 1,
                is_known: false,
                is_serving: false,
                is_loud: memory.loud(now, false),
            }),
            (None, Some(seat)) => {
                seat.pool.end();
                News::Withdrawn
            }
            (None, None) => News::Unknown,
        };
        (Landed::Unknown, news)
    }

    fn failed(
        &self,
        memory: &mut Locked<'_>,
        id: &UserPoolId,
        now: Moment,
        error: PoolLookupError,
        litter: &mut Litter,
    ) -> (Landed, News) {
        let hash = self.hasher.hash(id.as_str());
        let seat = memory.seats.get(id);
        let is_known = seat.is_some();
        let serving = match seat.map(|seat| seat.pool.standing(now, self.settings.max_age)) {
            None | Some(Standing::Lapsed) => Serving::Nobody,
            Some(Standing::Ageing | Standing::Good) => Serving::Old,
        };
        let before = memory.setback(id, hash).cloned();
        let setback = Setback::failed(error.clone(), before.as_ref(), now, &mut memory.jitter);
        let news = News::Failed(FailedLookup {
            error: error.clone(),
            failures: setback.times(),
            is_known,
            is_serving: serving == Serving::Old,
            is_loud: memory.loud(now, is_known),
        });
        let failure = LookupFailed {
            retry_after: setback.lasts(serving),
            error,
        };
        litter.setback = memory.set_back(id, hash, setback);
        (Landed::Failed(failure), news)
    }
}
