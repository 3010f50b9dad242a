//! The verifier's way to the embedded pool's keys: no socket between the two halves of one program.

use cognito_core::{
    UserPool, Verifier,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
};
use dev_pool::DevPool;

use crate::SiteError;

/// A verifier of the embedded pool's access tokens.
pub(crate) fn verifier(pool: &DevPool) -> Result<Verifier, SiteError> {
    let id = pool.user_pool_id().parse().map_err(SiteError::PoolId)?;
    let verifier = Verifier::builder()
        .user_pool(UserPool::new(id, [pool.client_id()]))
        .fetcher(Keys(pool.clone()))
        .build()?;
    Ok(verifier)
}

struct Keys(DevPool);

impl FetchJwks for Keys {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let fetched = Fetched::new(self.0.jwks().to_string());
        Box::pin(std::future::ready(Ok(fetched)))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys of the embedded pool")
    }
}
