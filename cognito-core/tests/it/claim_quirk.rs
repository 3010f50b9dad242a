//! Claims with structure, in every form that Cognito or a trigger gives them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cognito_core::{Actor, test_util::TestPool};
use serde_json::{Value, json};

use crate::claim_shape::{id_claims, verifier};

/// Facts 1.2: the ID token has texts, the user's record booleans and numbers, and is one JSON text itself.
#[tokio::test]
async fn identities_have_six_members_in_two_forms() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    let in_tokens = json!([
        {
            "userId": "1", "providerName": "Google", "providerType": "Google", "issuer": null,
            "primary": "true", "dateCreated": "1642699117273",
        },
        {
            "userId": "2", "providerName": "Corp", "providerType": "SAML",
            "issuer": "http://idp.example", "primary": "False", "dateCreated": "1642699117275",
        },
    ]);
    let in_records = json!([
        {
            "userId": "1", "providerName": "Google", "providerType": "Google", "issuer": null,
            "primary": true, "dateCreated": 1_642_699_117_273_u64,
        },
        {
            "userId": "2", "providerName": "Corp", "providerType": "SAML",
            "issuer": "http://idp.example", "primary": false, "dateCreated": 1_642_699_117_275_u64,
        },
    ]);
    let at = |millis| Some(UNIX_EPOCH + Duration::from_millis(millis));
    for value in [
        in_tokens.clone(),
        in_records.clone(),
        json!(in_tokens.to_string()),
        json!(in_records.to_string()),
    ] {
        let id = id_claims(&verifier, &pool.id_token().claim("identities", &value)).await;
        let [google, corp] = &id.identities()[..] else {
            panic!("two identities in {value}");
        };
        assert_eq!(google.user_id, "1", "{value}");
        assert_eq!(google.provider_name, "Google");
        assert_eq!(google.provider_type.as_deref(), Some("Google"));
        assert_eq!(google.issuer, None);
        assert!(google.primary, "{value}");
        assert_eq!(google.date_created, at(1_642_699_117_273));
        assert_eq!(corp.user_id, "2");
        assert_eq!(corp.provider_name, "Corp");
        assert_eq!(corp.provider_type.as_deref(), Some("SAML"));
        assert_eq!(corp.issuer.as_deref(), Some("http://idp.example"));
        assert!(!corp.primary, "{value}");
        assert_eq!(corp.date_created, at(1_642_699_117_275));
    }
}

#[tokio::test]
async fn an_identity_of_another_form_is_left_out_alone() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    let mixed = json!([
        {"userId": "1", "providerName": "Google", "primary": 7, "dateCreated": "soon", "issuer": []},
        {"userId": 2, "providerName": "Google"},
        {"userId": "3"},
        "4",
        ["5", "Google"],
        null,
        {"userId": "6", "providerName": "Corp", "providerType": null, "unheard of": {}},
    ]);
    for value in [mixed.clone(), json!(mixed.to_string())] {
        let id = id_claims(&verifier, &pool.id_token().claim("identities", &value)).await;
        let identities = id.identities();
        let users: Vec<_> = identities.iter().map(|one| &*one.user_id).collect();
        assert_eq!(users, ["1", "6"], "{value}");
        for one in &identities {
            assert!(!one.primary && one.date_created.is_none());
            assert!(one.issuer.is_none() && one.provider_type.is_none());
        }
    }
    for value in [
        json!("no JSON"),
        json!("{}"),
        json!({"userId": "1", "providerName": "Google"}),
        json!(null),
        json!("[[]]"),
        json!("\"[]\""),
    ] {
        let id = id_claims(&verifier, &pool.id_token().claim("identities", &value)).await;
        assert!(id.identities().is_empty(), "{value}");
    }
}

#[tokio::test]
async fn an_address_is_an_object_or_its_text() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    for (value, expected) in [
        (
            json!({"formatted": "1 Fake Street\nNowhere"}),
            Some("1 Fake Street\nNowhere"),
        ),
        (json!({"formatted": "a", "country": 7}), Some("a")),
        (json!("1 Fake Street"), Some("1 Fake Street")),
        (json!({"country": "a"}), None),
        (json!({"formatted": 7}), None),
        (json!(["a"]), None),
        (json!(null), None),
    ] {
        let id = id_claims(&verifier, &pool.id_token().claim("address", &value)).await;
        let address = id.address().map(|address| address.formatted);
        assert_eq!(address.as_deref(), expected, "{value}");
    }
}

