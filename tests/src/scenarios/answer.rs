//! The form of answers: methods, style, development mode.

use cognito_core::{AuthenticatorBuilder, Policy, Reason};

use super::{
    PLAIN_401, expired, forbidden, good, malformed, no_credentials, not_valid, now, unavailable,
};
use crate::{Expected, Request, Saw, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [methods(), style(), development(), own()]
        .into_iter()
        .flatten()
        .collect()
}

/// A refusal is the same to every method, but for the body of `HEAD`.
fn methods() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for method in [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
    ] {
        let asked = |expected: Expected| match method {
            "HEAD" => expected.body(""),
            _ => expected,
        };
        let request = || Request::new(method, "/any/path?q=1");
        rows.push(
            Scenario::new(
                format!("{method} refused"),
                Site::claims().require(Policy::group("admins")),
            )
            .step_after(
                |pool| pool.set_available(false),
                request().bearer(good),
                asked(unavailable()),
            )
            .step(request(), asked(no_credentials(Reason::MissingToken)))
            .step(
                request().header("authorization", "Bearer"),
                asked(malformed(Reason::MalformedRequest)),
            )
            .step(
                request().header("authorization", "Bearer x"),
                asked(not_valid(Reason::MalformedToken)),
            )
            .step_after(
                |pool| {
                    pool.set_available(true);
                    pool.clock().advance(std::time::Duration::from_secs(1));
                },
                request().bearer(good),
                asked(forbidden(Reason::MissingGroup)),
            ),
        );
    }
    rows
}

fn in_own_words(expected: Expected, body: &str) -> Expected {
    expected.header("content-type", "text/plain").body(body)
}

