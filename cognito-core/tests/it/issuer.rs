//! Which `iss` belongs to a pool.

use cognito_core::{Reason, Region, UserPool, UserPoolId, Verifier, test_util::TestPool};

const ORIGINAL: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1";
const UPDATED: &str = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1";
const REPLICA: &str = "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_TestPool1";
const UPDATED_REPLICA: &str =
    "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_TestPool1";

fn verifier(test: &TestPool, pool: UserPool) -> Verifier {
    Verifier::builder()
        .user_pool(pool)
        .clock(test.clock().clone())
        .fetcher(test.clone())
        .build()
        .unwrap()
}

async fn is_accepted(test: &TestPool, verifier: &Verifier, issuer: &str) -> bool {
    let before = test.fetches();
    let token = test.access_token().claim("iss", issuer).mint();
    match verifier.verify(&token).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.reason(), Reason::UnknownIssuer, "{issuer}");
            assert_eq!(test.fetches(), before, "{issuer}");
            false
        }
    }
}

#[tokio::test]
async fn each_form_is_accepted_where_it_is_configured() {
    let test = TestPool::new();
    let replica: Region = "us-west-2".parse().unwrap();
    let replicated = test.user_pool().replica_regions([replica]);
    for (pool, accepted) in [
        (test.user_pool(), &[ORIGINAL, UPDATED][..]),
        (test.user_pool().only_original_issuer(), &[ORIGINAL]),
        (test.user_pool().only_updated_issuer(), &[UPDATED]),
        (
            replicated.clone(),
            &[ORIGINAL, UPDATED, REPLICA, UPDATED_REPLICA],
        ),
        (
            replicated.clone().only_original_issuer(),
            &[ORIGINAL, REPLICA],
        ),
        (
            replicated.only_updated_issuer(),
            &[UPDATED, UPDATED_REPLICA],
        ),
        (
            test.user_pool().issuer("https://idp.example/x"),
            &["https://idp.example/x"],
        ),
    ] {
        let verifier = verifier(&test, pool);
        for issuer in [
            ORIGINAL,
            UPDATED,
            REPLICA,
            UPDATED_REPLICA,
            "https://idp.example/x",
        ] {
            let expected = accepted.contains(&issuer);
            assert_eq!(
                is_accepted(&test, &verifier, issuer).await,
                expected,
                "{issuer}"
            );
        }
    }
}

#[tokio::test]
async fn what_looks_like_an_issuer_is_none() {
    let test = TestPool::new();
    let verifier = verifier(&test, test.user_pool());
    for issuer in [
        String::new(),
        format!("{ORIGINAL}/"),
        format!(" {ORIGINAL}"),
        format!("{ORIGINAL}\n"),
        format!("{ORIGINAL}\0"),
        format!("{ORIGINAL}/.well-known/jwks.json"),
        format!("{ORIGINAL}?x"),
        format!("{ORIGINAL}#x"),
        ORIGINAL.replace("https", "http"),
        ORIGINAL.replace("https", "HTTPS"),
        ORIGINAL.replace("cognito-idp", "Cognito-idp"),
        ORIGINAL.replace(".com/", ".com:443/"),
        ORIGINAL.replace(".com/", ".com./"),
        ORIGINAL.replace(".com/", ".com.evil.example/"),
        ORIGINAL.replace(".com/", ".com//"),
        ORIGINAL.replace("://", "://evil@"),
        ORIGINAL.replace("TestPool1", "testpool1"),
        ORIGINAL.replace("TestPool1", "TestPool2"),
        ORIGINAL.replace('_', "%5F"),
        ORIGINAL.trim_start_matches("https://").to_owned(),
        "us-east-1_TestPool1".to_owned(),
        ORIGINAL.replace("amazonaws.com", "amazonaws.com.cn"),
        REPLICA.to_owned(),
    ] {
        assert!(!is_accepted(&test, &verifier, &issuer).await, "{issuer}");
    }
}

#[tokio::test]
async fn escapes_in_an_issuer_do_not_matter() {
    let test = TestPool::new();
    let token = test.access_token();
    let escaped = token.claims_json().replace("https://", r"https:\/\/");
    assert!(escaped.contains(r"https:\/\/"));
    let token = token.mint_payload(&escaped);
    assert!(test.verifier().verify(&token).await.is_ok());
}

#[tokio::test]
async fn an_issuer_selects_its_pool() {
    let (east, west) = (
        TestPool::new(),
        TestPool::with_id("us-west-2_Other".parse::<UserPoolId>().unwrap()),
    );
    // Each pool needs keys of its own: a fetcher serves one test pool.
    let keys = cognito_core::jwks::StaticKeys::from_json(west.jwks()).unwrap();
    let keys = cognito_core::jwks::KeyStore::builder(&west.user_pool()).pinned_keys(keys);
    let verifier = east
        .verifier_builder()
        .user_pool_with_keys(west.user_pool(), keys.build().unwrap())
        .build()
        .unwrap();
    for test in [&east, &west] {
        let claims = verifier.verify(&test.access_token().mint()).await.unwrap();
        assert_eq!(claims.user_pool_id(), test.id());
    }
    let crossed = west.access_token().claim("iss", east.issuer()).mint();
    let error = verifier.verify(&crossed).await.unwrap_err();
    assert_eq!(error.reason(), Reason::UnknownKid);
    let crossed = east.access_token().claim("iss", west.issuer()).mint();
    let error = verifier.verify(&crossed).await.unwrap_err();
    assert_eq!(error.reason(), Reason::UnknownKid);
}

#[tokio::test]
async fn a_test_pool_may_have_an_id_without_an_issuer() {
    for id in ["local_x", "us-iso-east-1_A"] {
        let test = TestPool::with_id(UserPoolId::emulator(id).unwrap());
        let claims = test.verifier().verify(&test.access_token().mint()).await;
        assert_eq!(claims.unwrap().user_pool_id().as_str(), id);
    }
}