#[tokio::test]
async fn updated_at_is_a_number_or_its_text() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    let at = |seconds: f64| Some(UNIX_EPOCH + Duration::from_secs_f64(seconds));
    for (value, expected) in [
        (json!(1_762_000_000), at(1_762_000_000.0)),
        (json!("1762000000"), at(1_762_000_000.0)),
        (json!(1_762_000_000.5), at(1_762_000_000.5)),
        (json!("0"), at(0.0)),
        (json!(-1), None),
        (json!("-1"), None),
        (json!(1e300), None),
        (json!("2026-11-22"), None),
        (json!(""), None),
        (json!(true), None),
    ] {
        let id = id_claims(&verifier, &pool.id_token().claim("updated_at", &value)).await;
        assert_eq!(id.updated_at(), expected, "{value}");
    }
}

#[tokio::test]
async fn versions_are_whole_numbers() {
    let pool = TestPool::new();
    for (value, expected) in [
        (json!(2), Some(2)),
        (json!("2"), Some(2)),
        (json!(2.5), None),
        (json!("v2"), None),
    ] {
        let token = pool.access_token().claim("version", &value).mint();
        let access = pool.verifier().verify_access(&token).await.unwrap();
        assert_eq!(access.version(), expected, "{value}");
    }
}

#[tokio::test]
async fn an_actor_is_read_member_by_member() {
    let pool = TestPool::new();
    let subjects = |actor: Actor<'_>| {
        let chain = std::iter::successors(Some(actor), Actor::actor);
        chain
            .map(|actor| actor.subject().map(String::from))
            .collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    for (act, expected) in [
        (r#"{"sub":"a"}"#, Some(vec![some("a")])),
        (r#"{"sub":"a\/b"}"#, Some(vec![some("a/b")])),
        (
            r#"{"act":{"act":{"sub":"c"},"sub":"b"},"sub":"a"}"#,
            Some(vec![some("a"), some("b"), some("c")]),
        ),
        (r#"{"sub":7,"client_id":"c"}"#, Some(vec![None])),
        (r#"{"sub":"a","act":"b"}"#, Some(vec![some("a")])),
        ("{}", Some(vec![None])),
        // Which of two actors it was, nobody can say.
        (r#"{"sub":"a","sub":"b"}"#, None),
        (r#"["a"]"#, None),
        (r#""a""#, None),
        ("null", None),
    ] {
        let token = pool.access_token().claim("act", "PLACE");
        let json = token.claims_json().replace(r#""PLACE""#, act);
        let access = pool
            .verifier()
            .verify_access(&token.mint_payload(&json))
            .await
            .unwrap();
        assert_eq!(access.actor().map(subjects), expected, "{act}");
    }
    let act = json!({"sub": "a", "client_id": "c", "roles": ["x", "y"]});
    let token = pool.access_token().claim("act", act).mint();
    let access = pool.verifier().verify_access(&token).await.unwrap();
    let actor = access.actor().unwrap();
    assert_eq!(actor.claim("client_id"), Some("c"));
    assert_eq!(actor.claim("roles"), Some(vec!["x", "y"]));
    assert_eq!(actor.claim::<u64>("client_id"), None);
    assert_eq!(actor.claim::<Value>("absent"), None);
    // The actor is nobody's stand-in: the caller is the token's own subject.
    assert_ne!(access.subject(), "a");
}

#[tokio::test]
async fn custom_attributes_are_texts_by_their_short_name() {
    let pool = TestPool::new();
    let token = pool
        .id_token()
        .custom_attribute("tenant", "acme")
        .custom_attribute("note", "a \"quoted\" word")
        .claim("custom:seats", 12)
        .claim("dev:tier", "gold")
        .claim("tenant", "other");
    let id = id_claims(&verifier(&pool), &token).await;
    assert_eq!(id.custom_attribute("tenant").as_deref(), Some("acme"));
    assert_eq!(
        id.custom_attribute("note").as_deref(),
        Some("a \"quoted\" word")
    );
    // A trigger changed the type.
    assert_eq!(id.custom_attribute("seats"), None);
    assert_eq!(id.claim::<u32>("custom:seats"), Some(12));
    assert_eq!(id.developer_attribute("tier").as_deref(), Some("gold"));
    for absent in ["", "Tenant", "custom:tenant", "tier"] {
        assert_eq!(id.custom_attribute(absent), None, "{absent}");
    }
}

/// The test kit's own words for claims that tests often set.
#[tokio::test]
async fn the_test_kit_sets_times_and_levels() {
    let pool = TestPool::new();
    let token = pool
        .access_token()
        .auth_age(Duration::from_secs(600))
        .acr("urn:cognito:loa:3")
        .audience(pool.client_id());
    let access = pool.verifier().verify_access(&token.mint()).await.unwrap();
    let ago = |at: Option<SystemTime>| access.issued_at().unwrap().duration_since(at.unwrap());
    assert_eq!(ago(access.auth_time()).unwrap(), Duration::from_secs(600));
    assert_eq!(access.acr(), Some("urn:cognito:loa:3"));
    assert_eq!(access.audience(), [pool.client_id()]);
    assert!(access.issuer().ends_with(pool.id().as_str()));
}
