//! Tokens in the making, and all that can be wrong with them.

use cognito_core::{Reason, test_util::TokenBuilder};
use serde_json::json;

/// The steps, in their order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Step {
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
pub(super) struct Draft {
    pub(super) token: TokenBuilder,
    pub(super) doubled_member: bool,
    pub(super) space: bool,
    pub(super) altered: bool,
}

impl Draft {
    pub(super) fn mint(&self) -> String {
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
pub(super) struct Fault {
    pub(super) step: Step,
    pub(super) place: &'static str,
    pub(super) reason: Reason,
    pub(super) spoil: Box<dyn Fn(Draft) -> Draft>,
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

pub(super) fn all_faults() -> Vec<Fault> {
    let mut faults = faults_before_the_key();
    faults.extend(faults_after_the_key());
    faults
}

/// Whether both faults can be in one token.
pub(super) fn combine(a: &Fault, b: &Fault) -> bool {
    let is_robot_with = |a: &Fault, b: &Fault| {
        a.place == "robot" && matches!(b.place, "sub" | "username" | "client_id")
    };
    a.place != b.place && !is_robot_with(a, b) && !is_robot_with(b, a)
}
