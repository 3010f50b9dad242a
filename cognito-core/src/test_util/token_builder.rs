use std::{fmt, sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{SigningKey, pool::TOKEN_LIFE};

/// A token in the making; see [`TestPool`](super::TestPool).
///
/// ```
/// use cognito_core::test_util::TestPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let token = pool.access_token().group("admins").claim("tenant", "acme").mint();
/// let claims = pool.verifier().verify(&token).await.unwrap();
/// assert_eq!(claims.claim::<&str>("tenant"), Some("acme"));
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct TokenBuilder {
    key: Arc<SigningKey>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    now: u64,
}

impl TokenBuilder {
    pub(super) fn new(key: Arc<SigningKey>, now: u64) -> Self {
        let mut header = Map::new();
        header.insert("kid".to_owned(), json!(key.kid()));
        header.insert("alg".to_owned(), json!("RS256"));
        let mut claims = Map::new();
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + TOKEN_LIFE.as_secs()));
        Self {
            key,
            header,
            claims,
            now,
        }
    }

    /// Sets `sub`.
    pub fn subject(self, subject: &str) -> Self {
        self.claim("sub", subject)
    }

    /// Sets the user's name: `username` of an access token, `cognito:username` of an ID token.
    pub fn username(self, username: &str) -> Self {
        let name = if self.claims.contains_key("cognito:username") {
            "cognito:username"
        } else {
            "username"
        };
        self.claim(name, username)
    }

    /// Adds a group.
    pub fn group(mut self, group: &str) -> Self {
        let groups = self
            .claims
            .entry("cognito:groups")
            .or_insert_with(|| json!([]));
        if let Some(groups) = groups.as_array_mut() {
            groups.push(json!(group));
        }
        self
    }

    /// Sets `scope`: several are separated by spaces.
    pub fn scope(self, scope: &str) -> Self {
        self.claim("scope", scope)
    }

    /// Sets `aud`: the resource that an access token is bound to, or the app client of an ID token.
    pub fn audience(self, audience: &str) -> Self {
        self.claim("aud", audience)
    }

    /// Sets `acr`: the level of the sign-in.
    pub fn acr(self, level: &str) -> Self {
        self.claim("acr", level)
    }

    /// Sets how long ago the user signed in, counted back from the pool's clock: `auth_time`.
    pub fn auth_age(self, age: Duration) -> Self {
        let auth_time = self.now.saturating_sub(age.as_secs());
        self.claim("auth_time", auth_time)
    }

    /// Sets an attribute of the pool's own, as Cognito writes it: `custom_attribute("tenant", "acme")` is the claim
    /// `custom:tenant`, and always a text.
    pub fn custom_attribute(self, name: &str, value: &str) -> Self {
        self.claim(&format!("custom:{name}"), value)
    }

    /// Sets the life of the token, counted from the pool's clock.
    pub fn expires_in(self, life: Duration) -> Self {
        let exp = self.now.saturating_add(life.as_secs());
        self.claim("exp", exp)
    }

    /// Sets any claim; a good one to a bad value, too.
    ///
    /// # Panics
    /// If the value cannot be written as JSON.
    #[expect(
        clippy::expect_used,
        reason = "a test that asks for the impossible should stop"
    )]
    pub fn claim(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("a value that JSON can hold");
        self.claims.insert(name.to_owned(), value);
        self
    }

    /// Leaves a claim out.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Sets any member of the header.
    ///
    /// # Panics
    /// If the value cannot be written as JSON.
    #[expect(
        clippy::expect_used,
        reason = "a test that asks for the impossible should stop"
    )]
    pub fn header(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("a value that JSON can hold");
        self.header.insert(name.to_owned(), value);
        self
    }

    /// Leaves a member of the header out.
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// Signs with another key, under that key's name.
    pub fn signed_by(mut self, key: &Arc<SigningKey>) -> Self {
        self.key = Arc::clone(key);
        let kid = key.kid().to_owned();
        self.header("kid", kid)
    }

    /// The signed token.
    pub fn mint(&self) -> String {
        let (header, claims) = (self.header_json(), self.claims_json());
        self.key.sign_with_header(&header, &claims)
    }

    /// The header's JSON text.
    pub fn header_json(&self) -> String {
        Value::Object(self.header.clone()).to_string()
    }

    /// The claims' JSON text.
    pub fn claims_json(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    /// The claims.
    #[cfg(feature = "gateway")]
    pub(super) fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// The signed token with this JSON text as its payload, well-formed or not.
    pub fn mint_payload(&self, json: &str) -> String {
        self.key.sign_with_header(&self.header_json(), json)
    }
}

impl fmt::Debug for TokenBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenBuilder")
            .field("kid", &self.key.kid())
            .finish_non_exhaustive()
    }
}