fn style() -> Vec<Scenario> {
    let with_metadata: fn() -> Site = || {
        Site::claims().auth(|auth| {
            auth.resource_metadata("https://api.example.com/.well-known/oauth-protected-resource")
        })
    };
    let metadata =
        r#"resource_metadata="https://api.example.com/.well-known/oauth-protected-resource""#;
    vec![
        Scenario::new("a realm", Site::claims().auth(|auth| auth.realm("the orders")))
            .step(
                Request::get(),
                no_credentials(Reason::MissingToken).challenge(r#"Bearer realm="the orders""#),
            )
            .step(
                Request::get().header("authorization", "Bearer x"),
                not_valid(Reason::MalformedToken).challenge(
                    r#"Bearer realm="the orders", error="invalid_token", error_description="token not valid""#,
                ),
            ),
        Scenario::new(
            "a body of the application's own",
            Site::new(Wants::Tenant)
                .require(Policy::group("admins"))
                .auth(|auth| {
                    auth.refusal_body("text/plain", |error| {
                        format!("{} {}", error.status(), error.reason())
                    })
                }),
        )
        .step(
            Request::get(),
            in_own_words(no_credentials(Reason::MissingToken), "401 missing_token"),
        )
        .step(
            Request::get().header("authorization", "Bearer x"),
            in_own_words(not_valid(Reason::MalformedToken), "401 malformed_token"),
        )
        .step(
            Request::get().bearer(good),
            in_own_words(forbidden(Reason::MissingGroup), "403 missing_group"),
        )
        .step(
            Request::get().bearer(|pool| good(pool).group("admins")),
            in_own_words(forbidden(Reason::BadCustomClaims), "403 bad_custom_claims"),
        ),
        Scenario::new("resource metadata", with_metadata())
            .step_after(
                |pool| pool.set_available(false),
                Request::get().bearer(good),
                unavailable(),
            )
            .step(
                Request::get(),
                no_credentials(Reason::MissingToken)
                    .challenge(&format!(r#"Bearer realm="cognito", {metadata}"#)),
            )
            .step(
                Request::get().bearer(|pool| good(pool).claim("exp", now(pool) - 60)),
                expired().challenge(&format!(
                    r#"Bearer realm="cognito", error="invalid_token", error_description="token expired", {metadata}"#
                )),
            ),
        Scenario::new(
            "resource metadata where a new token would not help",
            with_metadata().policy(Policy::group("admins")),
        )
        .step(
            Request::get().bearer(good),
            forbidden(Reason::MissingGroup)
                .challenge(&format!(r#"Bearer realm="cognito", {metadata}"#)),
        )
        .step(
            Request::get().header("authorization", "Bearer"),
            malformed(Reason::MalformedRequest).challenge(&format!(
                r#"Bearer realm="cognito", error="invalid_request", error_description="credentials malformed", {metadata}"#
            )),
        )
        .step(
            Request::get().header("authorization", "Basic dTpw"),
            no_credentials(Reason::NotBearer)
                .challenge(&format!(r#"Bearer realm="cognito", {metadata}"#)),
        ),
        Scenario::new(
            "resource metadata beside a scope",
            with_metadata().policy(Policy::scope("a") & Policy::scope("b")),
        )
        .step(
            Request::get().bearer(good),
            forbidden(Reason::InsufficientScope)
                .challenge(&format!(
                    r#"Bearer realm="cognito", error="insufficient_scope", scope="a b", {metadata}"#
                ))
                .body(r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#),
        ),
    ]
}

/// Reason and hint in the body, and nowhere else.
fn development() -> Vec<Scenario> {
    let site = || Site::claims().auth(AuthenticatorBuilder::development_mode_even_in_release);
    let hinted = |reason: Reason, body: &str| {
        let hint = serde_json::to_string(reason.hint()).unwrap();
        let open = body.strip_suffix('}').unwrap();
        format!(r#"{open},"reason":"{}","hint":{hint}}}"#, reason.as_str())
    };
    let ours =
        r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#;
    vec![
        Scenario::new("development mode", site())
            .step(
                Request::get(),
                no_credentials(Reason::MissingToken).body(hinted(Reason::MissingToken, PLAIN_401)),
            )
            .step(
                Request::get().bearer(|pool| good(pool).claim("client_id", "x")),
                not_valid(Reason::ClientMismatch).body(hinted(Reason::ClientMismatch, ours)),
            )
            .step(
                Request::get().raw_bearer(|_| "eyJjdHkiOiJKV1QifQ.a.b.c.d".to_owned()),
                not_valid(Reason::EncryptedToken).body(
                    r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token","reason":"encrypted_token","hint":"this is Cognito's refresh token; send the access token"}"#,
                ),
            )
            .step(
                Request::new("HEAD", "/me"),
                no_credentials(Reason::MissingToken).body(""),
            )
            .step(Request::get().bearer(good), Expected::admitted()),
    ]
}

/// What a handler answers is left alone.
fn own() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "a challenge of the handler's own",
            Site::new(Wants::OwnRefusal),
        )
        .step(
            Request::get().bearer(good),
            Expected::admitted()
                .status(401)
                .challenge(r#"Basic realm="own""#)
                .saw(Saw::Anonymous),
        )
        // Not reached, so there is nothing of its own.
        .step(Request::get(), no_credentials(Reason::MissingToken)),
        Scenario::new(
            "a challenge of the handler's own to an anonymous request",
            Site::new(Wants::OwnRefusal).optional(),
        )
        .step(
            Request::get(),
            Expected::anonymous()
                .status(401)
                .challenge(r#"Basic realm="own""#),
        )
        .step(
            Request::get().header("authorization", "Bearer x"),
            not_valid(Reason::MalformedToken),
        ),
        Scenario::new(
            "a body of the application's own, unavailable and misconfigured",
            Site::claims()
                .auth(|auth| auth.refusal_body("text/plain", |error| error.reason().to_string())),
        )
        .step_after(
            |pool| pool.set_available(false),
            Request::get().bearer(good),
            in_own_words(unavailable(), "keys_unavailable"),
        )
        .step(
            Request::new("HEAD", "/me").bearer(good),
            in_own_words(unavailable(), ""),
        ),
    ]
}
