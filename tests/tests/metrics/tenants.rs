//! A pool registry in memory.

use std::sync::{Arc, Mutex};

use cognito_core::{
    UserPool, UserPoolId,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    test_util::TestPool,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct Tenants(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    pools: Vec<UserPool>,
    is_broken: bool,
}

impl Tenants {
    pub(crate) fn admit(&self, pool: &TestPool) {
        self.0.lock().unwrap().pools.push(pool.user_pool());
    }

    /// From now on it cannot tell.
    pub(crate) fn fail(&self) {
        self.0.lock().unwrap().is_broken = true;
    }

    fn get(&self, id: &UserPoolId) -> Result<Option<UserPool>, PoolLookupError> {
        let state = self.0.lock().unwrap();
        if state.is_broken {
            return Err(PoolLookupError::new("the registry of this test is broken"));
        }
        Ok(state.pools.iter().find(|pool| pool.id() == id).cloned())
    }
}

impl PoolRegistry for Tenants {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        Box::pin(std::future::ready(self.get(id)))
    }
}
