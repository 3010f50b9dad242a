//! Sign-ins and their refresh tokens. One sign-in is one token family: everything issued from it carries its `origin_jti`.

use std::{collections::HashMap, time::Duration};

use super::{grant::Grant, refresh::RefreshTokens, revoked::Revoked};
use crate::{error::ApiError, limit, random};

/// One sign-in.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) origin_jti: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) grant: Grant,
    pub(crate) auth_time: u64,
    expires: u64,
    is_revoked: bool,
}

impl SignIn {
    /// What there is to tell; `None` the second time.
    fn revoke(&mut self) -> Option<Revoked> {
        let was_live = !std::mem::replace(&mut self.is_revoked, true);
        was_live.then(|| Revoked {
            origin_jti: self.origin_jti.clone(),
            sub: self.sub.clone(),
        })
    }
}

/// The sign-ins whose tokens may still be in use.
#[derive(Default)]
pub(crate) struct SignIns {
    by_origin: HashMap<String, SignIn>,
    refresh_tokens: RefreshTokens,
}

impl SignIns {
    /// Begins a token family and makes its refresh token.
    ///
    /// # Errors
    /// `LimitExceededException` when the table is full of live ones.
    pub(crate) fn begin(
        &mut self,
        sub: &str,
        client_id: &str,
        grant: Grant,
        now: u64,
    ) -> Result<(SignIn, String), ApiError> {
        if self.by_origin.len() >= limit::SIGN_INS {
            self.prune(now);
        }
        if self.by_origin.len() >= limit::SIGN_INS {
            return Err(ApiError::limit_exceeded(format!(
                "This development pool keeps at most {} sign-ins; sign out or restart it.",
                limit::SIGN_INS
            )));
        }
        let sign_in = SignIn {
            origin_jti: random::uuid(),
            sub: sub.to_owned(),
            client_id: client_id.to_owned(),
            auth_time: grant.granted().map_or(now, |granted| granted.auth_time),
            grant,
            expires: now.saturating_add(limit::REFRESH_LIFE),
            is_revoked: false,
        };
        let token = self.refresh_tokens.issue(&sign_in.origin_jti);
        self.by_origin
            .insert(sign_in.origin_jti.clone(), sign_in.clone());
        Ok((sign_in, token))
    }

    /// The live sign-in of a refresh token that this client presents.
    pub(crate) fn refresh(
        &self,
        token: &str,
        client_id: &str,
        now: u64,
    ) -> Result<&SignIn, ApiError> {
        let sign_in = self
            .of(token)
            .filter(|sign_in| sign_in.client_id == client_id)
            .ok_or_else(ApiError::invalid_refresh_token)?;
        if sign_in.is_revoked {
            return Err(ApiError::not_authorized("Refresh Token has been revoked"));
        }
        if sign_in.expires <= now {
            return Err(ApiError::not_authorized("Refresh Token has expired"));
        }
        Ok(sign_in)
    }

    /// Makes the token that takes the place of one that was just [presented](Self::refresh), for what remains of its time.
    ///
    /// # Errors
    /// `RefreshTokenReuseException` if it was replaced before and the grace is over.
    pub(crate) fn rotate(
        &mut self,
        token: &str,
        grace: Duration,
        now: Duration,
    ) -> Result<String, ApiError> {
        self.refresh_tokens.replace(token, grace, now)
    }

    /// The sign-in that a refresh token belongs to, live or not; also that of a token that was replaced.
    pub(crate) fn of(&self, token: &str) -> Option<&SignIn> {
        self.by_origin.get(self.refresh_tokens.origin_of(token)?)
    }

    /// Whether tokens of this family are still good.
    pub(crate) fn is_live(&self, origin_jti: &str) -> bool {
        self.by_origin
            .get(origin_jti)
            .is_some_and(|sign_in| !sign_in.is_revoked)
    }

    /// Revokes one family; `None` if it was not live.
    #[must_use = "listeners are to be told, once the state is unlocked"]
    pub(crate) fn revoke(&mut self, origin_jti: &str) -> Option<Revoked> {
        self.by_origin.get_mut(origin_jti)?.revoke()
    }

