//! Authorization codes: issued after a sign-in, redeemed once.

use std::collections::HashMap;

use crate::{
    limit, random,
    token::{
        grant::Granted,
        hash::{Hash, hash},
    },
};

/// What a code stands for, and who may redeem it.
#[derive(Clone)]
pub(crate) struct Authorized {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// The `S256` challenge of PKCE (RFC 7636).
    pub(crate) challenge: Option<String>,
    pub(crate) sub: String,
    pub(crate) granted: Granted,
}

/// The codes that were not redeemed yet.
#[derive(Default)]
pub(crate) struct AuthorizationCodes(HashMap<Hash, (Authorized, u64)>);

impl AuthorizationCodes {
    /// Makes a code; `None` when too many wait to be redeemed.
    pub(crate) fn issue(&mut self, authorized: Authorized, now: u64) -> Option<String> {
        if self.0.len() >= limit::AUTHORIZATION_CODES {
            self.0.retain(|_, (_, expires)| now < *expires);
        }
        if self.0.len() >= limit::AUTHORIZATION_CODES {
            return None;
        }
        let code = random::uuid();
        let expires = now.saturating_add(limit::AUTHORIZATION_CODE_LIFE);
        self.0.insert(hash(&code), (authorized, expires));
        Some(code)
    }

    /// Takes a code out, whoever presents it: there is no second attempt.
    pub(crate) fn redeem(&mut self, code: &str, now: u64) -> Option<Authorized> {
        let (authorized, expires) = self.0.remove(&hash(code))?;
        (now < expires).then_some(authorized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorized() -> Authorized {
        Authorized {
            client_id: "c1".to_owned(),
            redirect_uri: "https://example.com/".to_owned(),
            challenge: None,
            sub: "u1".to_owned(),
            granted: Granted::default(),
        }
    }

    #[test]
    fn a_code_is_redeemed_once_and_in_time() {
        let mut codes = AuthorizationCodes::default();
        let [first, second] = [(); 2].map(|()| codes.issue(authorized(), 0).unwrap());
        let last = limit::AUTHORIZATION_CODE_LIFE - 1;
        assert!(codes.redeem("x", 0).is_none());
        assert_eq!(codes.redeem(&first, last).unwrap().sub, "u1");
        assert!(codes.redeem(&first, last).is_none());
        assert!(codes.redeem(&second, last + 1).is_none());
    }

    #[test]
    fn a_full_table_refuses_until_old_codes_have_expired() {
        let mut codes = AuthorizationCodes::default();
        for _ in 0..limit::AUTHORIZATION_CODES {
            codes.issue(authorized(), 0).unwrap();
        }
        assert!(codes.issue(authorized(), 0).is_none());
        codes
            .issue(authorized(), limit::AUTHORIZATION_CODE_LIFE)
            .unwrap();
        assert_eq!(codes.0.len(), 1);
    }
}
