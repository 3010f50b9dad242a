use super::ResolvedPool;
use crate::jwks::KeyStore;

/// A pool with its keys: all that a decision about a token needs to know of it.
#[derive(Debug)]
pub(crate) struct KeyedPool {
    pub(crate) about: ResolvedPool,
    pub(crate) keys: KeyStore,
}
