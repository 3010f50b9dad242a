//! What only a route's own policy can meet.

use cognito_core::{CognitoClaims, Policy, Reason, test_util::TestPool};

use super::{forbidden, good, layer_missing, no_credentials};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    let is_user = |claims: &CognitoClaims| claims.principal().is_user();
    vec![
        Scenario::new(
            "a route's policy without a layer",
            Site::claims()
                .require(Policy::authenticated())
                .placed(Placement::Nowhere),
        )
        .step(Request::get().bearer(good), layer_missing())
        .step(Request::get(), layer_missing()),
        Scenario::new(
            "an anonymous request to a route with a policy",
            Site::new(Wants::Optional)
                .optional()
                .require(Policy::authenticated()),
        )
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(Request::get().bearer(good), Expected::admitted()),
        Scenario::new(
            "the layer's policy comes before the route's",
            Site::claims()
                .policy(Policy::group("admins"))
                .require(Policy::custom("user", is_user)),
        )
        .step(
            Request::get().bearer(TestPool::machine_token),
            forbidden(Reason::MissingGroup),
        ),
        Scenario::new(
            "a route answers in the layer's style",
            Site::claims()
                .auth(|auth| {
                    auth.realm("orders")
                        .resource_metadata("https://api.example.com/m")
                })
                .require(Policy::group("admins")),
        )
        .step(
            Request::get().bearer(good),
            forbidden(Reason::MissingGroup).challenge(
                r#"Bearer realm="orders", resource_metadata="https://api.example.com/m""#,
            ),
        )
        .step(
            Request::get(),
            no_credentials(Reason::MissingToken).challenge(
                r#"Bearer realm="orders", resource_metadata="https://api.example.com/m""#,
            ),
        ),
    ]
}
