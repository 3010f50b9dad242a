//! The pool's two key pairs, and the public keys that it still serves.

use cognito_core::{TokenUse, test_util::SigningKey};
use serde_json::{Value, json};

use crate::limit;

/// What becomes of the public keys that a rotation replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldKeys {
    /// They leave the key set at once: tokens signed before no longer verify.
    Drop,
    /// They stay in the key set, so that tokens signed before keep verifying.
    Keep,
}

/// One key pair for access tokens, another for ID tokens, as a user pool has them.
pub(crate) struct KeyRing {
    access: SigningKey,
    id: SigningKey,
    served: Vec<PublicKey>,
}

impl KeyRing {
    pub(crate) fn generate() -> Self {
        let (access, id) = (SigningKey::generate(), SigningKey::generate());
        let served = [(&access, TokenUse::Access), (&id, TokenUse::Id)]
            .into_iter()
            .map(|(key, token_use)| PublicKey {
                jwk: key.jwk().into(),
                token_use,
            })
            .collect();
        Self { access, id, served }
    }

    /// Goes on serving the newest public keys of a ring that this one replaces.
    pub(crate) fn with_retired(mut self, old: &Self) -> Self {
        let retired = old.served.iter().take(limit::RETIRED_KEYS).cloned();
        self.served.extend(retired);
        self
    }

    pub(crate) fn sign_access(&self, claims: &str) -> String {
        self.access.sign(claims)
    }

    pub(crate) fn sign_id(&self, claims: &str) -> String {
        self.id.sign(claims)
    }

    /// The key set (RFC 7517), newest keys first.
    pub(crate) fn jwks(&self) -> Value {
        let keys = self.served.iter();
        // What the signing keys write is JSON.
        let keys: Vec<Value> = keys
            .filter_map(|key| serde_json::from_str(&key.jwk).ok())
            .collect();
        json!({ "keys": keys })
    }

    /// The key set's part that access tokens are signed with, as JSON.
    pub(crate) fn access_jwks(&self) -> String {
        let keys = self.served.iter();
        let keys: Vec<&str> = keys
            .filter(|key| key.token_use == TokenUse::Access)
            .map(|key| &*key.jwk)
            .collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }
}

/// The public half of a key pair, as JSON Web Key.
#[derive(Clone)]
struct PublicKey {
    jwk: Box<str>,
    token_use: TokenUse,
}
