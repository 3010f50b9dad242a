//! Claims are shared, not copied; and what they give out prints nobody's data.

use std::fmt::Write as _;

use cognito_core::{
    AccessClaims, CognitoClaims, Scope, TokenUse,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::json;

async fn verified(pool: &TestPool, token: TokenBuilder) -> CognitoClaims {
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = pool.verifier_builder().accept(both).build().unwrap();
    verifier.verify(&token.mint()).await.unwrap()
}

/// The address of a text in the token says whether two claims are one.
#[tokio::test]
async fn a_clone_is_a_reference() {
    let pool = TestPool::new();
    for token in [pool.access_token(), pool.id_token(), pool.machine_token()] {
        let claims = verified(&pool, token.clone()).await;
        let clone = claims.clone();
        assert!(std::ptr::eq(claims.subject(), clone.subject()));
        let custom = claims.with_custom::<serde_json::Value>().unwrap();
        assert!(std::ptr::eq(claims.subject(), custom.clone().subject()));
        let again = verified(&pool, token).await;
        assert!(!std::ptr::eq(claims.subject(), again.subject()));
    }
    assert_eq!(size_of::<AccessClaims>(), size_of::<usize>());
    assert!(size_of::<CognitoClaims>() <= 2 * size_of::<usize>());
}

/// In every value below, and nowhere else.
const MARKER: &str = "Zx9Marker";

#[tokio::test]
async fn what_claims_give_out_prints_no_personal_data() {
    let pool = TestPool::new();
    let token = [
        "acr",
        "at_hash",
        "azp",
        "custom:tenant",
        "dev:tier",
        "device_key",
        "gender",
        "middle_name",
        "nickname",
        "profile",
        "website",
    ]
    .into_iter()
    .fold(pool.id_token(), |token, name| token.claim(name, MARKER))
    .claim("amr", [MARKER])
    .claim(
        "act",
        json!({"sub": MARKER, MARKER: MARKER, "act": {"sub": MARKER}}),
    )
    .claim("address", json!({"formatted": MARKER}))
    .claim(
        "identities",
        json!([{"userId": MARKER, "providerName": "Google", "issuer": MARKER}]),
    );
    let claims = verified(&pool, token).await;
    let id = claims.id().unwrap();
    let actor = id.actor().unwrap();
    let address = id.address().unwrap();
    let identities = id.identities();
    assert_eq!(actor.actor().unwrap().subject().unwrap(), MARKER);
    assert_eq!(address.formatted, MARKER);
    assert_eq!(identities[0].issuer.as_deref(), Some(MARKER));
    let scope = Scope::from(MARKER);
    let mut said = format!("{claims:?} {id:#?} {actor:?} {actor:#?} {address:?} {identities:?}");
    write!(said, " {:?} {scope:?}", actor.actor()).unwrap();
    assert!(!said.contains(MARKER), "{said}");
    assert!(said.contains("Google"), "{said}");

    let user = pool.access_token().scope(MARKER).group(MARKER);
    let claims = verified(&pool, user.username(MARKER).subject(MARKER)).await;
    let scopes = claims.scopes();
    let parsed: Vec<_> = scopes.parsed().collect();
    let said = format!("{:?} {scopes:?} {parsed:?}", claims.principal());
    assert!(!said.contains(MARKER), "{said}");
}
