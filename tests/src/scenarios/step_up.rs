//! Policies that a new sign-in would meet.

use std::time::Duration;

use cognito_core::{Policy, Reason};

use super::{good, now, policy::row};
use crate::{Expected, Request, Scenario};

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
            &(strong & recent),
            stale,
            &sign_in_again(
                Reason::StaleAuthentication,
                r#"acr_values="gold platinum", max_age="300""#,
            ),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
