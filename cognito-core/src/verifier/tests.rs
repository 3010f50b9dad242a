use std::{sync::LazyLock, time::Duration};

use super::*;
use crate::{
    TokenUse, UserPool,
    jwks::KeyStore,
    test_util::{TestPool, TokenBuilder},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn of_both_kinds(pool: &TestPool) -> Verifier {
    pool.verifier_builder()
        .accept([TokenUse::Access, TokenUse::Id])
        .build()
        .unwrap()
}

fn done(verifier: &Verifier, token: &str) -> Result<CognitoClaims, Reason> {
    match verifier.attempt(token.as_bytes()) {
        Attempt::Done(decided) => decided.map_err(|error| error.reason()),
        Attempt::Ask(_) | Attempt::Wait(_) => panic!("the key should be at hand"),
    }
}

/// The kind that the caller asks for is a check that needs no key.
#[tokio::test]
async fn a_token_of_the_other_kind_costs_no_fetch() {
    let pool = TestPool::new();
    let verifier = of_both_kinds(&pool);
    pool.set_available(false);
    let error = verifier.verify_access(&pool.id_token().mint()).await;
    assert_eq!(error.unwrap_err().reason(), Reason::WrongTokenUse);
    let error = verifier.verify_id(&pool.access_token().mint()).await;
    assert_eq!(error.unwrap_err().reason(), Reason::WrongTokenUse);
    assert_eq!(pool.fetches(), 0);
}

#[tokio::test]
async fn the_other_kind_is_refused_before_the_client() {
    let verifier = of_both_kinds(&POOL);
    let foreign = POOL.id_token().claim("aud", "another");
    let error = verifier.verify_access(&foreign.mint()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::WrongTokenUse);
    let error = verifier.verify_id(&foreign.mint()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ClientMismatch);
}

#[tokio::test]
async fn each_kind_is_had_by_its_own_method() {
    let (access, id) = (POOL.access_token().mint(), POOL.id_token().mint());
    let both = of_both_kinds(&POOL);
    assert!(both.verify_access(&access).await.is_ok());
    assert!(both.verify_id(&id).await.is_ok());
    assert!(both.verify(&access).await.unwrap().access().is_ok());
    assert!(both.verify(&id).await.unwrap().id().is_ok());

    let only_id = POOL
        .verifier_builder()
        .accept([TokenUse::Id])
        .build()
        .unwrap();
    assert!(only_id.verify_id(&id).await.is_ok());
    // A method accepts no more than the verifier does.
    let error = only_id.verify_access(&access).await.unwrap_err();
    assert_eq!(error.reason(), Reason::WrongTokenUse);
    let error = POOL.verifier().verify_id(&id).await.unwrap_err();
    assert_eq!(error.reason(), Reason::WrongTokenUse);
}

#[tokio::test]
async fn a_key_at_hand_decides_at_once() {
    let verifier = POOL.verifier();
    let token = POOL.access_token().mint();
    assert!(matches!(
        verifier.attempt(token.as_bytes()),
        Attempt::Wait(_)
    ));
    verifier.prefetch().await.unwrap();
    assert!(done(&verifier, &token).is_ok());
    let unknown = POOL.access_token().header("kid", "unknown").mint();
    assert!(matches!(
        verifier.attempt(unknown.as_bytes()),
        Attempt::Wait(_)
    ));
}

#[tokio::test]
async fn a_token_that_expires_while_its_key_is_fetched_is_expired() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let token = pool
        .access_token()
        .expires_in(Duration::from_secs(1))
        .mint();
    let Attempt::Wait(wait) = verifier.attempt(token.as_bytes()) else {
        panic!("the key is not at hand yet");
    };
    pool.clock().set_wall(1_763_000_000 + 1 + 60);
    let error = verifier
        .verify_after(token.as_bytes(), wait)
        .await
        .unwrap_err();
    assert_eq!(error.reason(), Reason::Expired);
}

