//! The sessions that users ended here.
//!
//! A copy of an old cookie is refused at once. Other instances of the site know nothing of it: there it is good until its access
//! token expires, as any verified token is, and is not renewed, since its refresh token is revoked at the pool.

use std::{collections::HashMap, time::Duration};

/// A day: the longest that Cognito lets an access token live. Then an old cookie has nothing left but a revoked refresh token.
const REMEMBERED: Duration = Duration::from_secs(86_400);
/// Some megabytes. The oldest go first.
const MOST: usize = 50_000;

/// Their ids, and until when they are remembered.
#[derive(Default)]
pub(super) struct Ended(HashMap<String, Duration>);

impl Ended {
    pub(super) fn insert(&mut self, session: &str, now: Duration) {
        if self.0.len() >= MOST {
            self.0.retain(|_, until| *until > now);
        }
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, until)| **until);
            if let Some(oldest) = oldest.map(|(session, _)| session.clone()) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(session.to_owned(), now + REMEMBERED);
    }

    pub(super) fn contains(&self, session: &str, now: Duration) -> bool {
        self.0.get(session).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_stays_ended_for_a_day() {
        let mut ended = Ended::default();
        let start = Duration::from_secs(7);
        ended.insert("a", start);
        assert!(ended.contains("a", start) && !ended.contains("b", start));
        let last = REMEMBERED + Duration::from_secs(6);
        assert!(ended.contains("a", last));
        assert!(!ended.contains("a", start + REMEMBERED));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut ended = Ended::default();
        for nth in 0..=MOST {
            ended.insert(&nth.to_string(), Duration::from_secs(nth as u64 / 1_000));
        }
        assert_eq!(ended.0.len(), MOST);
        assert!(ended.contains(&MOST.to_string(), Duration::ZERO));
    }
}
