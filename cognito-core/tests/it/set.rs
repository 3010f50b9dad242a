//! Scopes and groups as sets, and in an application's own types.

use std::str::FromStr;

use cognito_core::{CognitoClaims, Policy, Reason, TokenUse, test_util::TestPool};
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admins,
    Editors,
}

impl AsRef<str> for Role {
    fn as_ref(&self) -> &str {
        match self {
            Self::Admins => "admins",
            Self::Editors => "editors",
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(group: &str) -> Result<Self, ()> {
        [Self::Admins, Self::Editors]
            .into_iter()
            .find(|role| role.as_ref() == group)
            .ok_or(())
    }
}

async fn in_groups(groups: &[&str]) -> CognitoClaims {
    let pool = TestPool::new();
    let token = groups
        .iter()
        .fold(pool.access_token(), |token, group| token.group(group));
    pool.verifier().verify(&token.mint()).await.unwrap()
}

#[tokio::test]
async fn groups_are_an_applications_own_enum() {
    let claims = in_groups(&["us-east-1_TestPool1_Google", "editors", "Admins"]).await;
    let groups = claims.groups();
    assert!(groups.contains(Role::Editors) && !groups.contains(Role::Admins));
    assert!(groups.contains_any([Role::Admins, Role::Editors]));
    assert!(!groups.contains_all([Role::Admins, Role::Editors]));
    assert!(groups.of::<Role>().eq([Role::Editors]));
    assert_eq!(groups.len(), 3);

    let claims = in_groups(&["editors", "admins"]).await;
    assert!(
        claims
            .groups()
            .of::<Role>()
            .eq([Role::Editors, Role::Admins])
    );
    assert!(claims.groups().contains_all([Role::Admins, Role::Editors]));
}

/// With serde, an unknown group is the type's business.
#[tokio::test]
async fn groups_are_had_by_serde_as_well() {
    let claims = in_groups(&["editors", "admins"]).await;
    let roles: Option<Vec<Role>> = claims.claim("cognito:groups");
    assert_eq!(roles, Some(vec![Role::Editors, Role::Admins]));
    let claims = in_groups(&["editors", "others"]).await;
    assert_eq!(claims.claim::<Vec<Role>>("cognito:groups"), None);
    assert_eq!(
        in_groups(&[]).await.claim::<Vec<Role>>("cognito:groups"),
        None
    );
}

#[tokio::test]
async fn sets_take_any_text() {
    let claims = in_groups(&["a,b", "[c]"]).await;
    let groups = claims.groups();
    let owned = String::from("a,b");
    assert!(groups.contains("a,b") && groups.contains(&owned) && groups.contains(owned));
    assert!(groups.contains_all(vec!["[c]".to_owned(), "a,b".to_owned()]));
    for other in ["a", "b", "c", "", "A,b", "a,b "] {
        assert!(!groups.contains(other), "{other}");
    }
    let none: [&str; 0] = [];
    assert!(groups.contains_all(none) && !groups.contains_any(none));

    let claims = in_groups(&[]).await;
    assert!(claims.groups().is_empty() && claims.groups().contains_all(none));
    assert!(!claims.groups().contains_any([""]) && claims.groups().of::<String>().next().is_none());
}

#[tokio::test]
async fn scopes_know_their_resource_server() {
    let pool = TestPool::new();
    let scope = "openid https://api.example.com/orders/read https://api.example.com/orders/write orders/read";
    let claims = pool
        .verifier()
        .verify_access(&pool.access_token().scope(scope).mint())
        .await
        .unwrap();
    let scopes = claims.scopes();
    assert_eq!(scopes.len(), 4);
    assert!(
        scopes
            .of_resource_server("https://api.example.com/orders")
            .eq(["read", "write"])
    );
    assert!(scopes.of_resource_server("orders").eq(["read"]));
    assert!(
        scopes
            .of_resource_server("https://api.example.com")
            .next()
            .is_none()
    );
    let own: Vec<_> = scopes
        .parsed()
        .filter(|scope| scope.resource_server().is_none())
        .collect();
    assert!(own == ["openid".into()]);
    assert!(scopes.contains(own[0]));
}

/// Cognito puts no scopes into ID tokens. A trigger may, and then they count as an access token's do.
#[tokio::test]
async fn an_id_token_has_the_scopes_that_it_names() {
    let pool = TestPool::new();
    let verifier = pool
        .verifier_builder()
        .accept([TokenUse::Id])
        .build()
        .unwrap();
    let policy = Policy::scope("orders/read");
    let token = pool.id_token();
    let without = verifier.verify(&token.mint()).await.unwrap();
    assert!(without.scopes().is_empty());
    let refused = policy.check(&without).unwrap_err();
    assert_eq!(refused.reason(), Reason::InsufficientScope);

    let with = verifier
        .verify(&token.scope("orders/read profile").mint())
        .await
        .unwrap();
    assert!(policy.check(&with).is_ok());
    assert!(with.id().unwrap().scopes().contains("profile"));
}
