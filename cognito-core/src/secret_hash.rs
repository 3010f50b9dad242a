//! `SECRET_HASH`: how a program that holds an app client's secret shows it in a call of the Cognito API. Feature `secret-hash`.
//!
//! Only an app client with a secret needs it, and then each of its calls about a user does, or Cognito answers
//! `NotAuthorizedException`. Which name of the user the hash is over depends on the call:
//!
//! | Call | Member | Name |
//! |---|---|---|
//! | `SignUp`, `ConfirmSignUp`, `ResendConfirmationCode`, `ForgotPassword`, `ConfirmForgotPassword` | `SecretHash` | `Username` of the same call, to the letter |
//! | `InitiateAuth` and `AdminInitiateAuth` that begin a sign-in | `SECRET_HASH` in `AuthParameters` | `USERNAME` beside it, which may be an alias such as an e-mail address |
//! | `RespondToAuthChallenge`, `AdminRespondToAuthChallenge` | `SECRET_HASH` in `ChallengeResponses` | `USERNAME` beside it, which is the `USER_ID_FOR_SRP` of the challenge if there was one |
//! | `InitiateAuth` and `AdminInitiateAuth` with `REFRESH_TOKEN_AUTH` | `SECRET_HASH` in `AuthParameters` | the user's own name: [`username`](crate::AccessClaims::username) of the access token. The alias that the user signed in by does not fit |
//! | `GetTokensFromRefreshToken`, `RevokeToken` | `ClientSecret` | none: these take the secret itself |
//! | `/oauth2/token`, `/oauth2/revoke` | HTTP Basic, or `client_secret` in the form | none: these take the secret itself |
//!
//! In a pool where users sign in by e-mail address or telephone number, their own name is the same as their `sub`.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash>

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret as _;

pub use secrecy::SecretString;

use crate::ClientId;

/// The hash for one user and one app client: the base64 of HMAC-SHA-256, keyed by the client's secret, over user name and
/// client id.
///
/// The secret cannot be computed from it. But whoever has it can call as this client about this user, again and again: it
/// belongs into the request and into no log, and `Debug` does not show it.
///
/// ```
/// use cognito_core::{ClientId, secret_hash::{SecretHash, SecretString}};
///
/// let client = ClientId::from("1example23456789");
/// let secret = SecretString::from("fakeclientsecret0000000000000000"); // out of the environment or a secret store
/// let hash = SecretHash::new("fake-user-0001", &client, &secret);
/// assert_eq!(hash.expose(), "gJVd9DGLfJBU0mFQhYmQbKMWxlCfMqEZZ0fcQriKHJ4=");
/// assert_eq!(format!("{hash:?}"), "SecretHash(..)");
/// ```
#[derive(Clone)]
pub struct SecretHash(Box<str>);

impl SecretHash {
    /// The hash over this name, which [depends on the call](self).
    pub fn new(username: &str, client: &ClientId, secret: &SecretString) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        let mut context = hmac::Context::with_key(&key);
        context.update(username.as_bytes());
        context.update(client.as_str().as_bytes());
        Self(STANDARD.encode(context.sign()).into())
    }

    /// The text for the request: 44 characters of base64.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Hides the hash.
impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA256, digest};
    use proptest::prelude::*;

    use super::*;

    fn hash(username: &str, client: &str, secret: &str) -> String {
        let secret = SecretString::from(secret);
        SecretHash::new(username, &client.into(), &secret)
            .expose()
            .to_owned()
    }

    /// From Python: `base64.b64encode(hmac.new(secret, username + client, "sha256").digest())`.
    #[test]
    fn it_is_what_python_computes() {
        let client = "7lhlkkfbfb4q5kpp90urffao";
        for (username, secret, expected) in [
            (
                "a@example.com",
                "fakeclientsecret0000000000000000000000000000000001",
                "O5vdUQ0EfF/tEo4aTqQIXAjSurt0931RbblHuOqsEWw=",
            ),
            (
                "Zoë 用户",
                "s",
                "pHCHYXK8q5kqzrFQlX0nWfgZt5ZFS9l6peb+p5SF/A8=",
            ),
            // Longer than a block of SHA-256.
            (
                "",
                &"x".repeat(65),
                "05Q3q2g3CgkuMJOLgi6BenWhjdCRSaAJ80Zh/wrn0b0=",
            ),
        ] {
            assert_eq!(hash(username, client, secret), expected, "{username}");
        }
    }

    /// RFC 2104, step by step.
    fn by_the_book(username: &str, client: &str, secret: &str) -> String {
        let mut key = secret.as_bytes().to_vec();
        if key.len() > 64 {
            key = digest(&SHA256, &key).as_ref().to_vec();
        }
        key.resize(64, 0);
        let pad = |byte: u8| key.iter().map(|key| key ^ byte).collect::<Vec<u8>>();
        let inner = [&pad(0x36), username.as_bytes(), client.as_bytes()].concat();
        let outer = [&pad(0x5c), digest(&SHA256, &inner).as_ref()].concat();
        STANDARD.encode(digest(&SHA256, &outer))
    }

    proptest! {
        #[test]
        fn it_is_the_hmac_of_rfc_2104(username in ".{0,80}", client in "[a-z0-9]{1,128}", secret in ".{0,100}") {
            let hash = hash(&username, &client, &secret);
            prop_assert_eq!(hash.len(), 44);
            prop_assert_eq!(hash, by_the_book(&username, &client, &secret));
        }
    }
}
