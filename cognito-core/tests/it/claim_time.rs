//! Section 6 of the rules, from outside: leeway and the claims that it is for.

use std::time::Duration;

use cognito_core::{
    Authenticator, Policy, Reason, VerifierBuilder,
    test_util::{TestPool, TokenBuilder},
};

use crate::request::{bearer, decide};

const NOW: u64 = 1_763_000_000;

async fn reason(
    pool: &TestPool,
    with: impl FnOnce(VerifierBuilder) -> VerifierBuilder,
    policy: Policy,
    token: TokenBuilder,
) -> Option<Reason> {
    let verifier = with(pool.verifier_builder()).build().unwrap();
    let auth = Authenticator::builder(verifier)
        .require(policy)
        .build()
        .unwrap();
    let decided = decide(&auth, &bearer(&token.mint())).await;
    decided.err().map(|rejection| rejection.reason())
}

#[tokio::test]
async fn leeway_is_60_s_unless_told_otherwise() {
    let pool = TestPool::new();
    for (leeway, seconds) in [(None, 60), (Some(0), 0), (Some(1), 1), (Some(600), 600)] {
        let with = |verifier: VerifierBuilder| match leeway {
            None => verifier,
            Some(leeway) => verifier.leeway(Duration::from_secs(leeway)),
        };
        for (claim, first_bad, last_good, expected) in [
            ("exp", NOW - seconds, NOW - seconds + 1, Reason::Expired),
            ("nbf", NOW + seconds + 1, NOW + seconds, Reason::NotYetValid),
            ("iat", NOW + seconds + 1, NOW + seconds, Reason::NotYetValid),
        ] {
            for (value, expected) in [(first_bad, Some(expected)), (last_good, None)] {
                let token = pool.access_token().claim(claim, value);
                let found = reason(&pool, with, Policy::authenticated(), token).await;
                assert_eq!(found, expected, "{claim} with {leeway:?}");
            }
        }
    }
}

#[tokio::test]
async fn leeway_is_for_three_claims_only() {
    let pool = TestPool::new();
    let generous = |verifier: VerifierBuilder| verifier.leeway(Duration::from_secs(600));
    let five_minutes = Duration::from_secs(300);
    let recent = || Policy::max_auth_age(five_minutes);
    for (ago, expected) in [(300, None), (301, Some(Reason::StaleAuthentication))] {
        let token = pool.access_token().claim("auth_time", NOW - ago);
        assert_eq!(
            reason(&pool, generous, recent(), token).await,
            expected,
            "{ago}"
        );
    }
    for (ago, expected) in [(300, None), (301, Some(Reason::TooOld))] {
        let token = pool.access_token().claim("iat", NOW - ago);
        let with = |verifier| generous(verifier).max_token_age(five_minutes);
        assert_eq!(
            reason(&pool, with, Policy::authenticated(), token).await,
            expected,
            "{ago}"
        );
    }
    // A sign-in in the future is no reason to refuse, and no stale one.
    let token = pool.access_token().claim("auth_time", NOW + 1_000);
    assert_eq!(
        reason(&pool, |verifier| verifier, recent(), token).await,
        None
    );
}
