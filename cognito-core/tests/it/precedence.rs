//! Section 4 of the specification: of two faults the one of the earlier step is the reason, and what needs no key never
//! asks for one.

use std::{collections::BTreeSet, time::Duration};

use cognito_core::{
    Authenticator, CognitoClaims, Policy, Reason, UserPool, Verifier,
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationStatus},
    test_util::{TestPool, TokenBuilder},
};
use serde_json::json;

use crate::request::{bearer, decide};

/// The steps, in their order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Step {
    Form,
    Alg,
    Crit,
    KidMissing,
    Issuer,
    Expired,
    NotYetValid,
    TokenUse,
    Client,
    KeyUnknown,
    Signature,
    Resource,
    OtherClaims,
    TokenAge,
    Revocation,
    Principal,
    ClientRule,
    Scope,
    Group,
    CustomRule,
    AuthAge,
    Acr,
}

/// A token in the making that can also be spoiled in ways that no claim can express.
#[derive(Clone)]
struct Draft {
    token: TokenBuilder,
    doubled_member: bool,
    space: bool,
    altered: bool,
}

impl Draft {
    fn mint(&self) -> String {
        let mut payload = self.token.claims_json();
        if self.doubled_member {
            payload = payload.replacen('{', r#"{"twice":1,"twice":2,"#, 1);
        }
        let mut token = self.token.mint_payload(&payload);
        if self.altered {
            let first = token.rfind('.').unwrap() + 1;
            let other = if token[first..].starts_with('A') {
                "B"
            } else {
                "A"
            };
            token.replace_range(first..=first, other);
        }
        if self.space {
            token.push('~');
        }
        token
    }
}

/// One fault: where it counts, what it is in (two faults in one place cannot be combined), and its reason.
struct Fault {
    step: Step,
    place: &'static str,
    reason: Reason,
    spoil: Box<dyn Fn(Draft) -> Draft>,
}

impl Fault {
    fn new(
        step: Step,
        place: &'static str,
        reason: Reason,
        spoil: impl Fn(Draft) -> Draft + 'static,
    ) -> Self {
        let spoil = Box::new(spoil);
        Self {
            step,
            place,
            reason,
            spoil,
        }
    }

    fn header(step: Step, name: &'static str, value: serde_json::Value, reason: Reason) -> Self {
        Self::new(step, name, reason, move |draft| Draft {
            token: draft.token.header(name, value.clone()),
            ..draft
        })
    }

    fn claim(step: Step, name: &'static str, value: serde_json::Value, reason: Reason) -> Self {
        Self::new(step, name, reason, move |draft| Draft {
            token: draft.token.claim(name, value.clone()),
            ..draft
        })
    }