#[tokio::test]
async fn every_bad_token_is_refused_and_only_keys_cost_a_fetch() {
    let pool = TestPool::new();
    for bad in pool.bad_tokens() {
        let (verifier, before) = (pool.verifier(), pool.fetches());
        let error = verifier.verify(bad.token()).await.unwrap_err();
        assert_eq!(error.reason(), bad.reason(), "{}", bad.name());
        assert!(error.status() == 401, "{}", bad.name());
        let needs_a_key = matches!(
            (bad.reason(), bad.name()),
            (
                Reason::BadSignature | Reason::UnknownKid | Reason::AudienceMismatch,
                _
            ) | (_, "no subject" | "groups as text" | "scopes as an array")
        );
        assert_eq!(
            pool.fetches() - before,
            u64::from(needs_a_key),
            "{}",
            bad.name()
        );
    }
}

/// With one kid in two pools, each pool's own key decides.
#[tokio::test]
async fn a_key_belongs_to_its_pool() {
    let other = TestPool::with_id("eu-west-1_Other".parse().unwrap());
    let kid = POOL.signing_key(TokenUse::Access).kid().to_owned();
    // The other pool publishes its own key under this pool's name for its key.
    let others = other.signing_key(TokenUse::Access);
    let renamed = |jwk: &str| jwk.replace(others.kid(), &kid);
    let document = format!(r#"{{"keys":[{}]}}"#, renamed(&others.jwk()));
    let keys = crate::jwks::StaticKeys::from_json(document).unwrap();
    let keys = KeyStore::builder(&other.user_pool()).pinned_keys(keys);
    let verifier = POOL
        .verifier_builder()
        .user_pool_with_keys(other.user_pool(), keys.build().unwrap())
        .build()
        .unwrap();
    verifier.prefetch().await.unwrap();

    let own = POOL.access_token();
    let foreign = other.access_token().header("kid", &kid);
    assert_eq!(
        done(&verifier, &own.mint()).unwrap().user_pool_id(),
        POOL.id()
    );
    assert_eq!(
        done(&verifier, &foreign.mint()).unwrap().user_pool_id(),
        other.id()
    );

    let crossed = |builder: TokenBuilder, issuer: String| builder.claim("iss", issuer).mint();
    for token in [
        crossed(own, other.issuer()),
        crossed(foreign, POOL.issuer()),
    ] {
        assert_eq!(done(&verifier, &token).err(), Some(Reason::BadSignature));
    }
}

#[tokio::test]
async fn the_keys_of_one_kind_also_sign_the_other() {
    // Cognito keeps two keys apart, but its key set does not say which is which.
    let swapped = POOL
        .access_token()
        .signed_by(&POOL.signing_key(TokenUse::Id));
    assert!(POOL.verifier().verify(&swapped.mint()).await.is_ok());
}

#[tokio::test]
async fn each_client_rule_decides() {
    let token = |client: &str| POOL.access_token().claim("client_id", client).mint();
    let id = || POOL.id().clone();
    for (pool, good, bad) in [
        (
            UserPool::new(id(), ["a", "b"]),
            vec!["a", "b"],
            vec!["c", "A", "ab", ""],
        ),
        (
            UserPool::with_client_predicate(id(), |client| client.starts_with("web")),
            vec!["web", "web2"],
            vec!["api", "Web"],
        ),
        (
            UserPool::with_any_client(id()),
            vec!["a", "anything"],
            vec![""],
        ),
    ] {
        let verifier = Verifier::builder()
            .user_pool(pool)
            .clock(POOL.clock().clone())
            .fetcher(POOL.clone())
            .build()
            .unwrap();
        verifier.prefetch().await.unwrap();
        for client in good {
            assert_eq!(done(&verifier, &token(client)).unwrap().client_id(), client);
        }
        for client in bad {
            assert_eq!(
                done(&verifier, &token(client)).err(),
                Some(Reason::ClientMismatch)
            );
        }
    }
}

#[tokio::test]
async fn debug_shows_the_configuration_only() {
    let shown = format!("{:?}", POOL.verifier());
    assert!(shown.contains("us-east-1_TestPool1"), "{shown}");
    assert!(shown.contains("leeway: 60s"), "{shown}");
}
