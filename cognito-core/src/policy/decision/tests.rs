//! Policies against claims: which failure is reported, and with what challenge.

mod algebra;
mod list;
mod order;

use std::sync::LazyLock;

use super::*;
use crate::{
    TokenUse, Verifier, challenge,
    jwks::{KeyStore, StaticKeys},
    test_util::{TestPool, TokenBuilder},
    verifier::Attempt,
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// Takes both kinds of token, and needs no fetch.
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let keys = StaticKeys::from_json(POOL.jwks()).unwrap();
    let keys = KeyStore::builder(&POOL.user_pool()).pinned_keys(keys);
    Verifier::builder()
        .user_pool_with_keys(POOL.user_pool(), keys.build().unwrap())
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(POOL.clock().clone())
        .build()
        .unwrap()
});

/// When the pool's clock stands.
fn now() -> Duration {
    VERIFIER.now()
}

fn claims(token: &TokenBuilder) -> CognitoClaims {
    match VERIFIER.attempt(token.mint().as_bytes()) {
        Attempt::Done(decided) => decided.unwrap(),
        Attempt::Ask(_) | Attempt::Wait(_) => panic!("the keys are pinned"),
    }
}

fn user() -> TokenBuilder {
    POOL.access_token()
}

fn machine() -> TokenBuilder {
    POOL.machine_token()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn refusal(policy: &Policy, token: &TokenBuilder) -> Option<AuthError> {
    policy.check_by(&claims(token), &now, false).err()
}

fn reason(policy: &Policy, token: &TokenBuilder) -> Option<Reason> {
    refusal(policy, token).map(|error| error.reason())
}

/// What follows the realm in the challenge.
fn challenge(policy: &Policy, token: &TokenBuilder) -> String {
    let challenge = challenge::write(&refusal(policy, token).unwrap(), "r", None).unwrap();
    challenge
        .strip_prefix(r#"Bearer realm="r""#)
        .unwrap()
        .to_owned()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_rule_holds_or_has_its_reason() {
    use Reason::{
        ClientNotAllowed, CustomRule, InsufficientAcr, InsufficientScope, MissingGroup,
        StaleAuthentication, WrongPrincipal,
    };
    let at = |ago: u64| user().claim("auth_time", now().as_secs() - ago);
    let acr = |acr: &str| user().claim("acr", acr);
    let id = || POOL.id_token();
    for (policy, token, expected) in [
        (Policy::authenticated(), user(), None),
        (Policy::default(), machine(), None),
        (Policy::user(), user(), None),
        (Policy::user(), user().without("username"), None),
        (Policy::user(), id(), None),
        (Policy::user(), machine(), Some(WrongPrincipal)),
        (Policy::machine(), machine(), None),
        (Policy::machine(), user(), Some(WrongPrincipal)),
        (Policy::machine(), id(), Some(WrongPrincipal)),
        (Policy::client(POOL.client_id()), user(), None),
        (Policy::client(POOL.client_id()), id(), None),
        (Policy::client("other"), user(), Some(ClientNotAllowed)),
        (
            Policy::client("Testclient000000000000001"),
            user(),
            Some(ClientNotAllowed),
        ),
        (Policy::scope("a/b"), user().scope("x a/b y"), None),
        (
            Policy::scope("a/b"),
            user().scope("a/bc A/b a"),
            Some(InsufficientScope),
        ),
        (
            Policy::scope("a"),
            user().scope("a/b"),
            Some(InsufficientScope),
        ),
        (
            Policy::scope("a b"),
            user().scope("a b"),
            Some(InsufficientScope),
        ),
        (
            Policy::scope(""),
            user().scope("a  b"),
            Some(InsufficientScope),
        ),
        (
            Policy::scope("a"),
            user().scope("b\ta"),
            Some(InsufficientScope),
        ),
        (
            Policy::scope("a"),
            user().without("scope"),
            Some(InsufficientScope),
        ),
        (Policy::scope("a"), id(), Some(InsufficientScope)),
        (Policy::scope("a"), id().scope("a"), None),
        (Policy::group("g"), user().group("f").group("g"), None),
        (Policy::group("g"), id().group("g"), None),
        (Policy::group("g"), user(), Some(MissingGroup)),
        (
            Policy::group("g"),
            user().group("G").group("g ").group("gg"),
            Some(MissingGroup),
        ),
        (Policy::group("a"), user().group("a,b"), Some(MissingGroup)),
        (Policy::group("a,b"), user().group("a,b"), None),
        (Policy::custom("yes", |_| true), user(), None),
        (Policy::custom("no", |_| false), user(), Some(CustomRule)),
        (Policy::max_auth_age(seconds(300)), at(0), None),
        (Policy::max_auth_age(seconds(300)), at(300), None),
        (
            Policy::max_auth_age(seconds(300)),
            at(301),
            Some(StaleAuthentication),
        ),
        (Policy::max_auth_age(seconds(0)), at(0), None),
        (Policy::max_auth_age(Duration::MAX), at(86_400), None),
        (
            Policy::max_auth_age(Duration::MAX),
            user().without("auth_time"),
            Some(StaleAuthentication),
        ),
        (
            Policy::max_auth_age(seconds(300)),
            id().without("auth_time"),
            Some(StaleAuthentication),
        ),
        (
            Policy::max_auth_age(seconds(300)),
            machine(),
            Some(WrongPrincipal),
        ),
        (Policy::acr(["low", "high"]), acr("high"), None),
        (Policy::acr(["high"]), acr("HIGH"), Some(InsufficientAcr)),
        (
            Policy::acr(["high"]),
            acr("high low"),
            Some(InsufficientAcr),
        ),
        (Policy::acr(["high"]), user(), Some(InsufficientAcr)),
        (
            Policy::acr(["high"]),
            user().claim("acr", ["high"]),
            Some(InsufficientAcr),
        ),
        (
            Policy::acr(["1"]),
            user().claim("acr", 1),
            Some(InsufficientAcr),
        ),
        (Policy::acr(["high"]), id().claim("acr", "high"), None),
        (
            Policy::acr(["high"]),
            machine().claim("acr", "high"),
            Some(WrongPrincipal),
        ),
    ] {
        assert_eq!(
            reason(&policy, &token),
            expected,
            "{policy}: {}",
            token.claims_json()
        );
    }
}

#[test]
fn only_missing_scopes_and_step_ups_have_a_challenge_of_their_own() {
    for (policy, token, expected) in [
        (Policy::machine(), user(), ""),
        (Policy::client("other"), user(), ""),
        (Policy::group("g"), user(), ""),
        (Policy::custom("no", |_| false), user(), ""),
        (Policy::any([]), user(), ""),
        (
            Policy::scope("a"),
            user(),
            r#", error="insufficient_scope", scope="a""#,
        ),
        (
            Policy::max_auth_age(seconds(300)),
            user().without("auth_time"),
            r#", error="insufficient_user_authentication", max_age="300""#,
        ),
        (
            Policy::acr(["one", "two"]),
            user(),
            r#", error="insufficient_user_authentication", acr_values="one two""#,
        ),
        (Policy::max_auth_age(seconds(300)), machine(), ""),
        (Policy::acr(["one"]), machine(), ""),
    ] {
        assert_eq!(challenge(&policy, &token), expected, "{policy}");
    }
}

#[test]
fn the_challenge_names_the_scopes_that_are_reached_through_all_only() {
    let scope = Policy::scope;
    let named = |names: &str| format!(r#", error="insufficient_scope", scope="{names}""#);
    let unnamed = || r#", error="insufficient_scope""#.to_owned();
    for (policy, expected) in [
        (scope("a") & scope("b"), named("a b")),
        // What the token has is named too: the new one needs it as well.
        (scope("has") & scope("a"), named("has a")),
        (
            scope("a") & (scope("b") & (scope("c") & scope("a"))),
            named("a b c"),
        ),
        (scope("a") & Policy::group("has"), named("a")),
        (scope("a") & (scope("b") | scope("c")), named("a")),
        ((scope("b") | scope("c")) & scope("a"), unnamed()),
        (scope("a") | scope("b"), unnamed()),
        (scope("a") | (scope("b") & scope("c")), unnamed()),
        (Policy::any([scope("a")]), unnamed()),
        (scope("has") & Policy::any([scope("a")]), unnamed()),
        (Policy::all([Policy::all([scope("a")])]), named("a")),
        (Policy::all_scopes(["a", "b"]), named("a b")),
        (scope("c") & Policy::all_scopes(["a", "b"]), named("c a b")),
        (Policy::any_scope(["a", "b"]), unnamed()),
        (Policy::any_scope(["a"]), unnamed()),
        (
            Policy::any_scope(["a"]) | Policy::all_scopes(["b"]),
            unnamed(),
        ),
        (Policy::any_scope(["a"]) & scope("has"), unnamed()),
    ] {
        let token = user().scope("has").group("has");
        assert_eq!(challenge(&policy, &token), expected, "{policy}");
    }
}

#[test]
fn one_sign_in_mends_all_step_ups() {
    let stale = user().claim("auth_time", now().as_secs() - 1000);
    let age = |max| Policy::max_auth_age(seconds(max));
    for (policy, expected) in [
        (
            age(300) & Policy::acr(["high"]),
            r#"acr_values="high", max_age="300""#,
        ),
        (
            Policy::acr(["high"]) & age(300),
            r#"acr_values="high", max_age="300""#,
        ),
        (age(300) & age(60) & age(600), r#"max_age="60""#),
        (age(300) & age(2000), r#"max_age="300""#),
    ] {
        let expected = format!(r#", error="insufficient_user_authentication", {expected}"#);
        assert_eq!(challenge(&policy, &stale), expected, "{policy}");
        assert_eq!(reason(&policy, &stale), Some(Reason::StaleAuthentication));
    }
}

#[test]
fn policies_print_themselves() {
    let (a, b, c) = (Policy::scope("a"), Policy::group("b"), Policy::user());
    for (policy, expected) in [
        (Policy::authenticated(), "authenticated"),
        (Policy::all([]), "authenticated"),
        (Policy::any([]), "nobody"),
        (Policy::machine(), "machine"),
        (Policy::client("id"), "client(id)"),
        (
            Policy::custom("office hours", |_| true),
            "custom(office hours)",
        ),
        (Policy::max_auth_age(seconds(300)), "max_auth_age(300 s)"),
        (Policy::acr(["x", "y"]), "acr(x y)"),
        (
            a.clone() & b.clone() & c.clone(),
            "(scope(a) & group(b)) & user",
        ),
        (
            a.clone() & (b.clone() | c.clone()),
            "scope(a) & (group(b) | user)",
        ),
        (Policy::any([a.clone(), b, c]), "scope(a) | group(b) | user"),
        (
            Policy::all([Policy::any([a.clone()]), Policy::any([])]),
            "scope(a) & nobody",
        ),
        (Policy::all([a]), "scope(a)"),
    ] {
        assert_eq!(policy.to_string(), expected);
        assert_eq!(format!("{policy:?}"), format!("Policy({expected})"));
    }
}
