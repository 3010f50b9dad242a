//! The pool's two key pairs, and the public keys that it still serves.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::test_util::SigningKey;
use serde::{Deserialize, Serialize};
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
            .filter_map(|(key, token_use)| PublicKey::of(key, token_use))
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
        let keys: Vec<&Jwk> = self.served.iter().map(|key| &key.jwk).collect();
        json!({ "keys": keys })
    }

    /// A served key that signs access tokens.
    pub(crate) fn access_key(&self, kid: &str) -> Option<&PublicKey> {
        self.served
            .iter()
            .find(|key| key.token_use == TokenUse::Access && key.jwk.kid == kid)
    }
}

/// The public half of a key pair.
#[derive(Clone)]
pub(crate) struct PublicKey {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    jwk: Jwk,
    token_use: TokenUse,
}

impl PublicKey {
    fn of(key: &SigningKey, token_use: TokenUse) -> Option<Self> {
        let jwk: Jwk = serde_json::from_str(&key.jwk()).ok()?;
        Some(Self {
            modulus: URL_SAFE_NO_PAD.decode(&jwk.n).ok()?,
            exponent: URL_SAFE_NO_PAD.decode(&jwk.e).ok()?,
            jwk,
            token_use,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenUse {
    Access,
    Id,
}

/// The members that Cognito serves.
#[derive(Clone, Deserialize, Serialize)]
struct Jwk {
    alg: String,
    e: String,
    kid: String,
    kty: String,
    n: String,
    #[serde(rename = "use")]
    key_use: String,
}
