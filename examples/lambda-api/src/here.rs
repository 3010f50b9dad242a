//! The same routes on 127.0.0.1, with a pool in memory unless the environment names one. For trying out: what is deployed is built
//! without it.

mod trial;

use std::net::TcpListener;

use cognito_tower::core::{
    UserPool,
    clock::SystemClock,
    jwks::{KeyStore, StaticKeys},
};
use demo_pool::{Demo, Pools};
use lambda_http::Error;

use crate::{
    authenticator,
    keys::{self, NewKeys},
    routes::routes,
};

pub(crate) async fn serve() -> Result<(), Error> {
    let demo = Demo::from_env()?;
    let (pool, keys) = match demo.pools() {
        Some(pools) => in_memory(pools)?,
        None => keys::from_env()?,
    };
    let listener = demo.listen(&trial::trial())?;
    serve_at(listener, pool, keys).await
}

/// There is no gateway in front: its word is not taken, whatever the environment says.
async fn serve_at(listener: TcpListener, pool: UserPool, keys: KeyStore) -> Result<(), Error> {
    let auth = authenticator(pool, keys, SystemClock::default())?.build()?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(axum::serve(listener, routes(auth).finish()).await?)
}

/// With the keys that the pool has at the start.
fn in_memory(pools: &Pools) -> Result<(UserPool, KeyStore), Error> {
    let pool = pools.main().user_pool();
    let builder = KeyStore::builder(&pool).fetcher(pools.clone());
    let keys = StaticKeys::from_json(pools.main().jwks())?;
    let keys = NewKeys::OneFetch.with(builder, keys).build()?;
    Ok((pool, keys))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[tokio::test]
    async fn it_answers_as_printed() {
        let demo = Demo::in_memory();
        let (pool, keys) = in_memory(demo.pools().unwrap()).unwrap();
        let listener = demo.listen(&trial::trial()).unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve_at(listener, pool, keys));
        let run = move || trial::trial().run(demo.pools().unwrap(), address);
        tokio::task::spawn_blocking(run).await.unwrap();
    }
}
