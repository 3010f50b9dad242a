//! Routes that also serve anonymous requests.

use cognito_core::{AuthenticatorBuilder, Policy, Reason, test_util::TestPool};

use super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    let mut rows = optional();
    rows.extend(or_anonymous());
    rows.extend(preflights());
    rows
}

fn optional() -> Vec<Scenario> {
    let site = |wants, placement| Site::new(wants).optional().placed(placement);
    let mut rows = Vec::new();
    for placement in [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
    ] {
        let mut row = |name: &str, request, expected| {
            let site = site(Wants::Optional, placement);
            rows.push(
                Scenario::new(format!("optional, {placement:?}: {name}"), site)
                    .step(request, expected),
            );
        };
        row("no token", Request::get(), Expected::anonymous().fetches(0));
        row(
            "another scheme",
            Request::get().header("authorization", "Basic dTpw"),
            Expected::anonymous(),
        );
        row(
            "a good token",
            Request::get().bearer(good),
            Expected::admitted(),
        );
        row(
            "an expired token",
            Request::get().bearer(|pool| good(pool).claim("exp", now(pool) - 60)),
            expired(),
        );
        row(
            "a garbled token",
            Request::get().header("authorization", "Bearer x"),
            not_valid(Reason::MalformedToken),
        );
        row(
            "Bearer without a token",
            Request::get().header("authorization", "Bearer"),
            malformed(Reason::MalformedRequest),
        );
    }
    rows.extend([
        Scenario::new(
            "an anonymous request to a handler that wants claims",
            site(Wants::Claims, Placement::Layer),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken)),
        Scenario::new(
            "an anonymous request leaves no claims in the extensions",
            site(Wants::Extension, Placement::Layer),
        )
        .step(Request::get(), Expected::anonymous()),
        Scenario::new(
            "a handler of optional claims where a token is wanted",
            Site::new(Wants::Optional),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken)),
        Scenario::new(
            "optional, with a policy on the route",
            site(Wants::Optional, Placement::Layer).require(Policy::group("admins")),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(Request::get().bearer(good), forbidden(Reason::MissingGroup)),
    ]);
    rows
}

/// One authenticator for routes of both kinds: its policy holds for whoever brings a token.
fn or_anonymous() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
    ] {
        let site = |wants| {
            let site = Site::new(wants).placed(placement).or_anonymous();
            site.policy(Policy::group("members"))
        };
        let member = |pool: &TestPool| good(pool).group("members");
        rows.extend([
            Scenario::new(
                format!("or anonymous, {placement:?}"),
                site(Wants::Optional),
            )
            .step(Request::get(), Expected::anonymous().fetches(0))
            .step(
                Request::get().header("authorization", "Basic dTpw"),
                Expected::anonymous(),
            )
            .step(Request::preflight(), Expected::anonymous())
            .step(Request::get().bearer(member), Expected::admitted())
            .step(Request::get().bearer(good), forbidden(Reason::MissingGroup))
            .step(
                Request::get().bearer(move |pool| member(pool).claim("exp", now(pool) - 60)),
                expired(),
            )
            .step(
                Request::get().header("authorization", "Bearer x"),
                not_valid(Reason::MalformedToken),
            )
            .step(
                Request::get().header("authorization", "Bearer"),
                malformed(Reason::MalformedRequest),
            ),
            Scenario::new(
                format!("or anonymous, {placement:?}, to a handler that wants claims"),
                site(Wants::Claims),
            )
            .step(Request::get(), no_credentials(Reason::MissingToken))
            .step(Request::get().bearer(member), Expected::admitted()),
        ]);
    }
    rows
}

fn preflights() -> Vec<Scenario> {
    let exempt = |wants| Site::new(wants).auth(AuthenticatorBuilder::allow_preflight);
    vec![
        Scenario::new("a preflight", Site::new(Wants::Optional))
            .step(Request::preflight(), no_credentials(Reason::MissingToken)),
        Scenario::new("a preflight where they pass", exempt(Wants::Optional))
            .step(Request::preflight(), Expected::anonymous())
            // Nobody looked at the token.
            .step(
                Request::preflight().header("authorization", "Bearer x"),
                Expected::anonymous(),
            ),
        Scenario::new(
            "a preflight where they pass, to a handler that wants claims",
            exempt(Wants::Claims),
        )
        .step(Request::preflight(), no_credentials(Reason::MissingToken)),
        Scenario::new("what is no preflight", exempt(Wants::Optional))
            .step(
                Request::new("OPTIONS", "/me"),
                no_credentials(Reason::MissingToken),
            )
            .step(
                Request::new("OPTIONS", "/me").header("origin", "https://app.example.com"),
                no_credentials(Reason::MissingToken),
            )
            .step(
                Request::get()
                    .header("origin", "https://app.example.com")
                    .header("access-control-request-method", "GET"),
                no_credentials(Reason::MissingToken),
            )
            .step(
                Request::new("OPTIONS", "/me").bearer(good),
                Expected::admitted(),
            ),
        Scenario::new(
            "a preflight with a bad token, where tokens are optional",
            Site::new(Wants::Optional).optional(),
        )
        .step(
            Request::preflight().header("authorization", "Bearer x"),
            not_valid(Reason::MalformedToken),
        ),
    ]
}
