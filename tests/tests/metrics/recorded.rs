//! What happens is counted once, under its own name.

use std::time::Duration;

use cognito_core::{
    Authenticator, CognitoClaims, Policy, Reason, Rejection, TokenUse, Verifier,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
    registry::RegistrySettings,
    revocation::{Revocation, RevocationCheck, RevocationError},
    test_util::{TestHead, TestPool},
};

use crate::{
    numbers::{Numbers, Recorded, send, send_token},
    tenants::Tenants,
};

fn is(recorded: &Recorded, expected: &[(&str, u64)]) {
    let expected = expected
        .iter()
        .map(|(name, value)| (String::from(*name), *value));
    assert_eq!(*recorded, expected.collect::<Recorded>());
}

#[test]
fn requests_are_counted_by_what_became_of_them() {
    let pool = TestPool::new();
    let verifier = pool.verifier_builder();
    let verifier = verifier
        .accept([TokenUse::Access, TokenUse::Id])
        .build()
        .unwrap();
    let auth = Authenticator::new(verifier.clone());
    let lax = Authenticator::builder(verifier.clone())
        .optional()
        .build()
        .unwrap();
    let strict = Policy::group("admins");
    let strict = Authenticator::builder(verifier)
        .require(strict)
        .build()
        .unwrap();
    let (access, id) = (pool.access_token().mint(), pool.id_token().mint());
    let bad = pool.bad_tokens();
    let expired = bad
        .iter()
        .find(|bad| bad.reason() == Reason::Expired)
        .unwrap();

    let numbers = Numbers::new();
    numbers.listen(async || {
        for _ in 0..3 {
            send_token(&auth, &access).await.unwrap();
        }
        send_token(&auth, &id).await.unwrap();
        send(&lax, TestHead::get("/")).await.unwrap();
        send(&auth, TestHead::get("/")).await.unwrap_err();
        send_token(&auth, expired.token()).await.unwrap_err();
        send_token(&strict, &access).await.unwrap_err();
        Rejection::layer_missing(&TestHead::get("/"));
        Rejection::two_in_reach(&TestHead::get("/"));
    });

    let mut recorded = numbers.recorded();
    recorded.retain(|name, _| name.starts_with("cognito_requests_"));
    is(
        &recorded,
        &[
            (r#"cognito_requests_accepted_total{token_use="access"}"#, 3),
            (r#"cognito_requests_accepted_total{token_use="id"}"#, 1),
            (r#"cognito_requests_accepted_total{token_use="none"}"#, 1),
            (r#"cognito_requests_refused_total{reason="expired"}"#, 1),
            (
                r#"cognito_requests_refused_total{reason="layer_missing"}"#,
                2,
            ),
            (
                r#"cognito_requests_refused_total{reason="missing_group"}"#,
                1,
            ),
            (
                r#"cognito_requests_refused_total{reason="missing_token"}"#,
                1,
            ),
        ],
    );
}

#[test]
fn fetches_and_keys_are_counted_per_pool() {
    let pool = TestPool::new();
    let auth = Authenticator::new(pool.verifier());
    let (id, clock) = (pool.id().as_str().to_owned(), pool.clock());
    let began = clock_seconds(&pool);
    let unknown_kid = pool.access_token().header("kid", "who?").mint();

    let numbers = Numbers::new();
    numbers.listen(async || {
        send_token(&auth, &pool.access_token().mint())
            .await
            .unwrap();
        send_token(&auth, &unknown_kid).await.unwrap_err();
        pool.set_available(false);
        clock.advance(Duration::from_secs(25 * 3600));
        send_token(&auth, &pool.access_token().mint())
            .await
            .unwrap_err();
    });
    let of = |name: &str, more: &str| format!("{name}{{pool={id:?}{more}}}");
    let recorded = numbers.recorded();
    let expected: Vec<(String, u64)> = vec![
        (of("cognito_key_fetch_duration_seconds", ""), 3),
        (of("cognito_key_fetches_total", ",outcome=\"ok\""), 2),
        (of("cognito_key_fetches_total", ",outcome=\"connect\""), 1),
        (of("cognito_keys", ""), 0),
        (of("cognito_keys_fetched_timestamp_seconds", ""), began),
        (of("cognito_unknown_kid_fetches_total", ""), 1),
        (
            r#"cognito_requests_accepted_total{token_use="access"}"#.into(),
            1,
        ),
        (
            r#"cognito_requests_refused_total{reason="keys_unavailable"}"#.into(),
            1,
        ),
        (
            r#"cognito_requests_refused_total{reason="unknown_kid"}"#.into(),
            1,
        ),
    ];
    assert_eq!(recorded, expected.into_iter().collect::<Recorded>());

    pool.set_available(true);
    clock.advance(Duration::from_secs(60));
    numbers.listen(async || {
        send_token(&auth, &pool.access_token().mint())
            .await
            .unwrap()
    });
    let recorded = numbers.recorded();
    assert_eq!(recorded[&of("cognito_keys", "")], 2);
    let fetched_at = recorded[&of("cognito_keys_fetched_timestamp_seconds", "")];
    assert_eq!(fetched_at, began + 25 * 3600 + 60);
}

fn clock_seconds(pool: &TestPool) -> u64 {
    use cognito_core::clock::Clock as _;

    let since_1970 = pool.clock().wall().duration_since(std::time::UNIX_EPOCH);
    since_1970.unwrap().as_secs()
}

#[derive(Debug)]
struct Broken;

impl Revocation for Broken {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        RevocationCheck::Ready(Err(RevocationError::new(
            "the store of this test is broken",
        )))
    }
}

#[test]
fn failures_of_the_revocation_store_are_counted_by_their_effect() {
    let pool = TestPool::new();
    let closed = pool.verifier_builder().revocation(Broken).build().unwrap();
    let open = pool
        .verifier_builder()
        .revocation_fail_open(Broken)
        .build()
        .unwrap();
    let token = pool.access_token().mint();

    let numbers = Numbers::new();
    numbers.listen(async || {
        for _ in 0..2 {
            send_token(&Authenticator::new(closed.clone()), &token)
                .await
                .unwrap_err();
        }
        send_token(&Authenticator::new(open), &token).await.unwrap();
    });
    let mut recorded = numbers.recorded();
    recorded.retain(|name, _| name.starts_with("cognito_revocation"));
    is(
        &recorded,
        &[
            (r#"cognito_revocation_failures_total{effect="let_in"}"#, 1),
            (r#"cognito_revocation_failures_total{effect="refused"}"#, 2),
        ],
    );
}

#[test]
fn the_pools_of_a_registry_are_counted_together() {
    let pools = ["us-east-1_One", "us-east-1_Two", "us-east-1_Three"];
    let [one, two, three] = pools.map(|id| TestPool::with_id(id.parse().unwrap()));
    let tenants = Tenants::default();
    for pool in [&one, &two] {
        tenants.admit(pool);
    }
    let verifier = Verifier::builder()
        .pool_registry(tenants.clone())
        .registry_settings(RegistrySettings::default().max_pools(1))
        .fetcher(Pools([one.clone(), two.clone()].into()))
        .clock(one.clock().clone())
        .build()
        .unwrap();
    let auth = Authenticator::new(verifier);

    let numbers = Numbers::new();
    numbers.listen(async || {
        for pool in [&one, &two, &two] {
            send_token(&auth, &pool.access_token().mint())
                .await
                .unwrap();
        }
        send_token(&auth, &three.access_token().mint())
            .await
            .unwrap_err();
        tenants.fail();
        let four = three.access_token().claim("iss", three.issuer() + "Four");
        send_token(&auth, &four.mint()).await.unwrap_err();
    });
    is(
        &numbers.recorded(),
        &[
            (r#"cognito_key_fetch_duration_seconds{pool="dynamic"}"#, 2),
            (
                r#"cognito_key_fetches_total{pool="dynamic",outcome="ok"}"#,
                2,
            ),
            ("cognito_pool_evictions_total{}", 1),
            (r#"cognito_pool_lookups_total{outcome="found"}"#, 2),
            (r#"cognito_pool_lookups_total{outcome="registry"}"#, 1),
            (r#"cognito_pool_lookups_total{outcome="unknown"}"#, 1),
            (r#"cognito_requests_accepted_total{token_use="access"}"#, 3),
            (
                r#"cognito_requests_refused_total{reason="pool_lookup_failed"}"#,
                1,
            ),
            (
                r#"cognito_requests_refused_total{reason="unknown_issuer"}"#,
                1,
            ),
        ],
    );
}

/// The endpoints of several pools.
#[derive(Debug)]
struct Pools(Vec<TestPool>);

impl FetchJwks for Pools {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let pool = self.0.iter().find(|pool| url.contains(pool.id().as_str()));
        pool.unwrap().fetch(url)
    }
}
