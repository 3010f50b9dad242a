//! What is remembered, and who is on the way. One lock, never held over an await or over a call to anyone else.

mod bounded;
mod kept;

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

pub(crate) use self::kept::Kept;
use self::{bounded::Bounded, kept::Freshness};
use crate::{
    AwsSession, IdentityError, IdentityId,
    login::{Login, StandingKey, UserKey},
    moment::Moment,
};

/// What waiters wait for. `None` while the exchange is on; a closed channel means that it was cut off.
pub(crate) type Landing = watch::Receiver<Option<Result<AwsSession, IdentityError>>>;
pub(crate) type Waiters = watch::Sender<Option<Result<AwsSession, IdentityError>>>;

pub(crate) struct Cache {
    margin: Duration,
    state: Mutex<State>,
}

struct State {
    sessions: Bounded<StandingKey, OfUser<Kept>>,
    /// Kept when sessions end: `GetId` has the smaller quota of the two calls.
    identities: Bounded<UserKey, IdentityId>,
    flights: HashMap<StandingKey, OfUser<Flight>>,
    next_flight: u64,
}

struct OfUser<T> {
    user: UserKey,
    of: T,
}

struct Flight {
    number: u64,
    landing: Landing,
    /// Whose token is shown.
    token: std::sync::Arc<str>,
}

/// How a flight ended, as far as it is remembered.
pub(crate) enum End {
    Brought(Kept),
    /// A later try may succeed. What is kept serves until then.
    Failed(Moment),
    /// Refused, or cut off.
    Nothing,
}

/// What there is for a login.
pub(crate) enum Look {
    /// A session that will do.
    Found(AwsSession),
    /// The token has expired, and there is nothing from before.
    Expired,
    /// Somebody is on the way, and there is nothing until then.
    Join { landing: Landing, is_my_token: bool },
    /// Nobody was on the way; now it is the caller.
    Lead {
        number: u64,
        waiters: Waiters,
        landing: Landing,
        identity: Option<IdentityId>,
        old: Option<AwsSession>,
    },
}

impl Cache {
    pub(crate) fn new(capacity: usize, margin: Duration) -> Self {
        Self {
            margin,
            state: Mutex::new(State {
                sessions: Bounded::new(capacity),
                identities: Bounded::new(capacity),
                flights: HashMap::new(),
                next_flight: 0,
            }),
        }
    }

    pub(crate) fn look(&self, login: &Login, now: Moment) -> Look {
        let mut state = self.state();
        let state = &mut *state;
        let expired = login.has_expired(now.wall);
        let mut old = None;
        if let Some(OfUser { of: kept, .. }) = state.sessions.get(&login.standing) {
            // An expired token gets nothing that another one fetched after its end.
            let may_have = !expired || kept.is_from_before(login.expires_at);
            match kept.freshness(now, self.margin) {
                Freshness::Ended => state.sessions.remove(&login.standing),
                Freshness::Aging if may_have && !expired => old = Some(kept.session.clone()),
                Freshness::Aging | Freshness::Fresh if may_have => {
                    return Look::Found(kept.session.clone());
                }
                Freshness::Aging | Freshness::Fresh => {}
            }
        }
        if expired {
            return Look::Expired;
        }
        if let Some(OfUser { of: flight, .. }) = state.flights.get(&login.standing) {
            // One request waits for the new one; a service that is slow must not hold up all the others.
            return old.map_or_else(
                || Look::Join {
                    landing: flight.landing.clone(),
                    is_my_token: flight.token == login.token,
                },
                Look::Found,
            );
        }
        state.next_flight += 1;
        let number = state.next_flight;
        let (waiters, landing) = watch::channel(None);
        let flight = Flight {
            number,
            landing: landing.clone(),
            token: login.token.clone(),
        };
        let of_user = OfUser {
            user: login.user,
            of: flight,
        };
        state.flights.insert(login.standing, of_user);
        Look::Lead {
            number,
            waiters,
            landing,
            identity: state.identities.get(&login.user).cloned(),
            old,
        }
    }

    /// The end of a flight, by whatever cause. What it brought is kept, unless it was [forgotten](Self::forget) meanwhile.
    pub(crate) fn land(&self, login: &Login, number: u64, end: End) {
        let mut state = self.state();
        let is_awaited = matches!(
            state.flights.get(&login.standing),
            Some(OfUser { of: flight, .. }) if flight.number == number
        );
        if !is_awaited {
            return;
        }
        state.flights.remove(&login.standing);
        match end {
            End::Brought(kept) => {
                // The service may have merged identities: its last word counts.
                let identity = kept.session.identity_id().clone();
                state.identities.insert(login.user, identity);
                let of_user = OfUser {
                    user: login.user,
                    of: kept,
                };
                state.sessions.insert(login.standing, of_user);
            }
            End::Failed(now) => {
                if let Some(old) = state.sessions.get_mut(&login.standing) {
                    old.of.renewal_failed(now);
                }
            }
            End::Nothing => {}
        }
    }

    /// Drops what is kept of a user. What is on the way is told to those who wait for it, and not kept.
    pub(crate) fn forget(&self, user: UserKey) {
        let mut state = self.state();
        state.sessions.retain(|session| session.user != user);
        state.flights.retain(|_, flight| flight.user != user);
        state.identities.remove(&user);
    }

    pub(crate) fn len(&self) -> usize {
        self.state().sessions.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("margin", &self.margin)
            .field("sessions", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use cognito_core::test_util::TestPool;

    use super::*;
    use crate::login::tests::login;

    #[tokio::test]
    async fn the_end_of_a_forgotten_flight_is_not_that_of_the_next() {
        let pool = TestPool::new();
        let kim = login(&pool, &pool.id_token().subject("kim")).await;
        let cache = Cache::new(10, Duration::ZERO);
        let now = Moment::now(pool.clock());
        let lead = || match cache.look(&kim, now) {
            Look::Lead { number, .. } => Some(number),
            _ => None,
        };
        let first = lead().unwrap();
        assert_eq!(lead(), None, "somebody is on the way");
        cache.forget(kim.user);
        let second = lead().unwrap();
        cache.land(&kim, first, End::Nothing);
        assert_eq!(lead(), None, "the second still is");
        cache.land(&kim, second, End::Nothing);
        assert!(lead().is_some());
    }
}
