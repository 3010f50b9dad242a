//! Section 4 of the rules: of two faults the one of the earlier step is the reason, and what needs no key never
//! asks for one.

mod fault;

use std::{collections::BTreeSet, time::Duration};

use cognito_core::{
    Authenticator, CognitoClaims, Policy, Reason, UserPool, Verifier,
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationStatus},
    test_util::TestPool,
};

use self::fault::{Draft, Fault, Step, all_faults, combine};
use crate::request::{bearer, decide};

/// A store that is told by the token itself what to answer.
#[derive(Debug)]
struct Store;

impl Revocation for Store {
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
        match claims.claim("store") {
            Some("revoked") => RevocationStatus::Revoked.into(),
            Some("silent") => RevocationError::new("no answer").into(),
            _ => RevocationStatus::Active.into(),
        }
    }
}

struct Fixture {
    pool: TestPool,
    good: Draft,
}

impl Fixture {
    fn new() -> Self {
        let pool = TestPool::new();
        let token = pool
            .access_token()
            .claim("client_id", "first")
            .claim("acr", "high")
            .claim("flag", true)
            .scope("s")
            .group("g");
        let good = Draft {
            token,
            doubled_member: false,
            space: false,
            altered: false,
        };
        Self { pool, good }
    }

    /// An authenticator that has no keys yet, and every rule there is.
    fn authenticator(&self) -> Authenticator {
        let user_pool = UserPool::new(self.pool.id().clone(), ["first", "second"]);
        let verifier = Verifier::builder()
            .user_pool(user_pool)
            .clock(self.pool.clock().clone())
            .fetcher(self.pool.clone())
            .max_token_age(Duration::from_secs(600))
            .revocation(Store)
            .build()
            .unwrap();
        let has_flag = |claims: &CognitoClaims| claims.claim("flag") == Some(true);
        // In an order that is not theirs.
        let policy = Policy::acr(["high"])
            & Policy::max_auth_age(Duration::from_secs(300))
            & Policy::custom("flag", has_flag)
            & Policy::group("g")
            & Policy::scope("s")
            & Policy::client("first")
            & Policy::user();
        Authenticator::builder(verifier)
            .require(policy)
            .build()
            .unwrap()
    }

    /// Decides with cold keys; gives the number of fetches as well.
    async fn reason(&self, draft: &Draft) -> (Option<Reason>, u64) {
        let before = self.pool.fetches();
        let decided = decide(&self.authenticator(), &bearer(&draft.mint())).await;
        let reason = decided.err().map(|rejection| rejection.reason());
        (reason, self.pool.fetches() - before)
    }
}

#[tokio::test]
async fn of_two_faults_the_earlier_is_the_reason() {
    let fixture = Fixture::new();
    assert_eq!(fixture.reason(&fixture.good).await, (None, 1));
    let faults = all_faults();
    let mut pairs = BTreeSet::new();
    for first in &faults {
        let one = (first.spoil)(fixture.good.clone());
        let fetches = u64::from(first.step >= Step::KeyUnknown);
        let expected = (Some(first.reason), fetches);
        assert_eq!(fixture.reason(&one).await, expected, "{}", first.place);
        for second in faults.iter().filter(|f| f.step > first.step) {
            if combine(first, second) {
                let both = (second.spoil)(one.clone());
                let steps = (first.step, second.step);
                let (first, second) = (first.place, second.place);
                assert_eq!(
                    fixture.reason(&both).await,
                    expected,
                    "{first} with {second}"
                );
                pairs.insert(steps);
            }
        }
    }
    let mut steps: Vec<_> = faults.iter().map(|fault| fault.step).collect();
    steps.dedup();
    let all = steps.iter().enumerate().flat_map(|(rank, first)| {
        let later = steps.iter().skip(rank + 1);
        later.map(|second| (*first, *second))
    });
    let missing: Vec<_> = all.filter(|pair| !pairs.contains(pair)).collect();
    // One member has but one value, and a machine has the client's id for a subject.
    let impossible = [
        (Step::KidMissing, Step::KeyUnknown),
        (Step::Client, Step::Principal),
        (Step::Client, Step::ClientRule),
        (Step::Principal, Step::ClientRule),
    ];
    assert_eq!(missing, impossible);
}

/// Without keys, what needs none has its own reason, and the rest cannot be decided.
#[tokio::test]
async fn unavailable_keys_are_the_answer_only_for_a_token_without_an_earlier_fault() {
    let fixture = Fixture::new();
    fixture.pool.set_available(false);
    for fault in all_faults() {
        let token = (fault.spoil)(fixture.good.clone());
        let expected = if fault.step < Step::KeyUnknown {
            (Some(fault.reason), 0)
        } else {
            (Some(Reason::KeysUnavailable), 1)
        };
        assert_eq!(fixture.reason(&token).await, expected, "{}", fault.place);
    }
}

/// Faults upon faults: with each that is mended the next one shows.
#[tokio::test]
async fn a_token_with_a_fault_at_every_step_shows_them_in_order() {
    let fixture = Fixture::new();
    let faults = all_faults();
    let mut steps: Vec<_> = faults.iter().map(|fault| fault.step).collect();
    steps.dedup();
    assert!(steps.is_sorted(), "{steps:?}");
    for step in steps {
        let mut token = fixture.good.clone();
        let mut combined: Vec<&Fault> = Vec::new();
        for fault in faults.iter().filter(|fault| fault.step >= step) {
            let is_new = combined
                .iter()
                .all(|t| t.step != fault.step && combine(t, fault));
            if is_new {
                token = (fault.spoil)(token);
                combined.push(fault);
            }
        }
        assert_eq!(combined[0].step, step);
        assert_eq!(
            fixture.reason(&token).await.0,
            Some(combined[0].reason),
            "{step:?}"
        );
    }
}
