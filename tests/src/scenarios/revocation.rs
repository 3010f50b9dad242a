//! Tokens that were revoked, and stores that cannot tell.

use std::{sync::LazyLock, time::Duration};

use cognito_core::{
    CognitoClaims, Policy, Reason,
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationList, RevocationStatus},
    test_util::{TestPool, TokenBuilder},
};

use super::{expired, good, not_valid, unavailable};
use crate::{Expected, Placement, Request, Scenario, Site};

pub(super) fn rows() -> Vec<Scenario> {
    let placements = [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
        Placement::ExtractorWithVerifier,
    ];
    let mut rows: Vec<_> = placements.into_iter().flat_map(answers).collect();
    rows.extend([
        sign_out(),
        before_policies(),
        only_good_tokens(),
        optional_route(),
    ]);
    rows
}

/// A store that is told by the token's `jti` how to answer.
#[derive(Debug)]
struct Told;

impl Revocation for Told {
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
        let (when, what) = claims.jwt_id().unwrap().split_once(' ').unwrap();
        let answer = match what {
            "active" => Ok(RevocationStatus::Active),
            "revoked" => Ok(RevocationStatus::Revoked),
            "failed" => Err(RevocationError::new("no connection to 10.0.0.7")),
            other => panic!("{other}?"),
        };
        if when == "now" {
            return RevocationCheck::Ready(answer);
        }
        RevocationCheck::pending(async move {
            tokio::task::yield_now().await;
            answer
        })
    }
}

fn told(pool: &TestPool, answer: &str) -> TokenBuilder {
    good(pool).claim("jti", answer)
}

fn store_unavailable() -> Expected {
    unavailable().rejection(Reason::RevocationUnavailable)
}

fn answers(placement: Placement) -> [Scenario; 2] {
    let closed = Site::claims().placed(placement);
    let closed = closed.verifying(|verifier| verifier.revocation(Told));
    let open = Site::claims().placed(placement);
    let open = open.verifying(|verifier| verifier.revocation_fail_open(Told));
    let bearer = |answer: &'static str| Request::get().bearer(move |pool| told(pool, answer));
    let revoked = || not_valid(Reason::Revoked);
    // The first request waits for the key and then for the store.
    let row = |name: &str, site: Site, failed: fn() -> Expected| {
        Scenario::new(format!("{name}, {placement:?}"), site)
            .step(bearer("later active"), Expected::admitted().fetches(1))
            .step(bearer("now active"), Expected::admitted())
            .step(bearer("now revoked"), revoked())
            .step(bearer("later revoked"), revoked())
            .step(bearer("now failed"), failed())
            .step(bearer("later failed"), failed())
            .step(bearer("later active"), Expected::admitted())
    };
    [
        row("a store that may fail", closed, store_unavailable),
        row("a store that may fail open", open, Expected::admitted),
    ]
}

/// One list for the sites of all frameworks, as one process has it.
static LIST: LazyLock<RevocationList> = LazyLock::new(RevocationList::new);

fn sign_out() -> Scenario {
    let phone = || Request::get().bearer(|pool| good(pool).claim("origin_jti", "phone"));
    let laptop = || Request::get().bearer(|pool| good(pool).claim("origin_jti", "laptop"));
    Scenario::new(
        "a sign-out",
        Site::claims().verifying(|verifier| verifier.revocation(LIST.clone())),
    )
    .step(phone(), Expected::admitted())
    .step(laptop(), Expected::admitted())
    .step_after(
        |pool| LIST.revoke_sign_in(pool.id(), "phone").unwrap(),
        phone(),
        not_valid(Reason::Revoked),
    )
    .step(laptop(), Expected::admitted())
}

fn before_policies() -> Scenario {
    let bearer = |answer: &'static str| Request::get().bearer(move |pool| told(pool, answer));
    let nobody = Policy::all([
        Policy::group("nobody"),
        Policy::max_auth_age(Duration::ZERO),
    ]);
    Scenario::new(
        "a store speaks before a policy",
        Site::claims()
            .policy(nobody)
            .verifying(|verifier| verifier.revocation(Told)),
    )
    .step(bearer("now revoked"), not_valid(Reason::Revoked))
    .step(bearer("later revoked"), not_valid(Reason::Revoked))
    .step(bearer("later failed"), store_unavailable())
    .step(bearer("now active"), super::forbidden(Reason::MissingGroup))
}

/// `jti` is an answer that the store does not know: it would panic.
fn only_good_tokens() -> Scenario {
    let bearer = |spoil: fn(TokenBuilder) -> TokenBuilder| {
        Request::get().bearer(move |pool| spoil(told(pool, "now unheard-of")))
    };
    Scenario::new(
        "a store is not asked about bad tokens",
        Site::claims().verifying(|verifier| {
            let verifier = verifier.revocation(Told);
            verifier.max_token_age(Duration::from_secs(600))
        }),
    )
    .step(bearer(|token| token.claim("exp", 1)), expired())
    .step(
        bearer(|token| token.claim("aud", "https://other.example")),
        not_valid(Reason::AudienceMismatch),
    )
    .step(
        bearer(|token| token.claim("cognito:groups", "text")),
        not_valid(Reason::BadClaim),
    )
    .step(
        bearer(|token| token.without("iat")),
        not_valid(Reason::TooOld),
    )
}

fn optional_route() -> Scenario {
    let bearer = |answer: &'static str| Request::get().bearer(move |pool| told(pool, answer));
    Scenario::new(
        "a store and requests without a token",
        Site::new(crate::Wants::Optional)
            .optional()
            .verifying(|verifier| verifier.revocation(Told)),
    )
    .step(Request::get(), Expected::anonymous())
    .step(bearer("later active"), Expected::admitted())
    .step(bearer("later revoked"), not_valid(Reason::Revoked))
    .step(bearer("now failed"), store_unavailable())
}
