//! What a gateway hands on is not taken for more than it is.

use std::time::Duration;

use cognito_core::{
    Reason, TokenUse, Verifier, gateway::UpstreamContext, revocation::RevocationList,
};
use serde_json::{Value, json};

use crate::{
    sample::{Sample, builder, pool, verifier},
    surface::Surface,
};

fn of_access_tokens() -> Verifier {
    let builder = builder(&pool()).accept([TokenUse::Access]);
    builder.build().unwrap()
}

/// The claims of a good token of this sample, but for one; by every way.
async fn refusals(
    verifier: &Verifier,
    sample: &str,
    claim: &str,
    value: Value,
) -> Vec<(Surface, Reason)> {
    let mut sample = Sample::named(sample);
    if value == json!("absent") {
        sample.payload.remove(claim);
    } else {
        sample.payload.insert(claim.to_owned(), value);
    }
    let mut refusals = Vec::new();
    for surface in Surface::ALL {
        let context = surface.context(&sample.payload);
        let refused = verifier.check_upstream(&context).await.unwrap_err();
        assert_eq!(refused.status(), 401);
        refusals.push((surface, refused.reason()));
    }
    refusals
}

#[tokio::test]
async fn claims_are_judged_as_those_of_a_token() {
    let verifier = of_access_tokens();
    for (claim, value, expected) in [
        (
            "iss",
            json!("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another"),
            Reason::UnknownIssuer,
        ),
        ("iss", json!("absent"), Reason::UnknownIssuer),
        ("exp", json!(1_762_990_000), Reason::Expired),
        ("exp", json!("absent"), Reason::BadTimeClaim),
        ("exp", json!("tomorrow"), Reason::BadTimeClaim),
        (
            "exp",
            json!("Fri Nov 14 03:13:20 CET 2025"),
            Reason::BadTimeClaim,
        ),
        (
            "exp",
            json!("Thu Nov 14 03:13:20 UTC 2025"),
            Reason::BadTimeClaim,
        ),
        ("exp", json!("+1763003600"), Reason::BadTimeClaim),
        ("iat", json!(1_763_090_000), Reason::NotYetValid),
        ("nbf", json!(1_763_090_000), Reason::NotYetValid),
        ("auth_time", json!("then"), Reason::BadTimeClaim),
        ("token_use", json!("id"), Reason::WrongTokenUse),
        ("token_use", json!("absent"), Reason::WrongTokenUse),
        (
            "client_id",
            json!("anotherclient0000000000001"),
            Reason::ClientMismatch,
        ),
        ("client_id", json!("absent"), Reason::ClientMismatch),
        (
            "aud",
            json!("https://api.example.com"),
            Reason::AudienceMismatch,
        ),
        ("aud", json!([]), Reason::AudienceMismatch),
        ("sub", json!(""), Reason::BadClaim),
        ("sub", json!("absent"), Reason::BadClaim),
    ] {
        for (surface, reason) in refusals(&verifier, "access_user_srp", claim, value.clone()).await
        {
            assert_eq!(reason, expected, "{claim}: {value}: {surface:?}");
        }
    }
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let (verifier, name) = (of_access_tokens(), json!("Kim"));
    for (surface, reason) in refusals(&verifier, "id_federated_google", "name", name).await {
        assert_eq!(reason, Reason::WrongTokenUse, "{surface:?}");
    }
}

/// A gateway keeps what an authorizer said for up to an hour.
#[tokio::test]
async fn a_gateways_cache_makes_no_token_live_longer() {
    let pool = pool();
    let verifier = verifier(&pool);
    let contexts =
        Surface::ALL.map(|surface| surface.context(&Sample::named("access_user_srp").payload));
    for context in &contexts {
        assert!(verifier.check_upstream(context).await.is_ok());
    }
    pool.clock().advance(Duration::from_secs(3660));
    for context in &contexts {
        let refused = verifier.check_upstream(context).await.unwrap_err();
        assert_eq!(refused.reason(), Reason::Expired, "{context:?}");
    }
}

