//! A pool of which the public key and some tokens are in the repository, so that an input means the same in every
//! process; and the same pool with a key made now, for what has to be signed.

use std::{
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
};

use cognito_core::{
    AuthError, CognitoClaims, TokenUse, UserPool, Verifier, VerifierBuilder,
    jwks::{KeyStore, StaticKeys},
    test_util::{ManualClock, SigningKey},
};
use serde_json::Value;

use super::{
    meter::metered,
    model::{Resource, Rules},
};

pub(super) const NOW: u64 = 1_763_000_000;
pub(super) const POOL: &str = "us-east-1_TestPool1";
pub(super) const CLIENTS: [&str; 2] = ["testclient000000000000001", "testclient000000000000002"];
pub(super) const KID: &str = "key/of+the=pool";
pub(super) const ISSUERS: [&str; 2] = [
    "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1",
    "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1",
];

/// Nothing that is printed about a token may hold this part of it.
pub(super) const MARKER: &str = "Zm4rk3rZ";

/// The key set and the tokens that were signed with its key, which was thrown away.
pub(super) static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    let fixed: Value = serde_json::from_str(include_str!("fixed.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Fixed {
        modulus: text(&fixed["jwks"]["keys"][0]["n"]),
        verifiers: verifiers(&fixed["jwks"].to_string()),
        tokens: fixed["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(text)
            .collect(),
    }
});

pub(super) struct Fixed {
    pub(super) modulus: String,
    pub(super) verifiers: Vec<(Rules, Verifier)>,
    pub(super) tokens: Vec<String>,
}

/// The key of this process, and verifiers that know it.
pub(super) static LIVE: LazyLock<Live> = LazyLock::new(|| {
    let key = SigningKey::generate();
    let jwk = key.jwk().replace(key.kid(), KID);
    Live {
        verifiers: verifiers(&format!(r#"{{"keys":[{jwk}]}}"#)),
        key,
    }
});

pub(super) struct Live {
    pub(super) key: SigningKey,
    pub(super) verifiers: Vec<(Rules, Verifier)>,
}

/// One verifier as most are, and two that ask for more and for less.
fn verifiers(jwks: &str) -> Vec<(Rules, Verifier)> {
    let access = vec![TokenUse::Access];
    let both = vec![TokenUse::Access, TokenUse::Id];
    [
        Rules {
            accepted: access,
            leeway: 60,
            resource: Resource::Unbound,
            max_age: None,
        },
        Rules {
            accepted: both.clone(),
            leeway: 0,
            resource: Resource::Named("https://api.example"),
            max_age: Some(600),
        },
        Rules {
            accepted: both,
            leeway: 600,
            resource: Resource::Any,
            max_age: None,
        },
    ]
    .map(|rules| {
        let verifier = verifier(jwks.as_bytes(), &rules).unwrap();
        (rules, verifier)
    })
    .into()
}

/// A verifier by these rules with the keys of a document; `None` where the document has none.
pub(super) fn verifier(jwks: &[u8], rules: &Rules) -> Option<Verifier> {
    let pool = UserPool::new(POOL.parse().unwrap(), CLIENTS);
    let clock = ManualClock::new(NOW);
    let keys = StaticKeys::from_json(jwks).ok()?;
    let store = KeyStore::builder(&pool)
        .clock(clock.clone())
        .pinned_keys(keys);
    let builder = Verifier::builder()
        .user_pool_with_keys(pool, store.build().unwrap())
        .clock(clock);
    Some(rules.configure(builder).build().unwrap())
}

impl Rules {
    fn configure(&self, builder: VerifierBuilder) -> VerifierBuilder {
        let builder = builder
            .accept(self.accepted.clone())
            .leeway(std::time::Duration::from_secs(self.leeway));
        let builder = match self.resource {
            Resource::Any => builder.any_resource(),
            Resource::Named(resource) => builder.resource(resource),
            Resource::Unbound => builder,
        };
        match self.max_age {
            Some(age) => builder.max_token_age(std::time::Duration::from_secs(age)),
            None => builder,
        }
    }
}

/// With pinned keys nothing is waited for.
pub(super) fn verify(verifier: &Verifier, token: &str) -> Result<CognitoClaims, AuthError> {
    let decision = pin!(verifier.verify(token));
    match metered(|| decision.poll(&mut Context::from_waker(Waker::noop()))) {
        Poll::Ready(decided) => decided,
        Poll::Pending => panic!("pinned keys are waited for"),
    }
}
