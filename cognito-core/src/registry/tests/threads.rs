//! Many threads at once, on real ones and by the system's clock.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use super::world::*;
use crate::{
    Reason, UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry, RegistrySettings},
};

/// Tenants who come and go.
#[derive(Debug, Default)]
struct Tenants {
    there: Mutex<HashSet<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl PoolRegistry for Tenants {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        Box::pin(async move {
            let at_once = self.at_once.fetch_add(1, SeqCst) + 1;
            self.most_at_once.fetch_max(at_once, SeqCst);
            // What is read first is told late.
            let is_there = self.there.lock().unwrap().contains(id.as_str());
            tokio::time::sleep(Duration::from_micros(200)).await;
            self.at_once.fetch_sub(1, SeqCst);
            Ok(is_there.then(|| tenant(id.as_str())))
        })
    }
}

/// While other requests come in all the time, each change counts from `forget_pool` on. There are fewer seats than tenants.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_older_answer_comes_after_a_change() {
    let tenants = Arc::new(Tenants::default());
    let verifier = Verifier::builder()
        .pool_registry(Arc::clone(&tenants))
        .registry_settings(RegistrySettings::default().max_pools(3).max_lookups(8))
        .fetcher(Keys::default())
        .clock(crate::test_util::ManualClock::new(NOW))
        .build()
        .unwrap();
    let names: Vec<_> = (0..5).map(|n| format!("us-east-1_Tenant{n}")).collect();
    let tokens: Vec<_> = names
        .iter()
        .map(|name| SIGNER.access_token().claim("iss", issuer(name)).mint())
        .collect();
    let over = Arc::new(AtomicBool::new(false));
    let others: Vec<_> = (0..6)
        .map(|n| {
            let (verifier, over, tokens) = (verifier.clone(), Arc::clone(&over), tokens.clone());
            tokio::spawn(async move {
                for token in tokens.iter().cycle().skip(n) {
                    if over.load(SeqCst) {
                        break;
                    }
                    let _ = verifier.verify(token).await;
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for round in 0..150 {
        let (name, token) = (&names[round % 5], &tokens[round % 5]);
        let comes = round % 2 == 0;
        if comes {
            tenants.there.lock().unwrap().insert(name.clone());
        } else {
            tenants.there.lock().unwrap().remove(name);
        }
        verifier.forget_pool(&id(name));
        let decided = verifier.verify(token).await.map_err(|error| error.reason());
        match decided {
            Ok(_) => assert!(comes, "{round}"),
            Err(reason) => assert_eq!((comes, reason), (false, Reason::UnknownIssuer), "{round}"),
        }
    }
    over.store(true, SeqCst);
    for other in others {
        other.await.unwrap();
    }
    assert!(tenants.most_at_once.load(SeqCst) <= 8);
    assert!(verifier.registry().unwrap().left().pools <= 3);
}
