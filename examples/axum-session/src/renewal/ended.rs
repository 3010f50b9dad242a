//! The sessions that ended here.
//!
//! A copy of an old cookie is refused at once. Other instances of the site know nothing of it: there it is good until its access
//! token expires, as any verified token is, and is not renewed, since its refresh token is revoked at the pool.

use std::{collections::HashMap, time::Duration};

/// A day: the longest that Cognito lets an access token live. Then an old cookie has nothing left but a revoked refresh token.
const REMEMBERED: Duration = Duration::from_secs(86_400);
/// Some megabytes. The oldest go first.
const MOST: usize = 50_000;

/// How a session ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// By another sign-in in the same browser.
    Replaced,
    SignedOut,
}

/// Their ids, and until when they are remembered.
#[derive(Default)]
pub(super) struct Ended(HashMap<String, (Duration, End)>);

impl Ended {
    pub(super) fn insert(&mut self, session: &str, end: End, now: Duration) {
        if self.0.len() >= MOST {
            self.0.retain(|_, (until, _)| *until > now);
        }
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, (until, _))| *until);
            if let Some(oldest) = oldest.map(|(session, _)| session.clone()) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(session.to_owned(), (now + REMEMBERED, end));
    }

    pub(super) fn get(&self, session: &str, now: Duration) -> Option<End> {
        let (until, end) = self.0.get(session)?;
        (*until > now).then_some(*end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_stays_ended_for_a_day() {
        let mut ended = Ended::default();
        let start = Duration::from_secs(7);
        ended.insert("a", End::SignedOut, start);
        assert_eq!(ended.get("a", start), Some(End::SignedOut));
        assert_eq!(ended.get("b", start), None);
        let last = REMEMBERED + Duration::from_secs(6);
        assert_eq!(ended.get("a", last), Some(End::SignedOut));
        assert_eq!(ended.get("a", start + REMEMBERED), None);
        // Signed out, and signed in again with the old cookie still there.
        ended.insert("a", End::Replaced, start);
        assert_eq!(ended.get("a", start), Some(End::Replaced));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut ended = Ended::default();
        for nth in 0..=MOST {
            let now = Duration::from_secs(nth as u64 / 1_000);
            ended.insert(&nth.to_string(), End::SignedOut, now);
        }
        assert_eq!(ended.0.len(), MOST);
        assert!(ended.get(&MOST.to_string(), Duration::ZERO).is_some());
    }
}
