//! Section 8 of the rules: who is calling.

use cognito_core::{
    AccessClaims, Authenticator, CognitoClaims, IdClaims, MachineClaims, Policy, Principal, Reason,
    TokenUse, UserClaims,
    test_util::{TestPool, TokenBuilder},
};

use crate::request::{bearer, decide};

const CLIENT: &str = "testclient000000000000001";

/// Tokens, whether they are a machine's, and the name that their user has.
fn tokens(pool: &TestPool) -> Vec<(&'static str, TokenBuilder, bool, Option<&'static str>)> {
    let (user, machine, id) = (pool.access_token(), pool.machine_token(), pool.id_token());
    vec![
        ("a user's", user.clone(), false, Some("test.user")),
        (
            "a nameless user's",
            user.clone().without("username"),
            false,
            None,
        ),
        (
            "a user's of an empty name",
            user.clone().username(""),
            false,
            Some(""),
        ),
        (
            "a user's whose name is the client's",
            user.username(CLIENT).subject(CLIENT),
            false,
            Some(CLIENT),
        ),
        ("a machine's", machine.clone(), true, None),
        (
            "a machine's with scopes, groups and a sign-in",
            machine
                .clone()
                .group("g")
                .scope("openid email")
                .claim("auth_time", 1),
            true,
            None,
        ),
        (
            "a machine's with the other token's name",
            machine.clone().claim("cognito:username", "x"),
            true,
            None,
        ),
        (
            "one with another subject",
            machine.clone().subject("other"),
            false,
            None,
        ),
        (
            "one whose subject differs in case",
            machine.subject(&CLIENT.to_uppercase()),
            false,
            None,
        ),
        ("an ID token", id.clone(), false, Some("test.user")),
        (
            "a nameless ID token",
            id.clone().without("cognito:username"),
            false,
            None,
        ),
        (
            "an ID token of the client",
            id.without("cognito:username").subject(CLIENT),
            false,
            None,
        ),
    ]
}

fn authenticator(pool: &TestPool, policy: Policy) -> Authenticator {
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = pool.verifier_builder().accept(both).build().unwrap();
    let builder = Authenticator::builder(verifier).require(policy);
    builder.build().unwrap()
}

#[tokio::test]
async fn users_and_machines_are_told_apart() {
    let pool = TestPool::new();
    let auth = authenticator(&pool, Policy::authenticated());
    for (name, token, is_machine, username) in tokens(&pool) {
        let decided = decide(&auth, &bearer(&token.mint())).await.unwrap();
        let claims = decided.claims().unwrap();
        assert_eq!(claims.username(), username, "{name}");
        let expected = if is_machine {
            Principal::Machine { client_id: CLIENT }
        } else {
            Principal::User {
                subject: claims.subject(),
                username,
            }
        };
        assert!(claims.principal() == expected, "{name}");
    }
}

#[tokio::test]
async fn a_route_for_one_refuses_the_other_with_403() {
    let pool = TestPool::new();
    for (policy, wants_machine) in [(Policy::user(), false), (Policy::machine(), true)] {
        let auth = authenticator(&pool, policy);
        for (name, token, is_machine, _) in tokens(&pool) {
            let refused = decide(&auth, &bearer(&token.mint())).await.err();
            let refused = refused.map(|rejection| (rejection.reason(), rejection.status()));
            let expected = (is_machine != wants_machine).then_some((Reason::WrongPrincipal, 403));
            assert_eq!(refused, expected, "{name}");
        }
    }
}

/// A handler that names a type gets no token of another kind.
#[tokio::test]
async fn the_kinds_are_different_types_to_a_handler() {
    let pool = TestPool::new();
    let auth = authenticator(&pool, Policy::authenticated());
    for (name, token, is_machine, _) in tokens(&pool) {
        let is_id = name.contains("ID token");
        let head = bearer(&token.mint());
        let decided = decide(&auth, &head).await.unwrap();
        let refused = Some(Reason::WrongTokenUse);
        let access = decided
            .extract::<AccessClaims>(&head)
            .err()
            .map(|r| r.reason());
        assert_eq!(access, refused.filter(|_| is_id), "{name}");
        let id = decided.extract::<IdClaims>(&head).err().map(|r| r.reason());
        assert_eq!(id, refused.filter(|_| !is_id), "{name}");
        let principal = |is_wanted: bool| match (is_id, is_wanted) {
            (true, _) => refused,
            (false, true) => None,
            (false, false) => Some(Reason::WrongPrincipal),
        };
        let user = decided
            .extract::<UserClaims>(&head)
            .err()
            .map(|r| r.reason());
        assert_eq!(user, principal(!is_machine), "{name}");
        let machine = decided.extract::<MachineClaims>(&head).err();
        assert_eq!(machine.map(|r| r.reason()), principal(is_machine), "{name}");
        let either = decided.extract::<CognitoClaims>(&head).unwrap();
        assert_eq!(matches!(either, CognitoClaims::Id(_)), is_id, "{name}");
    }
}