/// Gateways do not ask Cognito.
#[tokio::test]
async fn a_user_who_signed_out_is_refused_though_the_gateway_lets_in() {
    let pool = pool();
    let list = RevocationList::builder()
        .clock(pool.clock().clone())
        .build()
        .unwrap();
    let verifier = builder(&pool).revocation(list.clone()).build().unwrap();
    let contexts =
        Surface::ALL.map(|surface| surface.context(&Sample::named("access_user_srp").payload));
    let claims = verifier.check_upstream(&contexts[0]).await.unwrap();
    list.sign_out(&claims).unwrap();
    for context in &contexts {
        let refused = verifier.check_upstream(context).await.unwrap_err();
        assert_eq!(refused.reason(), Reason::Revoked, "{context:?}");
    }
}

#[test]
fn what_is_no_claims_is_no_context() {
    let refused = |context: &Value| UpstreamContext::of_gateway(context).unwrap_err();
    for (authorizer, expected) in [
        (json!(null), Reason::MissingToken),
        (json!({}), Reason::MissingToken),
        (
            json!({"claims": null, "scopes": null}),
            Reason::MissingToken,
        ),
        (json!({"jwt": null}), Reason::MissingToken),
        (
            json!({"jwt": {"claims": null, "scopes": ["openid"]}}),
            Reason::MissingToken,
        ),
        (
            json!({"iam": {"userArn": "arn:aws:iam::000000000000:user/kim"}}),
            Reason::MissingToken,
        ),
        // A Lambda authorizer that is not ours, of a REST API and of an HTTP API.
        (
            json!({"principalId": "kim", "sub": "kim", "integrationLatency": 3}),
            Reason::MissingToken,
        ),
        (json!({"lambda": {"sub": "kim"}}), Reason::MissingToken),
        (json!({"lambda": null}), Reason::MissingToken),
        (json!({"claims": "sub=kim"}), Reason::MalformedToken),
        (json!({"claims": ["sub", "kim"]}), Reason::MalformedToken),
        (json!({"claims": true}), Reason::MalformedToken),
        (json!({"jwt": {"claims": "{}"}}), Reason::MalformedToken),
        (json!({"jwt": "claims"}), Reason::MalformedToken),
        (json!("kim"), Reason::MalformedToken),
    ] {
        let refused = refused(&json!({"stage": "prod", "authorizer": authorizer}));
        assert_eq!(
            (refused.reason(), refused.status()),
            (expected, 401),
            "{authorizer}"
        );
    }
    assert_eq!(
        refused(&json!({"stage": "prod"})).reason(),
        Reason::MissingToken
    );
    assert_eq!(refused(&json!(null)).reason(), Reason::MalformedToken);
}

#[test]
fn an_identity_of_another_kind_is_no_context() {
    let claims = json!({"sub": "u1", "iss": "https://i", "username": "kim"});
    for (identity, expected) in [
        (json!(null), Reason::MissingToken),
        (
            json!({"accountId": "000000000000", "userArn": "arn:aws:iam::000000000000:user/kim"}),
            Reason::MissingToken,
        ),
        (
            json!({"resolverContext": {"sub": "u1"}}),
            Reason::MissingToken,
        ),
        (json!({"claims": null}), Reason::MissingToken),
        (json!({"claims": "u1"}), Reason::MalformedToken),
        (
            json!({"claims": claims, "sub": "u2"}),
            Reason::MalformedToken,
        ),
        (
            json!({"claims": claims, "username": "lee"}),
            Reason::MalformedToken,
        ),
        (
            json!({"claims": claims, "issuer": "https://j"}),
            Reason::MalformedToken,
        ),
        (json!(["u1"]), Reason::MalformedToken),
    ] {
        let refused = UpstreamContext::of_app_sync(&identity).unwrap_err();
        assert_eq!(refused.reason(), expected, "{identity}");
    }
}
