//! What handlers ask for, and where the verification happens.

mod argument;

use cognito_core::{Policy, Reason, test_util::TestPool};
use serde_json::json;

use super::{forbidden, good, layer_missing, malformed, no_credentials, not_valid};
use crate::{Expected, Placement, Request, Saw, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [
        alone(),
        missing(),
        ambiguous(),
        beside_a_layer(),
        types(),
        nested(),
        argument::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// No layer; the extractor verifies.
fn alone() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [Placement::Extractor, Placement::ExtractorWithVerifier] {
        let mut row = |name: &str, request, expected| {
            rows.push(
                Scenario::new(
                    format!("{placement:?}: {name}"),
                    Site::claims().placed(placement),
                )
                .step(request, expected),
            );
        };
        row(
            "a good token",
            Request::get().bearer(good),
            Expected::admitted().fetches(1),
        );
        row(
            "no token",
            Request::get(),
            no_credentials(Reason::MissingToken),
        );
        row(
            "a bad token",
            Request::get().bearer(|pool| good(pool).without("sub")),
            not_valid(Reason::BadClaim),
        );
        row(
            "two tokens",
            Request::get().bearer(good).first_bearer(),
            malformed(Reason::MalformedRequest),
        );
        row(
            "an ID token",
            Request::get().bearer(TestPool::id_token),
            not_valid(Reason::WrongTokenUse),
        );
        row(
            "HEAD",
            Request::new("HEAD", "/me"),
            no_credentials(Reason::MissingToken).body(""),
        );
    }
    rows.extend([
        Scenario::new(
            "the extractor's authenticator has a policy",
            Site::claims()
                .placed(Placement::Extractor)
                .policy(Policy::group("admins")),
        )
        .step(Request::get().bearer(good), forbidden(Reason::MissingGroup))
        .step(
            Request::get().bearer(|pool| good(pool).group("admins")),
            Expected::admitted(),
        ),
        Scenario::new(
            "two extractors verify once",
            Site::new(Wants::Twice).placed(Placement::Extractor),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(Request::get().bearer(good), Expected::admitted().fetches(1))
        .step(Request::get().bearer(good), Expected::admitted().fetches(0)),
    ]);
    rows
}

/// Nothing verifies: the handler that asks for claims stays closed, whatever comes.
fn missing() -> Vec<Scenario> {
    let wants = [
        Wants::Claims,
        Wants::Access,
        Wants::Id,
        Wants::User,
        Wants::Machine,
        Wants::Expiry,
        Wants::Token,
        Wants::Subject,
        Wants::Optional,
        Wants::OptionalUser,
        Wants::OptionalToken,
        Wants::Tenant,
        Wants::Twice,
    ];
    wants
        .into_iter()
        .map(|wants| {
            let site = Site::new(wants).placed(Placement::Nowhere);
            Scenario::new(format!("nothing verifies: {wants:?}"), site)
                .step(Request::get(), layer_missing())
                .step(Request::get().bearer(good), layer_missing())
                .step(Request::new("HEAD", "/me"), layer_missing().body(""))
        })
        .collect()
}

/// It cannot be told which of two is meant: were it the authenticator, the verifier's revocation store would be skipped.
fn ambiguous() -> Vec<Scenario> {
    [
        Wants::Claims,
        Wants::User,
        Wants::Optional,
        Wants::OptionalToken,
        Wants::Twice,
    ]
    .into_iter()
    .map(|wants| {
        let site = Site::new(wants).placed(Placement::AmbiguousExtractor);
        Scenario::new(format!("two verifiers in reach: {wants:?}"), site)
            .step(Request::get(), layer_missing())
            .step(Request::get().bearer(good), layer_missing())
    })
    .collect()
}

fn beside_a_layer() -> Vec<Scenario> {
    let both = |wants| Site::new(wants).placed(Placement::LayerAndExtractor);
    vec![
        Scenario::new("layer and extractor verify once", both(Wants::Claims))
            .step(Request::get().bearer(good), Expected::admitted().fetches(1))
            .step(Request::get().bearer(good), Expected::admitted().fetches(0))
            .step(Request::get(), no_credentials(Reason::MissingToken)),
        Scenario::new("a layer and two extractors verify once", both(Wants::Twice))
            .step(Request::get().bearer(good), Expected::admitted().fetches(1)),
        Scenario::new(
            "a layer does not stand in for a stricter authenticator inside it",
            Site::claims()
                .placed(Placement::ExtractorInsideAnother)
                .policy(Policy::group("admins")),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(Request::get().bearer(good), forbidden(Reason::MissingGroup))
        .step(
            Request::get().bearer(|pool| good(pool).group("admins")),
            Expected::admitted(),
        ),
        Scenario::new("claims in the extensions", Site::new(Wants::Extension))
            .step(Request::get().bearer(good), Expected::admitted())
            .step(Request::get(), no_credentials(Reason::MissingToken)),
    ]
}

fn types() -> Vec<Scenario> {
    let tenant = Saw::Exactly(json!({"custom:tenant": "acme"}));
    vec![
        Scenario::new("access claims", Site::new(Wants::Access))
            .step(Request::get().bearer(good), Expected::admitted()),
        Scenario::new("ID claims of an access token", Site::new(Wants::Id))
            .step(
                Request::get().bearer(good),
                not_valid(Reason::WrongTokenUse),
            )
            .step(
                Request::new("HEAD", "/me").bearer(good),
                not_valid(Reason::WrongTokenUse).body(""),
            ),
        Scenario::new("custom claims", Site::new(Wants::Tenant)).step(
            Request::get().bearer(|pool| good(pool).claim("custom:tenant", "acme")),
            Expected::admitted().saw(tenant),
        ),
        Scenario::new("custom claims that do not fit", Site::new(Wants::Tenant))
            .step(
                Request::get().bearer(good),
                forbidden(Reason::BadCustomClaims),
            )
            .step(
                Request::get().bearer(|pool| good(pool).claim("custom:tenant", 1)),
                forbidden(Reason::BadCustomClaims),
            ),
    ]
}

/// A layer within a layer: the inner one decides, and nothing of the outer one's decision is left.
fn nested() -> Vec<Scenario> {
    let outer = || {
        Request::get()
            .token(|pool| good(pool).mint())
            .token_in("x-outer", "")
    };
    let site = |wants| Site::new(wants).optional().placed(Placement::Nested);
    let mut rows = Vec::new();
    for wants in [Wants::Optional, Wants::Extension] {
        rows.push(
            Scenario::new(format!("nested: {wants:?}"), site(wants))
                .step(outer(), Expected::anonymous())
                .step(outer().first_bearer(), Expected::admitted())
                .step(
                    outer().header("authorization", "Bearer x"),
                    not_valid(Reason::MalformedToken),
                )
                .step(
                    Request::get().first_bearer(),
                    no_credentials(Reason::MissingToken),
                ),
        );
    }
    rows
}
