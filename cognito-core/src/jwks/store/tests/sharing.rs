//! Who owns what: stores and the verifiers that use them.

use std::{sync::LazyLock, time::Duration};

use crate::{
    Reason, UserPool, Verifier, VerifierBuilder,
    clock::Clock as _,
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched, KeyStore, RefreshSettings},
    test_util::{ManualClock, TestPool},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// The pool's endpoint, with a count of its own.
#[derive(Clone, Debug, Default)]
struct Endpoint(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Endpoint {
    fn calls(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

impl FetchJwks for Endpoint {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Box::pin(async { Ok(Fetched::new(POOL.jwks())) })
    }
}

/// A fetcher that must not be asked.
#[derive(Debug)]
struct Nobody;

impl FetchJwks for Nobody {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async { Err(FetchErrorKind::Other.into()) })
    }
}

/// Shows the time at which the pool mints.
fn clock() -> ManualClock {
    let now = crate::clock::since_1970(POOL.clock().wall());
    ManualClock::new(now.as_secs())
}

fn store(endpoint: &Endpoint, clock: &ManualClock) -> KeyStore {
    let builder = KeyStore::builder(&POOL.user_pool());
    let builder = builder.fetcher(endpoint.clone()).clock(clock.clone());
    builder.build().unwrap()
}

fn verifier() -> VerifierBuilder {
    Verifier::builder().clock(clock())
}

async fn verdict(verifier: &Verifier) -> Result<(), Reason> {
    let decided = verifier.verify(&POOL.access_token().mint()).await;
    decided.map(drop).map_err(|error| error.reason())
}

/// Outside of a runtime, where a task or a connection would be a panic.
#[test]
fn building_does_nothing() {
    let endpoint = Endpoint::default();
    let store = store(&endpoint, &clock());
    let shared = verifier().user_pool_with_keys(POOL.user_pool(), store.clone());
    let own = verifier()
        .user_pool(POOL.user_pool())
        .fetcher(endpoint.clone());
    for verifier in [shared.build().unwrap(), own.build().unwrap()] {
        assert!(!verifier.is_ready());
        assert_eq!(verifier.key_states()[0].fetches, 0);
    }
    assert!(!store.is_ready());
    assert_eq!(endpoint.calls(), 0);
}

/// With the fetcher that is the default.
#[cfg(feature = "reqwest")]
#[test]
fn building_with_the_default_fetcher_does_nothing() {
    let verifier = verifier().user_pool(POOL.user_pool()).build().unwrap();
    assert_eq!(verifier.key_states()[0].fetches, 0);
}

#[tokio::test]
async fn a_verifier_that_is_given_a_pool_has_a_store_of_its_own() {
    let endpoint = Endpoint::default();
    let build = || {
        verifier()
            .user_pool(POOL.user_pool())
            .fetcher(endpoint.clone())
    };
    let (one, other) = (build().build().unwrap(), build().build().unwrap());
    verdict(&one).await.unwrap();
    assert!(!other.is_ready(), "nothing is global");
    verdict(&other).await.unwrap();
    assert_eq!(endpoint.calls(), 2);
    // Clones of a verifier share all of it.
    verdict(&one.clone()).await.unwrap();
    assert_eq!(endpoint.calls(), 2);
}

#[tokio::test]
async fn verifiers_that_are_given_clones_of_a_store_share_its_keys() {
    let endpoint = Endpoint::default();
    let store = store(&endpoint, &clock());
    let build = || verifier().user_pool_with_keys(POOL.user_pool(), store.clone());
    let (one, other) = (build().build().unwrap(), build().build().unwrap());
    verdict(&one).await.unwrap();
    assert!(other.is_ready());
    verdict(&other).await.unwrap();
    assert_eq!(endpoint.calls(), 1);
}

#[tokio::test]
async fn client_rule_and_issuers_stay_with_the_verifier() {
    let store = store(&Endpoint::default(), &clock());
    let with = |pool| {
        let builder = verifier().user_pool_with_keys(pool, store.clone());
        builder.build().unwrap()
    };
    let other_client = UserPool::new(POOL.id().clone(), ["anotherclient00000000001"]);
    let other_issuer = POOL.user_pool().only_updated_issuer();
    assert_eq!(verdict(&with(POOL.user_pool())).await, Ok(()));
    let refused = verdict(&with(other_client)).await;
    assert_eq!(refused, Err(Reason::ClientMismatch));
    let refused = verdict(&with(other_issuer)).await;
    assert_eq!(refused, Err(Reason::UnknownIssuer));
    // None of them changed another.
    assert_eq!(verdict(&with(POOL.user_pool())).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_store_keeps_the_clock_the_fetcher_and_the_settings_it_was_built_with() {
    let (endpoint, stores, verifiers) = (Endpoint::default(), clock(), clock());
    let store = store(&endpoint, &stores);
    let verifier = Verifier::builder()
        .user_pool_with_keys(POOL.user_pool(), store.clone())
        .clock(verifiers.clone())
        .fetcher(Nobody)
        .refresh(RefreshSettings::default().interval(Duration::from_secs(1)))
        .build()
        .unwrap();
    let settled = || tokio::time::sleep(Duration::from_millis(1));
    verdict(&verifier).await.unwrap();
    // The keys do not age by the verifier's clock, nor by its interval.
    verifiers.advance(Duration::from_secs(1200));
    verdict(&verifier).await.unwrap();
    settled().await;
    stores.advance(Duration::from_secs(100));
    verdict(&verifier).await.unwrap();
    settled().await;
    assert_eq!(endpoint.calls(), 1);
    stores.advance(Duration::from_secs(331));
    verdict(&verifier).await.unwrap();
    settled().await;
    assert_eq!(endpoint.calls(), 2);
    assert_eq!(store.state().last_error, None);
}
