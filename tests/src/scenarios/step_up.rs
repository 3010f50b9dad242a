//! Policies that a new sign-in would meet.

use std::time::Duration;

use cognito_core::{Policy, Reason};

use super::{forbidden, good, now, policy::row};
use crate::{Expected, Request, Scenario, Site};

fn sign_in_again(reason: Reason, rest: &str) -> Expected {
    let challenge =
        format!(r#"Bearer realm="cognito", error="insufficient_user_authentication", {rest}"#);
    Expected::refused(
        reason,
        401,
        Some(&challenge),
        r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"insufficient_user_authentication"}"#,
    )
}

pub(super) fn rows() -> Vec<Scenario> {
    let recent = Policy::max_auth_age(Duration::from_secs(300));
    let strong = Policy::acr(["gold", "platinum"]);
    let stale = || Request::get().bearer(|pool| good(pool).claim("auth_time", now(pool) - 301));
    [
        row(
            "a sign-in that is just recent",
            &recent,
            || Request::get().bearer(|pool| good(pool).claim("auth_time", now(pool) - 300)),
            &Expected::admitted(),
        ),
        row(
            "a stale sign-in",
            &recent,
            stale,
            &sign_in_again(Reason::StaleAuthentication, r#"max_age="300""#),
        ),
        row(
            "no time of sign-in",
            &recent,
            || Request::get().bearer(|pool| good(pool).without("auth_time")),
            &sign_in_again(Reason::StaleAuthentication, r#"max_age="300""#),
        ),
        row(
            "a strong sign-in",
            &strong,
            || Request::get().bearer(|pool| good(pool).claim("acr", "platinum")),
            &Expected::admitted(),
        ),
        row(
            "a weak sign-in",
            &strong,
            || Request::get().bearer(|pool| good(pool).claim("acr", "silver")),
            &sign_in_again(Reason::InsufficientAcr, r#"acr_values="gold platinum""#),
        ),
        row(
            "a stale and weak sign-in",
            &(strong.clone() & recent.clone()),
            stale,
            &sign_in_again(
                Reason::StaleAuthentication,
                r#"acr_values="gold platinum", max_age="300""#,
            ),
        ),
        // What a new sign-in would not mend comes first.
        row(
            "a stale sign-in and no scope",
            &(recent.clone() & Policy::scope("orders/write")),
            stale,
            &Expected::refused(
                Reason::InsufficientScope,
                403,
                Some(r#"Bearer realm="cognito", error="insufficient_scope", scope="orders/write""#),
                r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#,
            ),
        ),
        row(
            "a stale sign-in and no group",
            &(recent.clone() & Policy::group("admins")),
            stale,
            &forbidden(Reason::MissingGroup),
        ),
        row(
            "a stale sign-in where the group would do",
            &(recent.clone() | Policy::group("admins")),
            || Request::get().bearer(|pool| good(pool).group("admins").claim("auth_time", 0)),
            &Expected::admitted(),
        ),
    ]
    .into_iter()
    .flatten()
    .chain([in_full(&recent)])
    .collect()
}

/// Beside what the site says of itself, and without a body to `HEAD`.
fn in_full(recent: &Policy) -> Scenario {
    let site = Site::claims()
        .auth(|auth| {
            auth.realm("orders")
                .resource_metadata("https://api.example.com/m")
        })
        .policy(Policy::acr(["gold"]) & recent.clone());
    let request = |method| {
        Request::new(method, "/me").bearer(|pool| good(pool).claim("auth_time", now(pool) - 301))
    };
    let expected = sign_in_again(Reason::StaleAuthentication, "").challenge(
        r#"Bearer realm="orders", error="insufficient_user_authentication", acr_values="gold", max_age="300", resource_metadata="https://api.example.com/m""#,
    );
    Scenario::new("a step-up challenge in full", site)
        .step(request("GET"), expected.clone())
        .step(request("HEAD"), expected.body(""))
}
