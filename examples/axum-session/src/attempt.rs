//! A sign-in that has begun in this browser, until it comes back from the pool's login page.

use serde::{Deserialize, Serialize};

use crate::{
    cookie::{Received, SIGN_IN, Vault, set_for},
    oauth::Begun,
    return_path::ReturnPath,
};

/// Seconds to find one's password. An authorization code lives for five minutes besides.
pub(crate) const LIFE: u64 = 600;

/// What the callback is compared with. It is sealed in a cookie: a link to the callback from elsewhere finds none in the
/// browser, or another one, so that nobody is signed in as somebody else ("login CSRF").
#[derive(Deserialize, Serialize)]
pub(crate) struct Attempt {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    /// A path of this site: it was looked at when the sign-in began.
    pub(crate) to: String,
    until: u64,
}

impl Attempt {
    pub(crate) fn new(begun: Begun, to: &ReturnPath, now: u64) -> Self {
        Self {
            state: begun.state,
            nonce: begun.nonce,
            verifier: begun.verifier,
            to: to.as_str().to_owned(),
            until: now + LIFE,
        }
    }

    /// The one that this browser began last, if that was not too long ago.
    pub(crate) fn open(vault: &Vault, received: &Received, now: u64) -> Option<Self> {
        let sealed = received.value(SIGN_IN)?.to_owned();
        let attempt: Self = serde_json::from_str(&vault.open(SIGN_IN, sealed)?).ok()?;
        // Browsers keep to `Max-Age`; who copied the cookie need not.
        (attempt.until > now).then_some(attempt)
    }

    /// The `Set-Cookie` value.
    pub(crate) fn cookie(&self, vault: &Vault) -> Option<String> {
        let text = serde_json::to_string(self).ok()?;
        Some(set_for(SIGN_IN, &vault.seal(SIGN_IN, text), LIFE))
    }
}
