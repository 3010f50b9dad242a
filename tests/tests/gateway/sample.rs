//! The sample tokens of all kinds.

use cognito_core::{TokenUse, UserPool, Verifier, VerifierBuilder, test_util::TestPool};
use serde_json::{Map, Value};

const SAMPLES: &str = include_str!("../../../cognito-core/tests/samples.json");
pub(crate) const WEB: &str = "fakewebclient0000000000001";
const M2M: &str = "fakem2mclient0000000000002";

pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) payload: Map<String, Value>,
    token_use: TokenUse,
}

impl Sample {
    /// All of user pools.
    pub(crate) fn all() -> Vec<Self> {
        let samples: Vec<Value> = serde_json::from_str(SAMPLES).unwrap();
        samples.iter().filter_map(Self::read).collect()
    }

    pub(crate) fn named(name: &str) -> Self {
        let mut all = Self::all().into_iter();
        all.find(|sample| sample.name == name).unwrap()
    }

    fn read(sample: &Value) -> Option<Self> {
        Some(Self {
            name: sample["name"].as_str()?.to_owned(),
            payload: sample["payload"].as_object()?.clone(),
            token_use: match sample["kind"].as_str()? {
                "access" => TokenUse::Access,
                "id" => TokenUse::Id,
                _ => return None,
            },
        })
    }

    pub(crate) fn token(&self, pool: &TestPool) -> String {
        let key = pool.signing_key(self.token_use);
        key.sign(&Value::from(self.payload.clone()).to_string())
    }
}

pub(crate) fn pool() -> TestPool {
    TestPool::with_id("us-east-1_FAKEpool1".parse().unwrap())
}

/// Takes all samples.
pub(crate) fn verifier(pool: &TestPool) -> Verifier {
    builder(pool).any_resource().build().unwrap()
}

pub(crate) fn builder(pool: &TestPool) -> VerifierBuilder {
    let clients = UserPool::new(pool.id().clone(), [WEB, M2M]);
    let clients = clients.replica_regions(["us-west-2".parse().unwrap()]);
    Verifier::builder()
        .user_pool(clients)
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(pool.clock().clone())
        .fetcher(pool.clone())
}
