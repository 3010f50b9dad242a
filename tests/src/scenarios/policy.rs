//! What a good token may do, by the authenticator's policy and by the route's own.

use std::time::Duration;

use cognito_core::{Policy, Reason, test_util::TestPool};

use super::{forbidden, good, no_credentials, not_valid};
use crate::{Expected, Request, Scenario, Site};

pub(super) fn rows() -> Vec<Scenario> {
    let policies = [groups(), scopes(), principals(), rules(), empty_lists()];
    policies.into_iter().flatten().collect()
}

/// The same row twice: the policy is the authenticator's, and the route's.
pub(super) fn row(
    name: &str,
    policy: &Policy,
    request: fn() -> Request,
    expected: &Expected,
) -> [Scenario; 2] {
    [
        Scenario::new(
            format!("{name}, for all routes"),
            Site::claims().policy(policy.clone()),
        )
        .step(request(), expected.clone()),
        Scenario::new(
            format!("{name}, for a route"),
            Site::claims().require(policy.clone()),
        )
        .step(request(), expected.clone()),
    ]
}

fn groups() -> Vec<Scenario> {
    let admins = Policy::group("admins");
    [
        row(
            "an administrator",
            &admins,
            || Request::get().bearer(|pool| good(pool).group("users").group("admins")),
            &Expected::admitted(),
        ),
        row(
            "nobody's group",
            &admins,
            || Request::get().bearer(good),
            &forbidden(Reason::MissingGroup),
        ),
        row(
            "a group of a like name",
            &admins,
            || Request::get().bearer(|pool| good(pool).group("Admins").group("admins2")),
            &forbidden(Reason::MissingGroup),
        ),
        row(
            "one of two groups",
            &Policy::any_group(["admins", "staff"]),
            || Request::get().bearer(|pool| good(pool).group("staff")),
            &Expected::admitted(),
        ),
        row(
            "one of two groups where both are wanted",
            &Policy::all_groups(["admins", "staff"]),
            || Request::get().bearer(|pool| good(pool).group("staff")),
            &forbidden(Reason::MissingGroup),
        ),
        row(
            "no token for a group",
            &admins,
            Request::get,
            &no_credentials(Reason::MissingToken),
        ),
        row(
            "a bad token for a group",
            &admins,
            || Request::get().bearer(|pool| good(pool).group("admins").claim("client_id", "x")),
            &not_valid(Reason::ClientMismatch),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn lacks_scope(challenge: &str) -> Expected {
    Expected::refused(
        Reason::InsufficientScope,
        403,
        Some(challenge),
        r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#,
    )
}

fn scopes() -> Vec<Scenario> {
    let both = Policy::scope("orders/read") & Policy::scope("orders/write");
    let either = Policy::scope("orders/read") | Policy::scope("orders/write");
    [
        row(
            "both scopes",
            &both,
            || Request::get().bearer(|pool| good(pool).scope("orders/write orders/read")),
            &Expected::admitted(),
        ),
        row(
            "one of two scopes",
            &both,
            || Request::get().bearer(|pool| good(pool).scope("orders/read orders/writes")),
            &lacks_scope(
                r#"Bearer realm="cognito", error="insufficient_scope", scope="orders/read orders/write""#,
            ),
        ),
        row(
            "one of either scopes",
            &either,
            || Request::get().bearer(|pool| good(pool).scope("orders/write")),
            &Expected::admitted(),
        ),
        row(
            "none of either scopes",
            &either,
            || Request::get().bearer(good),
            &lacks_scope(r#"Bearer realm="cognito", error="insufficient_scope""#),
        ),
        row(
            "one of a list of scopes where all are wanted",
            &Policy::all_scopes(["orders/read", "orders/write"]),
            || Request::get().bearer(|pool| good(pool).scope("orders/write")),
            &lacks_scope(
                r#"Bearer realm="cognito", error="insufficient_scope", scope="orders/read orders/write""#,
            ),
        ),
        row(
            "one of a list of scopes where any will do",
            &Policy::any_scope(["orders/read", "orders/write"]),
            || Request::get().bearer(|pool| good(pool).scope("orders/write")),
            &Expected::admitted(),
        ),
        row(
            "none of a list of scopes",
            &Policy::any_scope(["orders/read", "orders/write"]),
            || Request::get().bearer(good),
            &lacks_scope(r#"Bearer realm="cognito", error="insufficient_scope""#),
        ),
        row(
            "a scope before a group",
            &(Policy::group("admins") & Policy::scope("orders/read")),
            || Request::get().bearer(good),
            &lacks_scope(
                r#"Bearer realm="cognito", error="insufficient_scope", scope="orders/read""#,
            ),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn principals() -> Vec<Scenario> {
    let user = || Request::get().bearer(good);
    let machine = || Request::get().bearer(TestPool::machine_token);
    let wrong = forbidden(Reason::WrongPrincipal);
    [
        row(
            "a user for users",
            &Policy::user(),
            user,
            &Expected::admitted(),
        ),
        row("a machine for users", &Policy::user(), machine, &wrong),
        row(
            "a machine for machines",
            &Policy::machine(),
            machine,
            &Expected::admitted(),
        ),
        row("a user for machines", &Policy::machine(), user, &wrong),
        row(
            "a machine where a sign-in must be recent",
            &Policy::max_auth_age(Duration::from_secs(300)),
            machine,
            &wrong,
        ),
        row(
            "a machine where a sign-in must be strong",
            &Policy::acr(["gold"]),
            machine,
            &wrong,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rules() -> Vec<Scenario> {
    let odd = Policy::custom("odd", |claims| {
        claims.claim::<u64>("n").is_some_and(|n| n % 2 == 1)
    });
    [
        row(
            "a rule that says yes",
            &odd,
            || Request::get().bearer(|pool| good(pool).claim("n", 3)),
            &Expected::admitted(),
        ),
        row(
            "a rule that says no",
            &odd,
            || Request::get().bearer(|pool| good(pool).claim("n", 4)),
            &forbidden(Reason::CustomRule),
        ),
        row(
            "the client that a route is for",
            &Policy::client("testclient000000000000001"),
            || Request::get().bearer(good),
            &Expected::admitted(),
        ),
        row(
            "a client that a route is not for",
            &Policy::client("anotherclient"),
            || Request::get().bearer(good),
            &forbidden(Reason::ClientNotAllowed),
        ),
        row(
            "one of the clients that a route is for",
            &Policy::any_client(["anotherclient", "testclient000000000000001"]),
            || Request::get().bearer(good),
            &Expected::admitted(),
        ),
        row(
            "nobody",
            &Policy::any([]),
            || Request::get().bearer(good),
            &forbidden(Reason::CustomRule),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A route cannot refuse them at the start, so it is closed. An authenticator does.
fn empty_lists() -> Vec<Scenario> {
    let none: [&str; 0] = [];
    let unnamed = lacks_scope(r#"Bearer realm="cognito", error="insufficient_scope""#);
    [
        (Policy::any_scope(none), unnamed.clone()),
        (Policy::all_scopes(none), unnamed),
        (Policy::any_group(none), forbidden(Reason::MissingGroup)),
        (Policy::all_groups(none), forbidden(Reason::MissingGroup)),
        (
            Policy::any_client(none),
            forbidden(Reason::ClientNotAllowed),
        ),
    ]
    .into_iter()
    .map(|(policy, expected)| {
        let name = format!("{policy} for a route");
        Scenario::new(name, Site::claims().require(policy))
            .step(Request::get().bearer(good), expected)
    })
    .collect()
}
