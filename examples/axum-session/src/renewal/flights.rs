//! Who renews what: one flight per refresh token, and what is remembered of those that landed.

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;

use super::ended::Ended;
use crate::session::Session;

/// How long a successor is remembered: as long as a pool's grace period for a rotated refresh token may be. A browser that
/// sends several requests at once gets an answer to each, and the last to arrive may still bring the old cookie.
pub(super) const REMEMBERED: Duration = Duration::from_secs(60);
/// How long a pool that gave no tokens is not asked again for the same session.
pub(super) const PAUSE: Duration = Duration::from_secs(2);
/// Flights and memories: some megabytes.
const MOST: usize = 4096;

/// SHA-256 of a refresh token: the token itself is no name for anything.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Key([u8; 32]);

impl Key {
    pub(super) fn of(session: &Session) -> Self {
        let mut key = [0; 32];
        let hash = digest(&SHA256, session.refresh_token.expose_secret().as_bytes());
        key.copy_from_slice(hash.as_ref());
        Self(key)
    }
}

/// How a renewal ended.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The pool does not take the refresh token any more, or the user signed out meanwhile.
    Ended,
    Renewed(Arc<Session>),
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
        if self.ended.contains(&session.id, now) {
            return Boarding::Known(Outcome::Ended);
        }
        let key = Key::of(session);
        match self.by_token.get(&key) {
            Some(Entry::InAir { landing }) if landing.has_changed().is_ok() => {
                return Boarding::Wait(landing.clone());
            }
            Some(Entry::Landed { outcome, until, .. }) if *until > now => match outcome {
                // Without rotation it has the same refresh token: here it would find itself.
                Outcome::Renewed(next) if next.renew_at <= due && Key::of(next) == key => (),
                Outcome::Renewed(next) if next.renew_at <= due => {
                    return Boarding::Further(Arc::clone(next));
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

    /// Takes down how a flight ended. Who signed out meanwhile stays signed out.
    pub(super) fn land(&mut self, session: &Session, outcome: Outcome, now: Duration) -> Outcome {
        let outcome = if self.ended.contains(&session.id, now) {
            Outcome::Ended
        } else {
            outcome
        };
        let remembered = match outcome {
            Outcome::Ended | Outcome::Renewed(_) => REMEMBERED,
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
    pub(super) fn end(&mut self, session: &str, now: Duration) -> Vec<SecretString> {
        self.ended.insert(session, now);
        let mut successors = Vec::new();
        self.by_token.retain(|_, entry| match entry {
            Entry::Landed {
                session: of,
                outcome,
                ..
            } if of == session => {
                if let Outcome::Renewed(next) = outcome {
                    successors.push(next.refresh_token.clone());
                }
                false
            }
            Entry::InAir { .. } | Entry::Landed { .. } => true,
        });
        successors
    }

    pub(super) fn has_ended(&self, session: &str, now: Duration) -> bool {
        self.ended.contains(session, now)
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
                Entry::Landed { until, .. } => Some((*until, *key)),
            });
            // The one that would be forgotten first anyway.
            let Some((_, first)) = landed.min() else {
                return false;
            };
            self.by_token.remove(&first);
        }
        true
    }
}

#[cfg(test)]
mod tests;