    /// Revokes every live family of a user. By family, not by time: a sign-in within the same second stays good.
    #[must_use = "listeners are to be told, once the state is unlocked"]
    pub(crate) fn revoke_all(&mut self, sub: &str) -> Vec<Revoked> {
        self.by_origin
            .values_mut()
            .filter(|sign_in| sign_in.sub == sub)
            .filter_map(SignIn::revoke)
            .collect()
    }

    /// Forgets what no token can be presented for any more, and what was revoked: unknown families are not live either.
    fn prune(&mut self, now: u64) {
        let dead = |sign_in: &SignIn| {
            sign_in.is_revoked || sign_in.expires.saturating_add(limit::LONGEST_TOKEN_LIFE) <= now
        };
        self.by_origin.retain(|_, sign_in| !dead(sign_in));
        self.refresh_tokens
            .retain(|origin_jti| self.by_origin.contains_key(origin_jti));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(answer: Result<&SignIn, ApiError>) -> String {
        match answer {
            Ok(sign_in) => sign_in.sub.clone(),
            Err(error) => error.message().to_owned(),
        }
    }

    #[test]
    fn a_refresh_token_serves_its_client_until_it_expires() {
        let mut sign_ins = SignIns::default();
        let (sign_in, token) = sign_ins.begin("u1", "c1", Grant::Api, 100).unwrap();
        let last = 100 + limit::REFRESH_LIFE - 1;
        assert_eq!(message(sign_ins.refresh(&token, "c1", last)), "u1");
        assert_eq!(
            message(sign_ins.refresh(&token, "c1", last + 1)),
            "Refresh Token has expired"
        );
        assert_eq!(
            message(sign_ins.refresh(&token, "c2", 100)),
            "Invalid Refresh Token"
        );
        assert_eq!(
            message(sign_ins.refresh("x", "c1", 100)),
            "Invalid Refresh Token"
        );
        assert!(sign_ins.is_live(&sign_in.origin_jti));
    }

    #[test]
    fn revoking_reaches_one_family_or_all_of_a_user() {
        let mut sign_ins = SignIns::default();
        let (first, first_token) = sign_ins.begin("u1", "c1", Grant::Api, 0).unwrap();
        let (second, _) = sign_ins.begin("u1", "c1", Grant::Api, 0).unwrap();
        let (other, _) = sign_ins.begin("u2", "c1", Grant::Api, 0).unwrap();
        let live = |sign_ins: &SignIns| {
            [&first, &second, &other].map(|sign_in| sign_ins.is_live(&sign_in.origin_jti))
        };
        let told = |sign_in: &SignIn| Revoked {
            origin_jti: sign_in.origin_jti.clone(),
            sub: sign_in.sub.clone(),
        };
        assert_eq!(sign_ins.revoke(&first.origin_jti), Some(told(&first)));
        assert_eq!(sign_ins.revoke(&first.origin_jti), None);
        assert_eq!(sign_ins.revoke("unknown"), None);
        assert_eq!(live(&sign_ins), [false, true, true]);
        assert_eq!(
            message(sign_ins.refresh(&first_token, "c1", 1)),
            "Refresh Token has been revoked"
        );
        assert_eq!(sign_ins.revoke_all("u1"), [told(&second)]);
        assert_eq!(live(&sign_ins), [false, false, true]);
        let (later, _) = sign_ins.begin("u1", "c1", Grant::Api, 0).unwrap();
        assert!(sign_ins.is_live(&later.origin_jti));
    }

    #[test]
    fn a_full_table_drops_the_revoked_and_then_refuses() {
        let mut sign_ins = SignIns::default();
        for _ in 0..limit::SIGN_INS {
            sign_ins.begin("u1", "c1", Grant::Api, 0).unwrap();
        }
        let error = sign_ins.begin("u2", "c1", Grant::Api, 0).err().unwrap();
        assert_eq!(error.kind(), "LimitExceededException");
        assert_eq!(sign_ins.revoke_all("u1").len(), limit::SIGN_INS);
        sign_ins.begin("u2", "c1", Grant::Api, 0).unwrap();
        assert_eq!(sign_ins.by_origin.len(), 1);
        assert_eq!(sign_ins.refresh_tokens.len(), 1);
    }
}
