//! Temporary credentials that carry their own meaning: the session token is what the identity pool said, sealed; the secret
//! key follows from the access key id. So nothing is kept of them, however many are issued.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{limit, random, s3::error::S3Error};

/// Who holds credentials, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) access_key_id: String,
    pub(crate) identity_id: String,
    pub(crate) role_arn: String,
    /// Seconds since 1970.
    pub(crate) expires: u64,
}

/// What a client signs with.
pub(crate) struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: String,
    /// Seconds since 1970.
    pub(crate) expires: u64,
}

/// Issues credentials and reads them again.
pub(crate) struct Sessions {
    key: hmac::Key,
}

impl Sessions {
    pub(crate) fn new() -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &random::bytes::<32>()),
        }
    }

    pub(crate) fn issue(&self, identity_id: &str, role_arn: &str, now: u64) -> Credentials {
        let access_key_id = format!("ASIA{}", random::upper_base32::<16>());
        let expires = now.saturating_add(limit::CREDENTIALS_LIFE);
        let payload = json!([access_key_id, identity_id, role_arn, expires]).to_string();
        let mut token = self.mac("token", &payload);
        token.extend_from_slice(payload.as_bytes());
        Credentials {
            secret_key: self.secret_key(&access_key_id),
            session_token: STANDARD.encode(token),
            access_key_id,
            expires,
        }
    }

    /// The session of an access key id and the token that goes with it.
    ///
    /// # Errors
    /// S3's refusals of unknown keys, of tokens that are not theirs, and of both when they have expired.
    pub(crate) fn open(
        &self,
        access_key_id: &str,
        token: Option<&str>,
        now: u64,
    ) -> Result<Session, S3Error> {
        // Without its token a temporary key is nothing that AWS knows either.
        let token = token.ok_or_else(|| S3Error::unknown_key(access_key_id))?;
        let session = self.unseal(token).ok_or_else(S3Error::invalid_token)?;
        if session.access_key_id != access_key_id {
            return Err(S3Error::unknown_key(access_key_id));
        }
        if session.expires <= now {
            return Err(S3Error::expired_token());
        }
        Ok(session)
    }

    /// The secret key of an access key id.
    pub(crate) fn secret_key(&self, access_key_id: &str) -> String {
        let mut mac = self.mac("secret", access_key_id);
        // Forty characters, as AWS's have.
        mac.truncate(30);
        STANDARD.encode(mac)
    }

    fn unseal(&self, token: &str) -> Option<Session> {
        let bytes = STANDARD.decode(token).ok()?;
        let (mac, payload) = bytes.split_at_checked(32)?;
        let payload = str::from_utf8(payload).ok()?;
        constant_time::verify_slices_are_equal(mac, &self.mac("token", payload)).ok()?;
        let members: Value = serde_json::from_str(payload).ok()?;
        let text = |index: usize| Some(members.get(index)?.as_str()?.to_owned());
        Some(Session {
            access_key_id: text(0)?,
            identity_id: text(1)?,
            role_arn: text(2)?,
            expires: members.get(3)?.as_u64()?,
        })
    }

    fn mac(&self, purpose: &str, text: &str) -> Vec<u8> {
        let message = format!("{purpose}\n{text}");
        hmac::sign(&self.key, message.as_bytes()).as_ref().to_vec()
    }
}

/// Prints the access key id, which is no secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "us-east-1:00000000-0000-4000-8000-000000000001";

    fn code<T>(outcome: Result<T, S3Error>) -> &'static str {
        outcome.map_or_else(|error| error.code(), |_| "")
    }

    #[test]
    fn credentials_are_read_again_until_they_expire() {
        let sessions = Sessions::new();
        let issued = sessions.issue(ID, "role-1", 100);
        assert_eq!(issued.expires, 3_700);
        assert_eq!(
            (issued.access_key_id.len(), issued.secret_key.len()),
            (20, 40)
        );
        let open = |now| sessions.open(&issued.access_key_id, Some(&issued.session_token), now);
        let session = open(3_699).unwrap();
        assert_eq!((&*session.identity_id, &*session.role_arn), (ID, "role-1"));
        assert_eq!(code(open(3_700)), "ExpiredToken");
        assert_eq!(
            sessions.secret_key(&issued.access_key_id),
            issued.secret_key
        );
        assert!(!format!("{issued:?}").contains(&issued.secret_key));
    }

    #[test]
    fn a_token_goes_with_its_key_and_with_its_issuer() {
        let sessions = Sessions::new();
        let (mine, other) = (sessions.issue(ID, "r", 0), sessions.issue(ID, "r", 0));
        let open = |key: &str, token: Option<&str>| code(sessions.open(key, token, 1));
        assert_eq!(open(&mine.access_key_id, None), "InvalidAccessKeyId");
        assert_eq!(
            open(&mine.access_key_id, Some(&other.session_token)),
            "InvalidAccessKeyId"
        );
        let foreign = Sessions::new().issue(ID, "r", 0);
        for token in ["", "x", "AAAA", &*foreign.session_token] {
            assert_eq!(open(&foreign.access_key_id, Some(token)), "InvalidToken");
        }
        let mut bytes = STANDARD.decode(&mine.session_token).unwrap();
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            let forged = STANDARD.encode(&bytes);
            assert_eq!(open(&mine.access_key_id, Some(&forged)), "InvalidToken");
            bytes[index] ^= 1;
        }
    }
}
