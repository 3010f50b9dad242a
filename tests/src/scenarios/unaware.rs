//! A handler that knows nothing of tokens, behind a layer: only what is admitted may call it. (A handler that asks for
//! claims would refuse by itself what slipped through.)

use std::time::Duration;

use cognito_core::{Policy, Reason};

use super::{forbidden, good, layer_missing, malformed, no_credentials, not_valid, unavailable};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [Placement::Layer, Placement::LayerAndExtractor] {
        let site = || Site::new(Wants::Extension).placed(placement);
        let named = |name: &str| format!("unaware, {placement:?}: {name}");
        rows.extend([warm(named("warm"), site()), cold(named("cold"), site())]);
        rows.push(
            Scenario::new(
                named("the layer's policy"),
                site().policy(Policy::group("admins")),
            )
            // Decided after the keys came, then at once.
            .step(
                Request::get().bearer(good),
                forbidden(Reason::MissingGroup).fetches(1),
            )
            .step(
                Request::get().bearer(good),
                forbidden(Reason::MissingGroup).fetches(0),
            ),
        );
        rows.push(
            Scenario::new(
                named("the route's policy"),
                site().require(Policy::group("admins")),
            )
            .step(
                Request::get().bearer(good),
                forbidden(Reason::MissingGroup).fetches(1),
            )
            .step(
                Request::get().bearer(good),
                forbidden(Reason::MissingGroup).fetches(0),
            ),
        );
    }
    rows.push(
        Scenario::new(
            "unaware, a route's policy without a layer",
            Site::new(Wants::Extension)
                .placed(Placement::Nowhere)
                .require(Policy::authenticated()),
        )
        .step(Request::get(), layer_missing())
        .step(Request::get().bearer(good), layer_missing()),
    );
    rows
}

fn warm(name: String, site: Site) -> Scenario {
    let get = |value: &'static str| Request::get().header("authorization", value);
    Scenario::new(name, site)
        .step(Request::get().bearer(good), Expected::admitted())
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(get("Basic x"), no_credentials(Reason::NotBearer))
        .step(get("Bearer"), malformed(Reason::MalformedRequest))
        .step(get("Bearer x"), not_valid(Reason::MalformedToken))
        .step(Request::preflight(), no_credentials(Reason::MissingToken))
        .step(
            Request::get().bearer(|pool| good(pool).without("sub")),
            not_valid(Reason::BadClaim).fetches(0),
        )
}

fn cold(name: String, site: Site) -> Scenario {
    Scenario::new(name, site)
        .step_after(
            |pool| pool.set_available(false),
            Request::get().bearer(good),
            unavailable().fetches(1),
        )
        .step(Request::get().bearer(good), unavailable().fetches(0))
        .step_after(
            |pool| {
                pool.set_available(true);
                pool.clock().advance(Duration::from_secs(1));
            },
            Request::get().bearer(|pool| good(pool).without("sub")),
            not_valid(Reason::BadClaim).fetches(1),
        )
        .step(
            Request::get().bearer(|pool| good(pool).header("kid", "unknown")),
            not_valid(Reason::UnknownKid).fetches(1),
        )
        .step(Request::get().bearer(good), Expected::admitted().fetches(0))
}
