//! SRP exchanges that wait for the client's proof, found again by their secret block.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{error::ApiError, limit, random, srp::Challenge, user::fold};

/// One sign-in attempt in progress.
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Pending {
    pub(crate) challenge: Challenge,
    pub(crate) client_id: String,
    /// The name that entered the hashes, `USER_ID_FOR_SRP`.
    pub(crate) username: String,
    /// The name that the client asked for.
    pub(crate) given_name: String,
    /// The account; nobody's if the name is unknown, so that the proof fails only at the end.
    pub(crate) sub: Option<String>,
}

impl Pending {
    /// Whether an answer under this name is meant for this attempt: clients repeat either the name they gave or the one they got.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        let name = fold(name);
        name == fold(&self.username) || name == fold(&self.given_name)
    }
}

/// The attempts in progress.
#[derive(Default)]
pub(crate) struct Challenges(HashMap<Vec<u8>, (Pending, u64)>);

impl Challenges {
    /// Keeps an attempt and returns its secret block in base64.
    ///
    /// # Errors
    /// `TooManyRequestsException` when too many are in progress.
    pub(crate) fn open(&mut self, pending: Pending, now: u64) -> Result<String, ApiError> {
        if self.0.len() >= limit::CHALLENGES {
            self.0.retain(|_, (_, expires)| now < *expires);
        }
        if self.0.len() >= limit::CHALLENGES {
            return Err(ApiError::new(
                "TooManyRequestsException",
                "Too many sign-ins are in progress.",
            ));
        }
        let block = random::bytes::<256>().to_vec();
        let text = STANDARD.encode(&block);
        let expires = now.saturating_add(limit::CHALLENGE_LIFE);
        self.0.insert(block, (pending, expires));
        Ok(text)
    }

    /// Takes an attempt out: it can be answered once.
    pub(crate) fn take(&mut self, block: &[u8], now: u64) -> Result<Pending, ApiError> {
        match self.0.remove(block) {
            Some((pending, expires)) if now < expires => Ok(pending),
            Some(_) => Err(ApiError::not_authorized(
                "Invalid session for the user, session is expired.",
            )),
            None => Err(ApiError::not_authorized("Invalid session for the user.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srp::PasswordRecord;

    fn pending() -> Pending {
        let record = PasswordRecord::simulated([1; 16], [2; 32]);
        Pending {
            challenge: Challenge::new(record, "2").unwrap(),
            client_id: "c1".to_owned(),
            username: "u1".to_owned(),
            given_name: "u1".to_owned(),
            sub: None,
        }
    }

    #[test]
    fn an_attempt_is_answered_once_and_in_time() {
        let mut challenges = Challenges::default();
        let mut open = |now| {
            let block = challenges.open(pending(), now).unwrap();
            STANDARD.decode(block).unwrap()
        };
        let (first, second) = (open(0), open(0));
        let message = |answer: Result<Pending, ApiError>| match answer {
            Ok(_) => "taken".to_owned(),
            Err(error) => error.message().to_owned(),
        };
        let last = limit::CHALLENGE_LIFE - 1;
        assert_eq!(message(challenges.take(&first, last)), "taken");
        assert_eq!(
            message(challenges.take(&first, last)),
            "Invalid session for the user."
        );
        assert_eq!(
            message(challenges.take(&second, last + 1)),
            "Invalid session for the user, session is expired."
        );
    }

    #[test]
    fn a_full_table_refuses_until_old_attempts_have_expired() {
        let mut challenges = Challenges::default();
        let pending = pending();
        for _ in 0..limit::CHALLENGES {
            challenges.open(pending.clone(), 0).unwrap();
        }
        let error = challenges.open(pending.clone(), 0).unwrap_err();
        assert_eq!(error.kind(), "TooManyRequestsException");
        challenges.open(pending, limit::CHALLENGE_LIFE).unwrap();
        assert_eq!(challenges.0.len(), 1);
    }
}
