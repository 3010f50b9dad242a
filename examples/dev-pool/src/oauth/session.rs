//! Sessions of browsers: who signed in on the login page need not do so again for an hour, whatever the client.

use std::collections::HashMap;

use crate::{
    federation::Provider,
    limit, random,
    token::hash::{Hash, hash},
};

/// One browser's session.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) sub: String,
    pub(crate) auth_time: u64,
    /// Where the user signed in, if not here.
    pub(crate) provider: Option<Provider>,
    expires: u64,
}

/// The sessions, found by the value of the cookie.
#[derive(Default)]
pub(crate) struct BrowserSessions(HashMap<Hash, Session>);

impl BrowserSessions {
    /// Begins a session and returns its cookie's value. The oldest one has to go when there are too many.
    pub(crate) fn begin(
        &mut self,
        sub: &str,
        provider: Option<Provider>,
        now: u64,
    ) -> (String, Session) {
        if self.0.len() >= limit::SESSIONS {
            let oldest = self.0.iter().min_by_key(|(_, session)| session.expires);
            let oldest = oldest.map(|(key, _)| *key);
            oldest.and_then(|key| self.0.remove(&key));
        }
        let session = Session {
            sub: sub.to_owned(),
            auth_time: now,
            provider,
            expires: now.saturating_add(limit::SESSION_LIFE),
        };
        let cookie = random::lower_alphanumeric(32);
        self.0.insert(hash(&cookie), session.clone());
        (cookie, session)
    }

    pub(crate) fn end(&mut self, cookie: &str) {
        self.0.remove(&hash(cookie));
    }

    pub(crate) fn live(&self, cookie: &str, now: u64) -> Option<&Session> {
        let session = self.0.get(&hash(cookie))?;
        (now < session.expires).then_some(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_an_hour_or_until_it_is_ended() {
        let mut sessions = BrowserSessions::default();
        let [first, second] = [(); 2].map(|()| sessions.begin("u1", None, 100).0);
        let last = 100 + limit::SESSION_LIFE - 1;
        let session = sessions.live(&first, last).unwrap();
        assert_eq!((&*session.sub, session.auth_time), ("u1", 100));
        assert!(sessions.live(&first, last + 1).is_none());
        assert!(sessions.live("x", 100).is_none());
        sessions.end(&first);
        assert!(sessions.live(&first, 100).is_none());
        assert!(sessions.live(&second, 100).is_some());
    }

    #[test]
    fn the_oldest_session_makes_room() {
        let mut sessions = BrowserSessions::default();
        let oldest = sessions.begin("u1", None, 1).0;
        let others: Vec<String> = (0..limit::SESSIONS)
            .map(|_| sessions.begin("u2", None, 2).0)
            .collect();
        assert_eq!(sessions.0.len(), limit::SESSIONS);
        assert!(sessions.live(&oldest, 3).is_none());
        assert!(
            others
                .iter()
                .all(|cookie| sessions.live(cookie, 3).is_some())
        );
    }
}
