//! Things that wait a short while for a client to come back with a random handle.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{error::ApiError, limit, random};

/// What waits, by handle. Bounded; each waits [`limit::CHALLENGE_LIFE`] seconds at most.
pub(crate) struct Waiting<T>(HashMap<Vec<u8>, (T, u64)>);

impl<T> Waiting<T> {
    /// Keeps something and returns its handle: 256 random bytes in base64.
    ///
    /// # Errors
    /// `TooManyRequestsException` when too many wait.
    pub(crate) fn open(&mut self, thing: T, now: u64) -> Result<String, ApiError> {
        if self.0.len() >= limit::CHALLENGES {
            self.0.retain(|_, (_, expires)| now < *expires);
        }
        if self.0.len() >= limit::CHALLENGES {
            return Err(ApiError::new(
                "TooManyRequestsException",
                "Too many sign-ins are in progress.",
            ));
        }
        let handle = random::bytes::<256>().to_vec();
        let text = STANDARD.encode(&handle);
        let expires = now.saturating_add(limit::CHALLENGE_LIFE);
        self.0.insert(handle, (thing, expires));
        Ok(text)
    }

    /// Takes something out: a handle is good once.
    pub(crate) fn take(&mut self, handle: &[u8], now: u64) -> Result<T, ApiError> {
        match self.0.remove(handle) {
            Some((thing, expires)) if now < expires => Ok(thing),
            Some(_) => Err(ApiError::not_authorized(
                "Invalid session for the user, session is expired.",
            )),
            None => Err(ApiError::not_authorized("Invalid session for the user.")),
        }
    }

    /// Looks at something that goes on waiting, by its handle as text.
    pub(crate) fn get_mut(&mut self, handle: &str, now: u64) -> Result<&mut T, ApiError> {
        let invalid = || ApiError::not_authorized("Invalid session for the user.");
        let handle = STANDARD.decode(handle).map_err(|_| invalid())?;
        match self.0.get_mut(&handle) {
            Some((thing, expires)) if now < *expires => Ok(thing),
            Some(_) => Err(ApiError::not_authorized(
                "Invalid session for the user, session is expired.",
            )),
            None => Err(invalid()),
        }
    }

    /// Ends the waiting of something.
    pub(crate) fn close(&mut self, handle: &str) {
        if let Ok(handle) = STANDARD.decode(handle) {
            self.0.remove(&handle);
        }
    }
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T>(answer: Result<T, ApiError>) -> Option<String> {
        answer.err().map(|error| error.message().to_owned())
    }

    fn decoded(handle: &str) -> Vec<u8> {
        STANDARD.decode(handle).unwrap()
    }

    const INVALID: &str = "Invalid session for the user.";
    const EXPIRED: &str = "Invalid session for the user, session is expired.";
    const LAST: u64 = limit::CHALLENGE_LIFE - 1;

    #[test]
    fn a_handle_is_taken_once_and_in_time() {
        let mut waiting = Waiting::default();
        let mut open = |now| decoded(&waiting.open((), now).unwrap());
        let (first, second) = (open(0), open(0));
        assert_eq!(message(waiting.take(&first, LAST)), None);
        assert_eq!(message(waiting.take(&first, LAST)).unwrap(), INVALID);
        assert_eq!(message(waiting.take(&second, LAST + 1)).unwrap(), EXPIRED);
    }

    #[test]
    fn a_handle_is_looked_at_until_it_is_closed() {
        let mut waiting = Waiting::default();
        let handle = waiting.open(0, 0).unwrap();
        *waiting.get_mut(&handle, LAST).unwrap() += 1;
        assert_eq!(waiting.get_mut(&handle, LAST).unwrap(), &1);
        assert_eq!(
            message(waiting.get_mut(&handle, LAST + 1)).unwrap(),
            EXPIRED
        );
        waiting.close(&handle);
        assert_eq!(message(waiting.get_mut(&handle, 0)).unwrap(), INVALID);
        assert_eq!(message(waiting.get_mut("é", 0)).unwrap(), INVALID);
    }

    #[test]
    fn a_full_table_refuses_until_old_handles_have_expired() {
        let mut waiting = Waiting::default();
        for _ in 0..limit::CHALLENGES {
            waiting.open((), 0).unwrap();
        }
        let error = waiting.open((), 0).unwrap_err();
        assert_eq!(error.kind(), "TooManyRequestsException");
        waiting.open((), limit::CHALLENGE_LIFE).unwrap();
        assert_eq!(waiting.0.len(), 1);
    }
}
