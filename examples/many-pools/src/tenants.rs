//! The tenants and their pools: in life a table of a database.

use std::{
    env, fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use cognito_tower::core::{
    InvalidUserPoolId, UserPool, UserPoolId,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
};

/// The pools that `TENANTS` is read as where the environment has none: each with its app client.
const TENANTS: &str =
    "us-east-1_Acme:testclient000000000000001 us-east-1_Globex:testclient000000000000001";

/// The id of each tenant's pool, and its app client.
#[derive(Debug)]
pub(crate) struct Tenants(Mutex<Vec<(UserPoolId, String)>>);

impl Tenants {
    /// Those of the variable `TENANTS`: `<pool id>:<app client id>`, with spaces in between.
    ///
    /// # Errors
    /// What is no pool's id.
    pub(crate) fn from_env() -> Result<Self, InvalidUserPoolId> {
        let listed = env::var("TENANTS").unwrap_or_else(|_| TENANTS.to_owned());
        let tenant = |text: &str| {
            let (id, client) = text.split_once(':').unwrap_or((text, ""));
            Ok((id.parse()?, client.to_owned()))
        };
        let tenants: Result<_, _> = listed.split_whitespace().map(tenant).collect();
        Ok(Self(Mutex::new(tenants?)))
    }

    /// Whether there was such a tenant.
    pub(crate) fn remove(&self, id: &UserPoolId) -> bool {
        self.rows().extract_if(.., |(known, _)| known == id).count() > 0
    }

    fn rows(&self) -> MutexGuard<'_, Vec<(UserPoolId, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the verifier asks about a token whose issuer is none of the pools that it was built with.
impl PoolRegistry for Tenants {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let rows = self.rows();
        let row = rows.iter().find(|(known, _)| known == id);
        let pool = row.map(|(id, client)| UserPool::new(id.clone(), [&**client]));
        Box::pin(async { Ok(pool) })
    }
}

/// One id a line.
impl fmt::Display for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        rows.iter().try_for_each(|(id, _)| writeln!(f, "{id}"))
    }
}
