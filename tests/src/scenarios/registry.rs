//! Tenants' pools, looked up in the application's registry.

use std::sync::atomic::{AtomicBool, Ordering};

use cognito_core::{
    Reason, UserPool, UserPoolId, VerifierBuilder,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    test_util::{TestPool, TokenBuilder},
};

use super::{expired, good, no_credentials, not_valid, unavailable};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    let placements = [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
        Placement::ExtractorWithVerifier,
    ];
    let mut rows: Vec<_> = placements.into_iter().map(tenants).collect();
    rows.extend([outage(), optional_route(), early_refusals()]);
    rows
}

/// A registry that is told by the pool's name what to answer, and when.
#[derive(Debug)]
struct Told;

impl PoolRegistry for Told {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let tenant = || UserPool::new(id.clone(), ["testclient000000000000001"]);
        let answer = match id.as_str() {
            "us-east-1_Acme" | "us-east-1_Beta" => Ok(Some(tenant())),
            "us-east-1_Mistaken" => Ok(Some(tenant().jwks_uri("nowhere"))),
            "us-east-1_Sometimes" if !DOWN.load(Ordering::SeqCst) => Ok(Some(tenant())),
            "us-east-1_Sometimes" | "us-east-1_Failing" => {
                Err(PoolLookupError::new("no connection to 10.0.0.7"))
            }
            "us-east-1_Panicking" => panic!("this registry panics"),
            _ => Ok(None),
        };
        Box::pin(async {
            tokio::task::yield_now().await;
            answer
        })
    }
}

static DOWN: AtomicBool = AtomicBool::new(false);

fn registered(verifier: VerifierBuilder) -> VerifierBuilder {
    verifier.pool_registry(Told)
}

/// A good token of this tenant. The test pool signs for all of them.
fn of(pool: &TestPool, tenant: &str) -> TokenBuilder {
    let issuer = format!("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_{tenant}");
    good(pool).claim("iss", issuer)
}

fn bearer(tenant: &'static str) -> Request {
    Request::get().bearer(move |pool| of(pool, tenant))
}

fn lookup_failed() -> Expected {
    let expected = unavailable().rejection(Reason::PoolLookupFailed);
    expected.or_2_seconds().fetches(0)
}

fn tenants(placement: Placement) -> Scenario {
    let site = Site::claims().placed(placement).verifying(registered);
    let unknown = || not_valid(Reason::UnknownIssuer).fetches(0);
    let foreign = |tenant: &'static str| {
        Request::get().bearer(move |pool| of(pool, tenant).claim("client_id", "another"))
    };
    Scenario::new(format!("tenants of a registry, {placement:?}"), site)
        // It waits for its pool and then for its key.
        .step(bearer("Acme"), Expected::admitted().fetches(1))
        .step(bearer("Acme"), Expected::admitted().fetches(0))
        .step(
            foreign("Acme"),
            not_valid(Reason::ClientMismatch).fetches(0),
        )
        // It is the pool's rule, and costs no fetch.
        .step(
            foreign("Beta"),
            not_valid(Reason::ClientMismatch).fetches(0),
        )
        .step(bearer("Beta"), Expected::admitted().fetches(1))
        .step(bearer("Nobody"), unknown())
        .step(bearer("Nobody"), unknown())
        .step(bearer("Failing"), lookup_failed())
        .step(bearer("Failing"), lookup_failed())
        .step(bearer("Panicking"), lookup_failed())
        .step(bearer("Mistaken"), lookup_failed())
        .step(bearer("Acme"), Expected::admitted().fetches(0))
        // A pool of the configuration beside them.
        .step(Request::get().bearer(good), Expected::admitted().fetches(1))
}

fn outage() -> Scenario {
    let site = Site::claims().verifying(registered);
    Scenario::new("a registry that is down for a while", site)
        .step_after(
            |_| DOWN.store(true, Ordering::SeqCst),
            bearer("Sometimes"),
            lookup_failed(),
        )
        .step(Request::get().bearer(good), Expected::admitted())
        .step_after(
            |pool| {
                DOWN.store(false, Ordering::SeqCst);
                pool.clock().advance(std::time::Duration::from_secs(2));
            },
            bearer("Sometimes"),
            Expected::admitted(),
        )
        .step_after(
            |_| DOWN.store(true, Ordering::SeqCst),
            bearer("Sometimes"),
            Expected::admitted(),
        )
}

fn optional_route() -> Scenario {
    let site = Site::new(Wants::Optional).optional().verifying(registered);
    Scenario::new("a registry and requests without a token", site)
        .step(Request::get(), Expected::anonymous())
        .step(bearer("Acme"), Expected::admitted())
        .step(bearer("Nobody"), not_valid(Reason::UnknownIssuer))
        .step(bearer("Failing"), lookup_failed())
}

/// What needs no pool comes first: this registry would panic.
fn early_refusals() -> Scenario {
    let spoiled = |spoil: fn(TokenBuilder) -> TokenBuilder| {
        Request::get().bearer(move |pool| spoil(of(pool, "Panicking")))
    };
    let site = Site::claims().verifying(registered);
    Scenario::new("a registry is not asked about hopeless tokens", site)
        .step(Request::get(), no_credentials(Reason::MissingToken))
        .step(spoiled(|token| token.claim("exp", 1)), expired())
        .step(
            spoiled(|token| token.claim("token_use", "id")),
            not_valid(Reason::WrongTokenUse),
        )
        .step(
            spoiled(|token| token.header("alg", "HS256")),
            not_valid(Reason::AlgNotAllowed),
        )
}
