//! Confirmation codes: issued, guessed at, expired.

use std::collections::{HashMap, hash_map::Entry};

use aws_lc_rs::constant_time;

use crate::{error::ApiError, limit, random};

const HOUR: u64 = 3_600;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    ForgotPassword,
    SignUp,
    VerifyEmail,
}

impl Purpose {
    fn life(self) -> u64 {
        match self {
            Self::ForgotPassword => limit::RESET_CODE_LIFE,
            Self::SignUp | Self::VerifyEmail => limit::SIGN_UP_CODE_LIFE,
        }
    }
}

/// The codes that wait to be redeemed, by purpose and username.
///
/// A name that no user has gets a code too, which is sent to nobody: so guessing at it is answered like any other.
#[derive(Default)]
pub(crate) struct Codes(HashMap<(Purpose, String), Issued>);

struct Issued {
    digits: String,
    expires: u64,
    failures: u32,
    sent: Vec<u64>,
}

impl Codes {
    /// Makes a new code, which replaces an older one.
    ///
    /// # Errors
    /// `LimitExceededException` after too many within the hour, or when the table is full.
    pub(crate) fn issue(
        &mut self,
        purpose: Purpose,
        username: &str,
        now: u64,
    ) -> Result<String, ApiError> {
        let refused =
            || ApiError::limit_exceeded("Attempt limit exceeded, please try after some time.");
        if self.0.len() >= limit::CODES {
            self.0.retain(|_, issued| issued.matters(now));
        }
        let is_full = self.0.len() >= limit::CODES;
        let digits = random::code();
        let expires = now.saturating_add(purpose.life());
        match self.0.entry((purpose, username.to_owned())) {
            Entry::Occupied(mut entry) => {
                let issued = entry.get_mut();
                issued.sent.retain(|&sent| is_recent(sent, now));
                if issued.sent.len() >= limit::CODES_PER_HOUR {
                    return Err(refused());
                }
                issued.sent.push(now);
                issued.digits.clone_from(&digits);
                issued.expires = expires;
                issued.failures = 0;
            }
            Entry::Vacant(_) if is_full => return Err(refused()),
            Entry::Vacant(entry) => {
                entry.insert(Issued {
                    digits: digits.clone(),
                    expires,
                    failures: 0,
                    sent: vec![now],
                });
            }
        }
        Ok(digits)
    }

    /// Uses a code up.
    ///
    /// # Errors
    /// `ExpiredCodeException` without a live code, `CodeMismatchException` for a wrong one, and
    /// `TooManyFailedAttemptsException` once it was guessed at too often.
    pub(crate) fn redeem(
        &mut self,
        purpose: Purpose,
        username: &str,
        digits: &str,
        now: u64,
    ) -> Result<(), ApiError> {
        let key = (purpose, username.to_owned());
        let issued = self
            .0
            .get_mut(&key)
            .filter(|issued| now < issued.expires)
            .ok_or_else(ApiError::expired_code)?;
        if issued.failures >= limit::GUESSES_PER_CODE {
            return Err(ApiError::new(
                "TooManyFailedAttemptsException",
                "Attempt limit exceeded, please request a code again.",
            ));
        }
        if constant_time::verify_slices_are_equal(issued.digits.as_bytes(), digits.as_bytes())
            .is_err()
        {
            issued.failures += 1;
            return Err(ApiError::code_mismatch());
        }
        self.0.remove(&key);
        Ok(())
    }

    /// Ends every open code of a user, whose address is another now. How many were sent within the hour still counts.
    pub(crate) fn end(&mut self, username: &str) {
        let codes = self.0.iter_mut();
        for (_, issued) in codes.filter(|((_, name), _)| name == username) {
            issued.expires = 0;
        }
    }

    /// Forgets every code of a user.
    pub(crate) fn forget(&mut self, username: &str) {
        self.0.retain(|(_, name), _| name != username);
    }
}

impl Issued {
    fn matters(&self, now: u64) -> bool {
        now < self.expires || self.sent.iter().any(|&sent| is_recent(sent, now))
    }
}

fn is_recent(sent: u64, now: u64) -> bool {
    now < sent.saturating_add(HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: Purpose = Purpose::ForgotPassword;

    fn wrong(right: &str) -> &'static str {
        if right == "000000" {
            "000001"
        } else {
            "000000"
        }
    }

    #[test]
    fn a_code_works_once_for_its_purpose_and_user() {
        let mut codes = Codes::default();
        let code = codes.issue(PURPOSE, "u1", 0).unwrap();
        let kind = |answer: Result<(), ApiError>| answer.unwrap_err().kind();
        assert_eq!(
            kind(codes.redeem(Purpose::SignUp, "u1", &code, 1)),
            "ExpiredCodeException"
        );
        assert_eq!(
            kind(codes.redeem(PURPOSE, "u2", &code, 1)),
            "ExpiredCodeException"
        );
        codes.redeem(PURPOSE, "u1", &code, 1).unwrap();
        assert_eq!(
            kind(codes.redeem(PURPOSE, "u1", &code, 1)),
            "ExpiredCodeException"
        );
    }

    #[test]
    fn a_code_ends_with_its_time() {
        let mut codes = Codes::default();
        let code = codes.issue(PURPOSE, "u1", 0).unwrap();
        let late = codes.redeem(PURPOSE, "u1", &code, limit::RESET_CODE_LIFE);
        assert_eq!(late.unwrap_err().kind(), "ExpiredCodeException");
        codes
            .redeem(PURPOSE, "u1", &code, limit::RESET_CODE_LIFE - 1)
            .unwrap();
    }

    #[test]
    fn guessing_voids_the_code_and_a_new_one_starts_afresh() {
        let mut codes = Codes::default();
        let code = codes.issue(PURPOSE, "u1", 0).unwrap();
        for _ in 0..limit::GUESSES_PER_CODE {
            let answer = codes.redeem(PURPOSE, "u1", wrong(&code), 1);
            assert_eq!(answer.unwrap_err().kind(), "CodeMismatchException");
        }
        let answer = codes.redeem(PURPOSE, "u1", &code, 1);
        assert_eq!(answer.unwrap_err().kind(), "TooManyFailedAttemptsException");
        let code = codes.issue(PURPOSE, "u1", 2).unwrap();
        codes.redeem(PURPOSE, "u1", &code, 3).unwrap();
    }

    #[test]
    fn sending_is_limited_by_the_hour() {
        let mut codes = Codes::default();
        for _ in 0..limit::CODES_PER_HOUR {
            codes.issue(PURPOSE, "u1", 10).unwrap();
        }
        let answer = codes.issue(PURPOSE, "u1", 10 + HOUR - 1);
        assert_eq!(answer.unwrap_err().kind(), "LimitExceededException");
        codes.issue(PURPOSE, "u1", 10 + HOUR).unwrap();
    }

    #[test]
    fn a_full_table_refuses_until_old_codes_have_expired() {
        let mut codes = Codes::default();
        for number in 0..limit::CODES {
            codes.issue(PURPOSE, &number.to_string(), 0).unwrap();
        }
        let answer = codes.issue(PURPOSE, "one more", 0);
        assert_eq!(answer.unwrap_err().kind(), "LimitExceededException");
        codes.issue(PURPOSE, "7", 0).unwrap();
        codes
            .issue(PURPOSE, "one more", limit::RESET_CODE_LIFE)
            .unwrap();
        assert_eq!(codes.0.len(), 1);
    }
}
