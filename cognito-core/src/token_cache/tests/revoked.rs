use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use super::world::*;
use crate::{
    CognitoClaims, UserPool, UserPoolId,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationList, RevocationStatus},
};

#[tokio::test]
async fn a_remembered_token_can_be_revoked() {
    for settings in both() {
        let pool = TestPool::new();
        let list = Arc::new(RevocationList::new());
        let builder = pool.verifier_builder().token_cache(settings);
        let verifier = builder.revocation(Arc::clone(&list)).build().unwrap();
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;
        let claims = verifier.verify(&token).await.unwrap();
        list.sign_out(&claims).unwrap();
        assert_eq!(refusal(&verifier, &token).await, Reason::Revoked);
    }
}

/// Answers later, as a store over the network does.
#[derive(Debug, Default)]
struct Remote(Mutex<Option<RevocationStatus>>);

impl Revocation for Remote {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        let status = *self.0.lock().unwrap();
        RevocationCheck::pending(async move {
            tokio::task::yield_now().await;
            status.ok_or_else(|| RevocationError::new("it is down"))
        })
    }
}

#[tokio::test]
async fn only_what_the_store_let_pass_is_remembered() {
    for settings in both() {
        let pool = TestPool::new();
        let store = Arc::new(Remote::default());
        let builder = pool.verifier_builder().token_cache(settings);
        let verifier = builder.revocation(Arc::clone(&store)).build().unwrap();
        let token = pool.access_token().mint();
        for (says, reason) in [
            (None, Reason::RevocationUnavailable),
            (Some(RevocationStatus::Revoked), Reason::Revoked),
        ] {
            *store.0.lock().unwrap() = says;
            assert_eq!(refusal(&verifier, &token).await, reason);
            assert_eq!(state(&verifier).entries, 0);
        }
        *store.0.lock().unwrap() = Some(RevocationStatus::Active);
        verifier.verify(&token).await.unwrap();
        assert_eq!(state(&verifier).entries, 1);
        verifier.verify(&token).await.unwrap();
        assert_eq!(state(&verifier).hits, 1);
        *store.0.lock().unwrap() = Some(RevocationStatus::Revoked);
        assert_eq!(refusal(&verifier, &token).await, Reason::Revoked);
    }
}

#[derive(Clone, Debug, Default)]
struct Tenants(Arc<Mutex<HashMap<UserPoolId, UserPool>>>);

impl PoolRegistry for Tenants {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let found = self.0.lock().unwrap().get(id).cloned();
        Box::pin(async { Ok(found) })
    }
}

impl Tenants {
    fn register(&self, pool: &TestPool, clients: &[&str]) {
        let tenant = UserPool::new(pool.id().clone(), clients.iter().copied());
        self.0.lock().unwrap().insert(pool.id().clone(), tenant);
    }

    /// A verifier of their tokens that remembers.
    fn verifier(&self, pool: &TestPool, settings: TokenCacheSettings) -> Verifier {
        let builder = Verifier::builder().pool_registry(self.clone());
        let builder = builder.fetcher(pool.clone()).clock(pool.clock().clone());
        builder.token_cache(settings).build().unwrap()
    }
}

/// The first key set of the new registration has the number that the first one of the old had.
#[tokio::test]
async fn a_pool_that_left_and_came_back_has_other_keys() {
    for settings in both() {
        let pool = TestPool::new();
        let tenants = Tenants::default();
        tenants.register(&pool, &[pool.client_id()]);
        let verifier = tenants.verifier(&pool, settings);
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;

        tenants.0.lock().unwrap().clear();
        verifier.forget_pool(pool.id());
        // Another token of the pool, for that one would be forgotten.
        let other = pool.machine_token().mint();
        assert_eq!(refusal(&verifier, &other).await, Reason::UnknownIssuer);
        pool.rotate();
        tenants.register(&pool, &[pool.client_id()]);
        verifier.forget_pool(pool.id());
        verifier.verify(&pool.access_token().mint()).await.unwrap();
        assert_eq!(refusal(&verifier, &token).await, Reason::UnknownKid);
    }
}

#[tokio::test]
async fn the_pool_must_still_be_registered() {
    for settings in both() {
        let pool = TestPool::new();
        let tenants = Tenants::default();
        let register = |clients: &[&str]| tenants.register(&pool, clients);
        register(&[pool.client_id()]);
        let verifier = tenants.verifier(&pool, settings);
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;

        // The same pool and the same keys: it is remembered after the look-up too.
        verifier.forget_pool(pool.id());
        verifier.verify(&token).await.unwrap();
        let hits = state(&verifier).hits;
        verifier.verify(&token).await.unwrap();
        assert_eq!(state(&verifier).hits, hits + 1);

        register(&["another"]);
        verifier.forget_pool(pool.id());
        assert_eq!(refusal(&verifier, &token).await, Reason::ClientMismatch);
        tenants.0.lock().unwrap().clear();
        verifier.forget_pool(pool.id());
        assert_eq!(refusal(&verifier, &token).await, Reason::UnknownIssuer);
        register(&[pool.client_id()]);
        verifier.forget_pool(pool.id());
        verifier.verify(&token).await.unwrap();
    }
}