    fn absent(step: Step, name: &'static str, reason: Reason) -> Self {
        Self::new(step, name, reason, move |draft| Draft {
            token: draft.token.without(name),
            ..draft
        })
    }
}

const NOW: u64 = 1_763_000_000;

fn faults_before_the_key() -> Vec<Fault> {
    use Reason::{
        AlgNotAllowed, BadClaim, BadTimeClaim, ClientMismatch, CritNotUnderstood, Expired,
        KidMissing, MalformedToken, NotYetValid, TokenTooLarge, UnknownIssuer, WrongTokenUse,
    };
    let foreign = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Foreign1";
    vec![
        Fault::claim(Step::Form, "size", json!("x".repeat(25_000)), TokenTooLarge),
        Fault::new(Step::Form, "envelope", MalformedToken, |draft| Draft {
            space: true,
            ..draft
        }),
        Fault::header(Step::Form, "b64", json!(false), MalformedToken),
        Fault::new(Step::Form, "payload", MalformedToken, |draft| Draft {
            doubled_member: true,
            ..draft
        }),
        Fault::header(Step::Form, "b64", json!("true"), MalformedToken),
        Fault::header(Step::Form, "alg", json!(["RS256"]), MalformedToken),
        Fault::header(Step::Form, "kid", json!(1), MalformedToken),
        Fault::header(Step::Alg, "alg", json!("HS256"), AlgNotAllowed),
        Fault::header(Step::Crit, "crit", json!(["exp"]), CritNotUnderstood),
        Fault::header(Step::Crit, "crit", json!(null), CritNotUnderstood),
        Fault::header(Step::KidMissing, "kid", json!(""), KidMissing),
        Fault::claim(Step::Issuer, "iss", json!(foreign), UnknownIssuer),
        Fault::claim(Step::Issuer, "iss", json!([foreign]), BadClaim),
        Fault::claim(Step::Issuer, "iss", json!(null), BadClaim),
        Fault::absent(Step::Issuer, "iss", UnknownIssuer),
        Fault::claim(Step::Expired, "exp", json!(NOW - 60), Expired),
        Fault::claim(Step::Expired, "exp", json!("soon"), BadTimeClaim),
        Fault::claim(Step::Expired, "exp", json!(-1), BadTimeClaim),
        Fault::absent(Step::Expired, "exp", BadTimeClaim),
        Fault::claim(Step::NotYetValid, "nbf", json!(NOW + 61), NotYetValid),
        Fault::claim(Step::NotYetValid, "nbf", json!(null), BadTimeClaim),
        Fault::claim(Step::NotYetValid, "iat", json!(NOW + 61), NotYetValid),
        Fault::claim(Step::NotYetValid, "iat", json!("now"), BadTimeClaim),
        Fault::claim(Step::TokenUse, "token_use", json!("id"), WrongTokenUse),
        Fault::claim(Step::TokenUse, "token_use", json!(1), BadClaim),
        Fault::absent(Step::TokenUse, "token_use", WrongTokenUse),
        Fault::claim(Step::Client, "client_id", json!("foreign"), ClientMismatch),
        Fault::claim(Step::Client, "client_id", json!(["first"]), BadClaim),
        Fault::absent(Step::Client, "client_id", ClientMismatch),
    ]
}

fn faults_after_the_key() -> Vec<Fault> {
    use Reason::{
        AudienceMismatch, BadClaim, BadSignature, BadTimeClaim, ClientNotAllowed, CustomRule,
        InsufficientAcr, InsufficientScope, MissingGroup, RevocationUnavailable, Revoked,
        StaleAuthentication, TooOld, UnknownKid, WrongPrincipal,
    };
    vec![
        Fault::header(Step::KeyUnknown, "kid", json!("unknown"), UnknownKid),
        Fault::new(Step::Signature, "signature", BadSignature, |draft| Draft {
            altered: true,
            ..draft
        }),
        Fault::claim(
            Step::Resource,
            "aud",
            json!("https://api.example"),
            AudienceMismatch,
        ),
        Fault::claim(Step::Resource, "aud", json!({}), BadClaim),
        Fault::claim(Step::OtherClaims, "sub", json!(""), BadClaim),
        Fault::absent(Step::OtherClaims, "sub", BadClaim),
        Fault::claim(Step::OtherClaims, "cognito:groups", json!("g"), BadClaim),
        Fault::claim(Step::OtherClaims, "scope", json!(["s"]), BadClaim),
        Fault::claim(Step::OtherClaims, "auth_time", json!(true), BadTimeClaim),
        Fault::claim(Step::OtherClaims, "username", json!(null), BadClaim),
        Fault::claim(Step::OtherClaims, "cognito:username", json!({}), BadClaim),
        Fault::claim(Step::OtherClaims, "jti", json!(false), BadClaim),
        Fault::claim(Step::OtherClaims, "origin_jti", json!([]), BadClaim),
        Fault::claim(Step::OtherClaims, "event_id", json!(1), BadClaim),
        Fault::claim(Step::TokenAge, "iat", json!(NOW - 601), TooOld),
        Fault::absent(Step::TokenAge, "iat", TooOld),
        // What the store below goes by.
        Fault::claim(Step::Revocation, "store", json!("revoked"), Revoked),
        Fault::claim(
            Step::Revocation,
            "store",
            json!("silent"),
            RevocationUnavailable,
        ),
        // Rules of the policy below.
        // A machine has no user name, and its client for a subject.
        Fault::new(Step::Principal, "robot", WrongPrincipal, |draft| Draft {
            token: draft.token.without("username").subject("first"),
            ..draft
        }),
        Fault::claim(
            Step::ClientRule,
            "client_id",
            json!("second"),
            ClientNotAllowed,
        ),
        Fault::claim(Step::Scope, "scope", json!("t"), InsufficientScope),
        Fault::claim(Step::Group, "cognito:groups", json!(["h"]), MissingGroup),
        Fault::absent(Step::CustomRule, "flag", CustomRule),
        Fault::claim(
            Step::AuthAge,
            "auth_time",
            json!(NOW - 301),
            StaleAuthentication,
        ),
        Fault::claim(Step::Acr, "acr", json!("low"), InsufficientAcr),
    ]
}

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

fn all_faults() -> Vec<Fault> {
    let mut faults = faults_before_the_key();
    faults.extend(faults_after_the_key());
    faults
}

/// Whether both faults can be in one token.
fn combine(a: &Fault, b: &Fault) -> bool {
    let is_robot_with = |a: &Fault, b: &Fault| {
        a.place == "robot" && matches!(b.place, "sub" | "username" | "client_id")
    };
    a.place != b.place && !is_robot_with(a, b) && !is_robot_with(b, a)
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
