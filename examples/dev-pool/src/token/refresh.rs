//! Refresh tokens: whose sign-in each renews, and which of them another one has replaced.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::hash::{Hash, hash};
use crate::{error::ApiError, limit, random};

/// The first segment of every refresh token of Cognito: the start of a JWE header.
const HEADER: &[u8] = br#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#;

/// The refresh tokens of all sign-ins.
#[derive(Default)]
pub(super) struct RefreshTokens {
    issued: HashMap<Hash, Issued>,
    /// Those of each sign-in, the oldest first.
    by_sign_in: HashMap<String, VecDeque<Hash>>,
}

struct Issued {
    origin_jti: String,
    /// When another token first took its place, since 1970.
    replaced_at: Option<Duration>,
}

impl RefreshTokens {
    /// Makes a token for a sign-in, whose oldest one is forgotten if there are too many.
    pub(super) fn issue(&mut self, origin_jti: &str) -> String {
        let token = random_token();
        let key = hash(&token);
        let family = self.by_sign_in.entry(origin_jti.to_owned()).or_default();
        if family.len() >= limit::REFRESH_TOKENS_PER_SIGN_IN {
            let oldest = family.pop_front();
            oldest.and_then(|oldest| self.issued.remove(&oldest));
        }
        family.push_back(key);
        let issued = Issued {
            origin_jti: origin_jti.to_owned(),
            replaced_at: None,
        };
        self.issued.insert(key, issued);
        token
    }

    /// The `origin_jti` of a token's sign-in, also when it was replaced.
    pub(super) fn origin_of(&self, token: &str) -> Option<&str> {
        let issued = self.issued.get(&hash(token))?;
        Some(&issued.origin_jti)
    }

    /// Makes the token that takes this one's place. Until the grace since the first time is over, it is replaced again.
    ///
    /// # Errors
    /// `RefreshTokenReuseException` after the grace. What else AWS lets follow is not documented: here nothing does.
    pub(super) fn replace(
        &mut self,
        token: &str,
        grace: Duration,
        now: Duration,
    ) -> Result<String, ApiError> {
        let issued = self
            .issued
            .get_mut(&hash(token))
            .ok_or_else(ApiError::invalid_refresh_token)?;
        let is_over = |since: Duration| now.saturating_sub(since) >= grace;
        if issued.replaced_at.is_some_and(is_over) {
            return Err(ApiError::new(
                "RefreshTokenReuseException",
                "Refresh Token has been replaced by rotation",
            ));
        }
        issued.replaced_at.get_or_insert(now);
        let origin_jti = issued.origin_jti.clone();
        Ok(self.issue(&origin_jti))
    }

    /// Forgets the tokens of other sign-ins than these.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.by_sign_in.retain(|origin_jti, _| is_kept(origin_jti));
        self.issued
            .retain(|_, issued| self.by_sign_in.contains_key(&issued.origin_jti));
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.issued.len()
    }
}

/// A random text in the form of Cognito's refresh tokens: five segments, as of an encrypted token (RFC 7516).
fn random_token() -> String {
    [
        URL_SAFE_NO_PAD.encode(HEADER),
        URL_SAFE_NO_PAD.encode(random::bytes::<256>()),
        URL_SAFE_NO_PAD.encode(random::bytes::<12>()),
        URL_SAFE_NO_PAD.encode(random::bytes::<600>()),
        URL_SAFE_NO_PAD.encode(random::bytes::<16>()),
    ]
    .join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(10);

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_token_is_replaced_again_only_within_the_grace_since_the_first_time() {
        let mut tokens = RefreshTokens::default();
        let first = tokens.issue("o1");
        assert!(first.starts_with("eyJjdHkiOiJKV1QiLC"));
        assert_eq!(first.split('.').count(), 5);
        // It waits for its first use as long as it likes.
        let second = tokens.replace(&first, GRACE, at(500)).unwrap();
        let again = tokens.replace(&first, GRACE, at(10_499)).unwrap();
        assert!(first != second && second != again);
        let error = tokens.replace(&first, GRACE, at(10_500)).unwrap_err();
        assert_eq!(error.kind(), "RefreshTokenReuseException");
        for token in [&first, &second, &again] {
            assert_eq!(tokens.origin_of(token), Some("o1"));
        }
        // A refusal ends nothing: both of its successors go on.
        tokens.replace(&second, GRACE, at(90_000)).unwrap();
        tokens.replace(&again, GRACE, at(90_000)).unwrap();
        let unknown = tokens.replace("x", GRACE, at(0)).unwrap_err();
        assert_eq!(unknown.message(), "Invalid Refresh Token");
    }

    #[test]
    fn without_grace_a_token_is_replaced_once_even_if_the_clock_stands_still() {
        let mut tokens = RefreshTokens::default();
        let first = tokens.issue("o1");
        let second = tokens.replace(&first, Duration::ZERO, at(7)).unwrap();
        assert!(tokens.replace(&first, Duration::ZERO, at(7)).is_err());
        tokens.replace(&second, Duration::ZERO, at(7)).unwrap();
    }

    #[test]
    fn the_oldest_tokens_of_a_sign_in_make_room_for_its_own() {
        let mut tokens = RefreshTokens::default();
        let other = tokens.issue("o2");
        let first = tokens.issue("o1");
        for _ in 1..limit::REFRESH_TOKENS_PER_SIGN_IN {
            tokens.replace(&first, GRACE, at(0)).unwrap();
        }
        assert_eq!(tokens.origin_of(&first), Some("o1"));
        let newest = tokens.replace(&first, GRACE, at(0)).unwrap();
        assert_eq!(tokens.origin_of(&first), None);
        assert_eq!(tokens.origin_of(&newest), Some("o1"));
        assert_eq!(tokens.origin_of(&other), Some("o2"));
        assert_eq!(tokens.len(), limit::REFRESH_TOKENS_PER_SIGN_IN + 1);
        tokens.retain(|origin_jti| origin_jti == "o2");
        assert_eq!((tokens.len(), tokens.by_sign_in.len()), (1, 1));
    }
}
