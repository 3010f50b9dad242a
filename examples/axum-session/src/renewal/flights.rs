//! Who renews what: one flight per refresh token, and what is remembered of those that landed.

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::ended::{End, Ended};
use crate::{cookie::Oversized, session::Session};

/// How long a successor is remembered at least, and once the browser has shown that it has it: as long as a pool's grace period
/// for a rotated refresh token may be. A browser that sends several requests at once gets an answer to each, and the last to
/// arrive may still bring the old cookie.
pub(super) const REMEMBERED: Duration = Duration::from_secs(60);
/// How long a pool that gave no tokens is not asked again for the same session.
pub(super) const PAUSE: Duration = Duration::from_secs(2);
/// The longest that Cognito lets an access token live. A successor that no browser has shown is remembered while its access token
/// is good, at most: the answer with its cookie may be lost, and the pool does not take the old refresh token again.
const LONGEST: Duration = Duration::from_secs(86_400);
/// Flights and memories: some ten megabytes, or more where tokens name many groups.
const MOST: usize = 4096;

/// SHA-256 of a refresh token, in base64: the token itself is no name for anything.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub(crate) struct Key(String);

impl Key {
    pub(crate) fn of(session: &Session) -> Self {
        let hash = digest(&SHA256, session.refresh_token.expose_secret().as_bytes());
        Self(STANDARD_NO_PAD.encode(hash))
    }
}

/// New tokens, sealed once for all requests that get them: a browser that keeps one piece of this answer and another of that
/// has the same cookies.
pub(crate) struct Successor {
    pub(crate) session: Arc<Session>,
    pub(crate) cookies: Result<Vec<(String, String)>, Oversized>,
}

/// How a renewal ended.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// The pool does not take the refresh token any more, or the session ended here meanwhile.
    Ended,
    Renewed(Arc<Successor>),
    /// Whether the session goes on is not known.
    Unavailable,
}

pub(super) type Landing = watch::Receiver<Option<Outcome>>;

/// What a request that wants new tokens is to do.
pub(super) enum Boarding {
    /// Renew them, for all who come meanwhile.
    Fly(watch::Sender<Option<Outcome>>, Landing),
    /// Renew the successor: its own time has come, too.
    Further(Arc<Session>),
    /// Nothing: they are here.
    Known(Outcome),
    /// Wait for another request's renewal.
    Wait(Landing),
}

enum Entry {
    InAir {
        landing: Landing,
    },
    Landed {
        session: String,
        outcome: Outcome,
        until: Duration,
    },
}

/// All of it, bounded. Times are a monotonic clock's.
#[derive(Default)]
pub(super) struct Flights {
    by_token: HashMap<Key, Entry>,
    ended: Ended,
}

impl Flights {
    /// `due` is the time of day at which sessions are to be renewed, `now` that of the memory.
    pub(super) fn board(&mut self, session: &Session, due: u64, now: Duration) -> Boarding {
        if self.ended.get(&session.id, now).is_some() {
            return Boarding::Known(Outcome::Ended);
        }
        let key = Key::of(session);
        match self.by_token.get(&key) {
            Some(Entry::InAir { landing }) if landing.has_changed().is_ok() => {
                return Boarding::Wait(landing.clone());
            }
            Some(Entry::Landed { outcome, until, .. }) if *until > now => match outcome {
                // Without rotation it has the same refresh token: here it would find itself.
                Outcome::Renewed(next)
                    if next.session.renew_at <= due && Key::of(&next.session) == key => {}
                Outcome::Renewed(next) if next.session.renew_at <= due => {
                    return Boarding::Further(Arc::clone(&next.session));
                }
                known => return Boarding::Known(known.clone()),
            },
            // Long ago, or lost with its runtime.
            Some(_) | None => (),
        }
        if !self.has_room(now) {
            return Boarding::Known(Outcome::Unavailable);
        }
        let (sender, landing) = watch::channel(None);
        let entry = Entry::InAir {
            landing: landing.clone(),
        };
        self.by_token.insert(key, entry);
        Boarding::Fly(sender, landing)
    }

    /// The browser has this session: requests with the one before it are the last of that.
    pub(super) fn seen(&mut self, session: &Session, now: Duration) {
        let before = session.replaces.as_ref();
        if let Some(Entry::Landed { until, .. }) = before.and_then(|key| self.by_token.get_mut(key))
        {
            *until = (*until).min(now + REMEMBERED);
        }
    }

    /// Takes down how a flight ended. Who signed out meanwhile stays signed out. The times are those of [`board`](Self::board).
    pub(super) fn land(
        &mut self,
        session: &Session,
        outcome: Outcome,
        due: u64,
        now: Duration,
    ) -> Outcome {
        let outcome = if self.ended.get(&session.id, now).is_some() {
            Outcome::Ended
        } else {
            outcome
        };
        let remembered = match &outcome {
            Outcome::Ended => REMEMBERED,
            Outcome::Renewed(next) => until_seen(&next.session, due),
            Outcome::Unavailable => PAUSE,
        };
        let landed = Entry::Landed {
            session: session.id.clone(),
            outcome: outcome.clone(),
            until: now + remembered,
        };
        self.by_token.insert(Key::of(session), landed);
        outcome
    }

    /// Ends a session, whatever is in the air for it, and forgets its successors. Their refresh tokens are handed out, to be
    /// revoked.
    pub(super) fn end(&mut self, session: &str, end: End, now: Duration) -> Vec<SecretString> {
        self.ended.insert(session, end, now);
        let mut successors = Vec::new();
        self.by_token.retain(|_, entry| match entry {
            Entry::Landed {
                session: of,
                outcome,
                ..
            } if of == session => {
                if let Outcome::Renewed(next) = outcome {
                    successors.push(next.session.refresh_token.clone());
                }
                false
            }
            Entry::InAir { .. } | Entry::Landed { .. } => true,
        });
        successors
    }

    pub(super) fn ended(&self, session: &str, now: Duration) -> Option<End> {
        self.ended.get(session, now)
    }

    fn has_room(&mut self, now: Duration) -> bool {
        if self.by_token.len() >= MOST {
            self.by_token.retain(|_, entry| match entry {
                Entry::InAir { landing } => landing.has_changed().is_ok(),
                Entry::Landed { until, .. } => *until > now,
            });
        }
        if self.by_token.len() >= MOST {
            let landed = self.by_token.iter().filter_map(|(key, entry)| match entry {
                Entry::InAir { .. } => None,
                Entry::Landed { until, .. } => Some((*until, key)),
            });
            // The one that would be forgotten first anyway.
            let Some((_, first)) = landed.min() else {
                return false;
            };
            let first = first.clone();
            self.by_token.remove(&first);
        }
        true
    }
}

/// How long a successor is remembered if no browser shows it.
fn until_seen(next: &Session, due: u64) -> Duration {
    if next.replaces.is_none() {
        // The old refresh token is as good as ever.
        return REMEMBERED;
    }
    let life = Duration::from_secs(next.expires_at.saturating_sub(due));
    life.clamp(REMEMBERED, LONGEST)
}

#[cfg(test)]
mod tests;
