//! Which pool may decide about which token.

use std::{collections::HashMap, error::Error as _, sync::Arc};

use super::world::*;
use crate::{
    AuthError, BuildError, ClientSet, Reason, TokenUse, UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
    registry::{PoolLookupError, PoolRegistry},
    test_util::{TestPool, TokenBuilder},
};

fn cause(error: &AuthError) -> &BuildError {
    let error = error.source().and_then(std::error::Error::source).unwrap();
    error.downcast_ref().unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_issuer_is_the_pools_byte_for_byte() {
    let world = World::new();
    for issuer in [
        "https://evil.example/us-east-1_Acme",
        "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme",
        "https://cognito-idp.us-east-1.amazonaws.com//us-east-1_Acme",
        "https://COGNITO-idp.us-east-1.amazonaws.com/us-east-1_Acme",
        "https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_Acme",
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme/",
        "us-east-1_Acme",
        "",
    ] {
        let token = world.token(ACME).claim("iss", issuer).mint();
        let error = world.send(&token).await.unwrap_err();
        assert_eq!(error.reason(), Reason::UnknownIssuer, "{issuer}");
    }
    // One look-up for all that name the id; no fetch before the issuer is the pool's.
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 0));
    let updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme";
    world
        .send(&world.token(ACME).claim("iss", updated).mint())
        .await
        .unwrap();
    world.admits(ACME).await;
    assert_eq!((world.book.count(), world.keys.fetches()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn emulators_and_replicas_are_found_by_the_id_at_the_end() {
    let world = World::new();
    let emulated = UserPoolId::emulator("local_3K5ha").unwrap();
    let at = "http://localhost:9229/local_3K5ha";
    let pool = UserPool::new(emulated, [CLIENT]).issuer(at);
    world
        .book
        .has(pool.jwks_uri("http://localhost:9229/local_3K5ha/.well-known/jwks.json"));
    world
        .send(&world.token(ACME).claim("iss", at).mint())
        .await
        .unwrap();

    let replica = "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_Acme";
    let token = world.token(ACME).claim("iss", replica).mint();
    assert!(world.send(&token).await.is_err());
    world
        .book
        .has(tenant(ACME).replica_regions(["us-west-2".parse().unwrap()]));
    world.verifier.forget_pool(&id(ACME));
    world.send(&token).await.unwrap();
}

/// As of a database that compares texts without their case.
#[tokio::test(start_paused = true)]
async fn another_pool_than_was_asked_for_is_no_answer() {
    let world = World::warm().await;
    let wrong = Row::Pool(tenant("us-east-1_ACME"));
    world.book.says("us-east-1_aCME", wrong.clone());
    for _ in 0..10 {
        world.refuses("us-east-1_aCME", Reason::UnknownIssuer).await;
    }
    assert_eq!(world.book.count(), 2);
    // A pool that was registered is not lost by it.
    world.book.says(ACME, wrong);
    world.pass(331 * SECOND).await;
    for _ in 0..10 {
        world.admits(ACME).await;
        settle().await;
    }
    assert_eq!(world.book.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_cannot_be_used_is_503_with_the_mistake_as_its_cause() {
    let world = World::new();
    let none: [&str; 0] = [];
    let url = |url: &str| {
        tenant(ACME)
            .issuer(url)
            .jwks_uri("https://keys.example/jwks")
    };
    for (pool, expected) in [
        (
            UserPool::new(id(ACME), none),
            "no app client of the user pool `us-east-1_Acme`",
        ),
        (
            url("https://login.example/acme"),
            "one that ends in `/us-east-1_Acme`",
        ),
        (
            url("https://login.example/"),
            "one that ends in `/us-east-1_Acme`",
        ),
        (
            tenant(ACME).jwks_uri("http://keys.example/"),
            "plain `http` is for loopback",
        ),
    ] {
        world.verifier.forget_pool(&id(ACME));
        world.book.has(pool);
        let error = world.refuses(ACME, Reason::PoolLookupFailed).await;
        let message = cause(&error).to_string();
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(world.keys.fetches(), 0);
    world.book.has(tenant(ACME));
    world.verifier.forget_pool(&id(ACME));
    world.admits(ACME).await;
}

/// Pools of the configuration are none of the registry's business.
#[tokio::test(start_paused = true)]
async fn a_pool_of_the_registry_never_takes_the_place_of_a_configured_one() {
    const OURS: &str = "us-east-1_Ours";
    let world = World::built(|builder| {
        builder.user_pool(UserPool::new(id(OURS), [CLIENT]).only_original_issuer())
    });
    // Whoever fills the registry would let anybody in.
    world.book.has(UserPool::with_any_client(id(OURS)));
    let foreign = |token: TokenBuilder| token.claim("client_id", "foreign").mint();
    world.admits(OURS).await;
    let error = world.send(&foreign(world.token(OURS))).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ClientMismatch);
    // Nor for the form of the issuer that the configuration does not accept.
    let updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Ours";
    let token = foreign(world.token(OURS).claim("iss", updated));
    assert_eq!(
        world.send(&token).await.unwrap_err().reason(),
        Reason::UnknownIssuer
    );
    assert_eq!(world.book.count(), 0);

    // Another tenant's row with the issuer of ours.
    let captured = UserPool::with_any_client(id(ACME)).issuer(issuer(OURS));
    world
        .book
        .has(captured.jwks_uri("https://keys.example/jwks"));
    let error = world.refuses(ACME, Reason::PoolLookupFailed).await;
    // AWS's hosts have one issuer for each pool, and this is not Acme's.
    assert!(matches!(cause(&error), BuildError::InvalidUrl { .. }));
    world.admits(OURS).await;
    world.verifier.forget_pool(&id(OURS));
    world.admits(OURS).await;
}

/// A configured pool may have an issuer that does not end in its id, and a registered pool may have it for its name.
#[tokio::test(start_paused = true)]
async fn an_issuer_of_the_configuration_is_taken() {
    let world = World::built(|builder| {
        let ours = UserPool::new(id("us-east-1_Ours"), [CLIENT]);
        let ours = ours
            .issuer("https://login.example/shop")
            .jwks_uri("https://login.example/keys");
        builder.user_pool(ours)
    });
    let shop = UserPoolId::emulator("shop").unwrap();
    let row = UserPool::with_any_client(shop).issuer("https://login.example/shop");
    world.book.has(row.jwks_uri("https://evil.example/keys"));
    let elsewhere = world
        .token(ACME)
        .claim("iss", "https://other.example/shop")
        .mint();
    let error = world.send(&elsewhere).await.unwrap_err();
    assert!(matches!(cause(&error), BuildError::DuplicateIssuer { .. }));
    // Nor may a registered pool of another name have it.
    let captured = UserPool::with_any_client(id(ACME)).issuer("https://login.example/shop");
    world
        .book
        .has(captured.jwks_uri("https://evil.example/keys"));
    let error = world.refuses(ACME, Reason::PoolLookupFailed).await;
    assert!(matches!(cause(&error), BuildError::DuplicateIssuer { .. }));
    let ours = world.token(ACME).claim("iss", "https://login.example/shop");
    world.verifier.verify(&ours.mint()).await.unwrap();
    let foreign = ours.claim("client_id", "foreign").mint();
    assert_eq!(
        world.send(&foreign).await.unwrap_err().reason(),
        Reason::ClientMismatch
    );
}

/// What needs no pool comes first, and with a registry the issuer comes after it.
#[tokio::test(start_paused = true)]
async fn the_registry_is_asked_last_of_all_that_needs_no_key() {
    let world = World::new();
    let nobody = || world.token("us-east-1_Nobody");
    for (token, reason) in [
        (nobody().header("alg", "none"), Reason::AlgNotAllowed),
        (nobody().header("crit", ["x"]), Reason::CritNotUnderstood),
        (nobody().without_header("kid"), Reason::KidMissing),
        (nobody().claim("iss", 1).claim("exp", 1), Reason::BadClaim),
        (
            nobody().without("iss").claim("exp", 1),
            Reason::UnknownIssuer,
        ),
        (nobody().claim("exp", "soon"), Reason::BadTimeClaim),
        (nobody().claim("exp", 1), Reason::Expired),
        (nobody().claim("nbf", NOW + 100), Reason::NotYetValid),
        (nobody().claim("token_use", "id"), Reason::WrongTokenUse),
        (nobody().claim("token_use", 1), Reason::BadClaim),
        (
            nobody().claim("iss", "nowhere").claim("exp", 1),
            Reason::Expired,
        ),
        (nobody().claim("iss", "nowhere"), Reason::UnknownIssuer),
    ] {
        let error = world.send(&token.mint()).await.unwrap_err();
        assert_eq!(error.reason(), reason);
        assert_eq!(world.book.count(), 0, "{reason}");
    }
    // The client is the pool's to name: it comes after the look-up, and before any fetch.
    let foreign = nobody().claim("client_id", "foreign").mint();
    assert_eq!(
        world.send(&foreign).await.unwrap_err().reason(),
        Reason::UnknownIssuer
    );
    let foreign = world.token(ACME).claim("client_id", "foreign").mint();
    assert_eq!(
        world.send(&foreign).await.unwrap_err().reason(),
        Reason::ClientMismatch
    );
    assert_eq!((world.book.count(), world.keys.fetches()), (2, 0));
}

/// Two tenants whose keys have one name.
#[derive(Debug)]
struct Two(HashMap<String, String>);

impl PoolRegistry for Two {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let pool = self
            .0
            .contains_key(id.as_str())
            .then(|| tenant(id.as_str()));
        Box::pin(async { Ok(pool) })
    }
}

impl FetchJwks for Two {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let keys = self.0.iter().find(|(id, _)| url.contains(&**id)).unwrap().1;
        Box::pin(async { Ok(Fetched::new(keys.clone())) })
    }
}

#[tokio::test]
async fn one_tenants_key_verifies_nobody_elses_token() {
    let pools = [ACME, "us-east-1_Beta"].map(|name| TestPool::with_id(id(name)));
    let [acme, beta] = &pools;
    let kid = acme.signing_key(TokenUse::Access).kid().to_owned();
    let same_name = beta
        .jwks()
        .replace(beta.signing_key(TokenUse::Access).kid(), &kid);
    let two = Arc::new(Two(HashMap::from([
        (acme.id().to_string(), acme.jwks()),
        (beta.id().to_string(), same_name),
    ])));
    let verifier = Verifier::builder()
        .pool_registry(Arc::clone(&two))
        .fetcher(Two(two.0.clone()))
        .clock(acme.clock().clone())
        .build()
        .unwrap();
    let of_acme = acme.access_token();
    let of_beta = beta.access_token().header("kid", &kid);
    for (token, pool) in [(&of_acme, acme), (&of_beta, beta)] {
        let claims = verifier.verify(&token.mint()).await.unwrap();
        assert_eq!(claims.user_pool_id(), pool.id());
    }
    for crossed in [
        of_acme.claim("iss", beta.issuer()),
        of_beta.claim("iss", acme.issuer()),
    ] {
        let error = verifier.verify(&crossed.mint()).await.unwrap_err();
        assert_eq!(error.reason(), Reason::BadSignature);
    }
}

/// A list that the application changes by itself needs no look-up.
#[tokio::test(start_paused = true)]
async fn a_client_set_counts_at_once() {
    let world = World::new();
    let clients = ClientSet::new(["another"]).unwrap();
    world
        .book
        .has(UserPool::with_client_set(id(ACME), clients.clone()));
    world.refuses(ACME, Reason::ClientMismatch).await;
    clients.insert(CLIENT).unwrap();
    world.admits(ACME).await;
    assert_eq!(world.book.count(), 1);
}
