//! The table, by theme.

mod amplify;
mod answer;
mod cookie;
mod credential;
mod custom_source;
mod extractor;
mod key;
mod optional;
mod policy;
mod registry;
mod revocation;
mod route;
mod step_up;
mod token;
mod unaware;
mod web_socket;

use std::time::UNIX_EPOCH;

use cognito_core::{
    Reason,
    clock::Clock as _,
    test_util::{TestPool, TokenBuilder},
};

use crate::{Expected, Scenario};

/// A theme's name and its rows.
pub type Theme = (&'static str, fn() -> Vec<Scenario>);

/// All themes.
pub const THEMES: &[Theme] = &[
    ("amplify", amplify::rows),
    ("answer", answer::rows),
    ("cookie", cookie::rows),
    ("credential", credential::rows),
    ("custom_source", custom_source::rows),
    ("extractor", extractor::rows),
    ("key", key::rows),
    ("optional", optional::rows),
    ("policy", policy::rows),
    ("registry", registry::rows),
    ("revocation", revocation::rows),
    ("route", route::rows),
    ("step_up", step_up::rows),
    ("token", token::rows),
    ("unaware", unaware::rows),
    ("web_socket", web_socket::rows),
];

const PLAIN_401: &str = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;
const PLAIN_403: &str = r#"{"type":"about:blank","title":"Forbidden","status":403}"#;

/// A user's good access token.
fn good(pool: &TestPool) -> TokenBuilder {
    pool.access_token()
}

/// The pool's time, in seconds since 1970.
fn now(pool: &TestPool) -> u64 {
    let now = pool.clock().wall().duration_since(UNIX_EPOCH);
    now.unwrap().as_secs()
}

/// There are no Bearer credentials.
fn no_credentials(reason: Reason) -> Expected {
    Expected::refused(reason, 401, Some(r#"Bearer realm="cognito""#), PLAIN_401)
}

/// The credentials are not of the right form.
fn malformed(reason: Reason) -> Expected {
    Expected::refused(
        reason,
        400,
        Some(
            r#"Bearer realm="cognito", error="invalid_request", error_description="credentials malformed""#,
        ),
        r#"{"type":"about:blank","title":"Bad Request","status":400,"error":"invalid_request"}"#,
    )
}

/// The token is not valid, and no client is told why.
fn not_valid(reason: Reason) -> Expected {
    Expected::refused(
        reason,
        401,
        Some(
            r#"Bearer realm="cognito", error="invalid_token", error_description="token not valid""#,
        ),
        r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#,
    )
}

/// The one thing about a token that a client is told.
fn expired() -> Expected {
    not_valid(Reason::Expired).challenge(
        r#"Bearer realm="cognito", error="invalid_token", error_description="token expired""#,
    )
}

/// The token is good and may not do this.
fn forbidden(reason: Reason) -> Expected {
    Expected::refused(reason, 403, Some(r#"Bearer realm="cognito""#), PLAIN_403)
}

/// The keys cannot be had.
fn unavailable() -> Expected {
    Expected::refused(
        Reason::KeysUnavailable,
        503,
        None,
        r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#,
    )
    .header("retry-after", "1")
}

/// Nothing verifies tokens there.
fn layer_missing() -> Expected {
    Expected::refused(
        Reason::LayerMissing,
        500,
        None,
        r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#,
    )
}
