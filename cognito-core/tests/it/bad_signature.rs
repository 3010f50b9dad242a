//! Nothing is taken from a payload whose signature is bad.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use cognito_core::{
    AuthError, Authenticator, CognitoClaims, Policy, Reason, Verifier,
    revocation::{Revocation, RevocationCheck, RevocationStatus},
    test_util::{TestPool, TokenBuilder},
};
use serde_json::json;

use crate::request::{bearer, decide};

/// Revokes what the token itself says is revoked.
#[derive(Clone, Debug, Default)]
struct Store {
    asked: Arc<AtomicU32>,
}

impl Revocation for Store {
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
        self.asked.fetch_add(1, Relaxed);
        match claims.claim("revoked") {
            Some(true) => RevocationStatus::Revoked.into(),
            _ => RevocationStatus::Active.into(),
        }
    }
}

/// A site whose policy and store count how often they see claims.
struct Site {
    pool: TestPool,
    verifier: Verifier,
    auth: Authenticator,
    store: Store,
    ruled: Arc<AtomicU32>,
}

impl Site {
    fn new() -> Self {
        let pool = TestPool::new();
        let (store, ruled) = (Store::default(), Arc::<AtomicU32>::default());
        let builder = pool.verifier_builder().revocation(store.clone());
        let verifier = builder.build().unwrap();
        let count = Arc::clone(&ruled);
        let policy = Policy::custom("counted", move |claims| {
            count.fetch_add(1, Relaxed);
            claims.claim("banned") != Some(true)
        });
        let auth = Authenticator::builder(verifier.clone()).require(policy);
        Self {
            pool,
            auth: auth.build().unwrap(),
            verifier,
            store,
            ruled,
        }
    }

    async fn reason(&self, token: &str) -> Option<Reason> {
        let decided = decide(&self.auth, &bearer(token)).await;
        decided.err().map(|rejection| rejection.reason())
    }

    /// How often the store and the policy saw claims, and what is known of keys.
    fn seen(&self) -> (u32, u32, u64, String) {
        (
            self.store.asked.load(Relaxed),
            self.ruled.load(Relaxed),
            self.pool.fetches(),
            format!("{:?}", self.verifier.key_states()),
        )
    }
}

/// The token with the signature of another one.
fn forged(token: &TokenBuilder) -> String {
    let token = token.mint();
    let other = TestPool::new().access_token().mint();
    let (message, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    format!("{message}.{signature}")
}

#[tokio::test]
async fn neither_store_nor_policy_nor_keys_learn_of_it() -> Result<(), AuthError> {
    let site = Site::new();
    let good = site.pool.access_token();
    assert_eq!(site.reason(&good.mint()).await, None);
    let before = site.seen();
    assert_eq!((before.0, before.1, before.2), (1, 1, 1));

    for payload in [
        good.clone(),
        good.clone().claim("revoked", true),
        good.clone().claim("banned", true),
        good.clone().subject("another"),
        good.clone().group("admins").scope("everything"),
        good.clone().claim("aud", "https://another.example"),
        good.clone().claim("sub", json!([])),
        good.clone()
            .claim("keys", json!([{"kty": "RSA", "kid": "k"}])),
        good.clone()
            .claim("jwks_uri", "https://evil.example/jwks.json"),
    ] {
        let refused = site.reason(&forged(&payload)).await;
        assert_eq!(
            refused,
            Some(Reason::BadSignature),
            "{}",
            payload.claims_json()
        );
        assert_eq!(site.seen(), before, "{}", payload.claims_json());
    }

    // The one that they were forged from says what it always said.
    let claims = site.verifier.verify_access(&good.mint()).await?;
    assert_eq!(serde_json::to_string(&claims).unwrap(), good.claims_json());
    assert_eq!(site.reason(&good.mint()).await, None);
    // Where the signature is good, each of the two says its own.
    let revoked = good.clone().claim("revoked", true).mint();
    assert_eq!(site.reason(&revoked).await, Some(Reason::Revoked));
    let banned = good.claim("banned", true).mint();
    assert_eq!(site.reason(&banned).await, Some(Reason::CustomRule));
    Ok(())
}
