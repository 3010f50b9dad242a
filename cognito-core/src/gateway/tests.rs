//! Whose word counts where. The forms of the claims have tests of their own.

use std::{sync::LazyLock, time::Duration};

use serde_json::{Value, json};

use super::UpstreamContext;
use crate::{
    Authentication, Authenticator, BearerToken, CognitoClaims, Expiry, Policy, Provenance, Reason,
    Rejection, Step, TokenSource, TokenUse, UserClaims, UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    revocation::{Revocation, RevocationCheck, RevocationList, RevocationStatus},
    test_util::{TestHead, TestPool, TokenBuilder},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// What a Lambda authorizer of ours hands on: no form of the claims but the token's own.
fn context(token: &TokenBuilder) -> UpstreamContext {
    handed_on(&token.claims_json())
}

fn handed_on(claims: &str) -> UpstreamContext {
    let context = json!({"authorizer": {"lambda": {"cognito_claims": claims}}});
    UpstreamContext::of_gateway(&context).unwrap()
}

async fn claims(token: &TokenBuilder) -> CognitoClaims {
    POOL.verifier()
        .check_upstream(&context(token))
        .await
        .unwrap()
}

async fn decide(auth: &Authenticator, head: &TestHead) -> Result<Authentication, Rejection> {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided,
        Step::Pending(waiting) => waiting.await,
    }
}

fn accepting(verifier: Verifier) -> Authenticator {
    let builder = Authenticator::builder(verifier).accept_upstream_verified();
    builder.build().unwrap()
}

#[tokio::test]
async fn the_claims_are_those_of_the_token_but_for_their_provenance() {
    let token = POOL.access_token().group("admins").scope("a b");
    let verified = POOL.verifier().verify(&token.mint()).await.unwrap();
    let told = claims(&token).await;
    assert_eq!(verified.provenance(), Provenance::Token);
    assert_eq!(told.provenance(), Provenance::LambdaAuthorizer);
    let json = |claims: &CognitoClaims| serde_json::to_value(claims).unwrap();
    assert_eq!(json(&verified), json(&told));
    assert!(told.groups().contains("admins") && told.scopes().contains("b"));
}

#[tokio::test]
async fn no_key_is_asked_for() {
    let pool = TestPool::new();
    pool.set_available(false);
    let told = pool
        .verifier()
        .check_upstream(&context(&pool.access_token()))
        .await;
    assert!(told.is_ok() && pool.fetches() == 0);
}

#[tokio::test]
async fn no_policy_takes_anothers_word_unless_told_to() {
    let token = POOL.access_token().group("g").scope("s").acr("high");
    let token = token.auth_age(Duration::ZERO);
    let told = claims(&token).await;
    let own = POOL.verifier().verify(&token.mint()).await.unwrap();
    let now = std::time::UNIX_EPOCH
        + own
            .expires_at()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
        - Duration::from_secs(3600);
    for policy in [
        Policy::authenticated(),
        Policy::user(),
        Policy::group("g"),
        Policy::scope("s"),
        Policy::client(own.client_id()),
        Policy::custom("any", |_| true),
        Policy::acr(["high"]),
        Policy::max_auth_age(Duration::from_secs(7200)),
        Policy::all([Policy::user(), Policy::group("g")]),
        Policy::any([Policy::machine(), Policy::group("g")]),
        Policy::group("g") & Policy::scope("s").accept_upstream_verified(),
    ] {
        assert!(policy.check_at(&own, now).is_ok(), "{policy}");
        let refused = policy.check_at(&told, now).unwrap_err();
        assert_eq!(
            (refused.reason(), refused.status()),
            (Reason::LayerMissing, 500),
            "{policy}"
        );
        let accepting = policy.accept_upstream_verified();
        assert!(accepting.check_at(&own, now).is_ok(), "{accepting}");
        assert!(accepting.check_at(&told, now).is_ok(), "{accepting}");
    }
    let either = Policy::group("g").accept_upstream_verified() | Policy::user();
    assert!(either.check_at(&told, now).is_ok(), "one branch takes it");
    let wrong = Policy::group("other").accept_upstream_verified();
    let refused = wrong.check_at(&told, now).unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingGroup);
}

#[tokio::test]
async fn without_a_word_a_context_is_not_looked_at() {
    let auth = Authenticator::new(POOL.verifier());
    let told = context(&POOL.access_token());
    let head = TestHead::get("/me").upstream(told.clone());
    let refused = decide(&auth, &head).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingToken);

    let token = POOL.access_token().subject("of the token").mint();
    let decided = decide(&auth, &head.bearer(&token)).await.unwrap();
    let claims = decided.claims().unwrap();
    assert_eq!(
        (claims.subject(), claims.provenance()),
        ("of the token", Provenance::Token)
    );
    let optional = auth.or_anonymous();
    let head = TestHead::get("/me").upstream(told);
    assert!(decide(&optional, &head).await.unwrap().claims().is_none());
}

#[tokio::test]
async fn with_it_the_context_counts_and_a_token_where_there_is_none() {
    let auth = accepting(POOL.verifier());
    let head = TestHead::get("/me").upstream(context(&POOL.access_token().subject("told")));
    let head = head.bearer("not looked at");
    let decided = decide(&auth, &head).await.unwrap();
    assert_eq!(decided.claims().unwrap().subject(), "told");

    let refused = decide(&auth, &TestHead::get("/me")).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingToken);
    let forged = TestHead::get("/me").bearer(POOL.bad_tokens()[0].token());
    assert!(decide(&auth, &forged).await.is_err());
    let head = TestHead::get("/me").bearer(&POOL.access_token().mint());
    let decided = decide(&auth, &head).await.unwrap();
    assert_eq!(decided.claims().unwrap().provenance(), Provenance::Token);
}

#[tokio::test]
async fn policies_and_extractors_behind_it_take_the_claims() {
    let auth = accepting(POOL.verifier()).requiring(Policy::user());
    let head = TestHead::get("/me").upstream(context(&POOL.access_token().group("g")));
    let decided = decide(&auth, &head).await.unwrap();
    assert!(Authentication::require(Some(&decided), &Policy::group("g"), &head).is_ok());
    let refused = Authentication::require(Some(&decided), &Policy::group("h"), &head).unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingGroup);
    let user: UserClaims = decided.extract(&head).unwrap();
    assert!(user.provenance().is_upstream());
    assert!(decided.extract::<Expiry>(&head).is_ok());
}

#[tokio::test]
async fn a_text_that_was_not_verified_is_handed_to_nobody() {
    let token = POOL.access_token();
    let head = TestHead::get("/me")
        .upstream(context(&token))
        .bearer(&token.mint());
    let decided = decide(&accepting(POOL.verifier()), &head).await.unwrap();
    let refused = decided.extract::<BearerToken>(&head).unwrap_err();
    assert_eq!(refused.reason(), Reason::LayerMissing);
}

#[tokio::test]
async fn all_is_checked_but_the_signature() {
    let now = Duration::from_secs(60);
    let token = || POOL.access_token();
    let short = POOL.verifier_builder().max_token_len(64).build().unwrap();
    let aged = POOL.verifier_builder().max_token_age(now).build().unwrap();
    let list = RevocationList::builder().clock(POOL.clock().clone());
    let list = list.build().unwrap();
    let revoking = POOL.verifier_builder().revocation(list.clone());
    let revoking = revoking.build().unwrap();
    list.sign_out(&claims(&token().subject("gone")).await)
        .unwrap();
    for (verifier, token, expected) in [
        (
            POOL.verifier(),
            token().claim("iss", "https://evil.example/us-east-1_x"),
            Reason::UnknownIssuer,
        ),
        (
            POOL.verifier(),
            token().without("iss"),
            Reason::UnknownIssuer,
        ),
        (
            POOL.verifier(),
            token().without("exp"),
            Reason::BadTimeClaim,
        ),
        (
            POOL.verifier(),
            token().claim("exp", "1763000000"),
            Reason::BadTimeClaim,
        ),
        (POOL.verifier(), token().claim("exp", 1), Reason::Expired),
        (
            POOL.verifier(),
            token().claim("iat", 9_000_000_000_u64),
            Reason::NotYetValid,
        ),
        (POOL.verifier(), POOL.id_token(), Reason::WrongTokenUse),
        (
            POOL.verifier(),
            token().without("token_use"),
            Reason::WrongTokenUse,
        ),
        (
            POOL.verifier(),
            token().claim("client_id", "another"),
            Reason::ClientMismatch,
        ),
        (
            POOL.verifier(),
            token().audience("https://other.example"),
            Reason::AudienceMismatch,
        ),
        (POOL.verifier(), token().without("sub"), Reason::BadClaim),
        (
            POOL.verifier(),
            token().claim("sub", Value::Null),
            Reason::BadClaim,
        ),
        (
            POOL.verifier(),
            token().claim("cognito:groups", [1]),
            Reason::BadClaim,
        ),
        (short, token(), Reason::TokenTooLarge),
        (aged, token().claim("iat", 1), Reason::TooOld),
        (revoking, token().subject("gone"), Reason::Revoked),
    ] {
        let refused = verifier.check_upstream(&context(&token)).await.unwrap_err();
        assert_eq!(refused.reason(), expected);
    }
    for claims in [
        "",
        "{",
        r#"{"sub":"a","sub":"b"}"#,
        "{} {}",
        "W10",
        "bnVsbA",
    ] {
        let refused = POOL.verifier().check_upstream(&handed_on(claims)).await;
        assert_eq!(
            refused.unwrap_err().reason(),
            Reason::MalformedToken,
            "{claims}"
        );
    }
}

/// Rules about who is *not* in a group, which nobody should write and somebody does.
#[tokio::test]
async fn no_custom_rule_is_asked_about_groups_that_cannot_be_told() {
    let rule = Policy::custom("not suspended", |claims| {
        !claims.groups().contains("suspended")
    });
    let auth = Authenticator::builder(POOL.verifier()).accept_upstream_verified();
    let auth = auth.require(rule).build().unwrap();
    let told =
        |token: TokenBuilder| UpstreamContext::of_gateway(&token.rest_api_context()).unwrap();
    let staff = || POOL.access_token().group("staff");
    let (suspended, both) = (staff().group("suspended"), staff().group("b"));
    for (context, is_let_in) in [
        (told(staff()), true),
        (told(suspended.clone()), false),
        (told(suspended).split_groups_at_commas(), false),
        (told(both.clone()), false),
        (told(both).split_groups_at_commas(), true),
    ] {
        let decided = decide(&auth, &TestHead::get("/").upstream(context)).await;
        let reason = decided.map(|_| ()).map_err(|refused| refused.reason());
        assert_eq!(
            reason,
            if is_let_in {
                Ok(())
            } else {
                Err(Reason::CustomRule)
            }
        );
    }
    let told = told(staff().group("b"));
    let claims = POOL.verifier().check_upstream(&told).await.unwrap();
    assert_eq!(claims.ambiguous_groups(), Some("staff,b"));
}

/// As behind a Lambda authorizer that found the token in the cookie.
#[tokio::test]
async fn beside_a_cookie_only_trusted_origins_bring_a_context() {
    let auth = Authenticator::builder(POOL.verifier())
        .accept_upstream_verified()
        .token_sources([TokenSource::cookie("__Host-token")])
        .trusted_origins(["https://app.example"]);
    let auth = auth.build().unwrap();
    for (origin, is_let_in) in [
        ("https://app.example", true),
        ("https://evil.example", false),
    ] {
        let head = TestHead::new("POST", "/").header("origin", origin);
        let head = head.header("sec-fetch-site", "cross-site");
        let decided = decide(&auth, &head.upstream(context(&POOL.access_token()))).await;
        let reason = decided.map(|_| ()).map_err(|refused| refused.reason());
        let expected = if is_let_in {
            Ok(())
        } else {
            Err(Reason::UntrustedOrigin)
        };
        assert_eq!(reason, expected, "{origin}");
    }
}

#[tokio::test]
async fn events_of_a_rest_api_are_told_by_their_dates() {
    let token = POOL.access_token().group("[admins]");
    let mut context = token.rest_api_context();
    context["authorizer"]["scopes"] = json!(["a"]);
    let told = UpstreamContext::of_gateway(&context).unwrap();
    assert_eq!(told.provenance(), Provenance::RestApi);
    let claims = POOL.verifier().check_upstream(&told).await.unwrap();
    assert!(claims.groups().is_empty());
}

#[test]
fn the_context_of_another_make_is_no_gateways_word() {
    let claims: Value = serde_json::from_str(&POOL.access_token().claims_json()).unwrap();
    for authorizer in [
        json!({"principalId": "x", "claims": claims}),
        json!({"principalId": "x", "claims": claims, "scopes": null}),
        json!({"principalId": "x", "jwt": {"claims": claims}}),
        json!({"lambda": {"claims": claims}}),
        json!({"lambda": {"jwt": {"claims": claims}}}),
    ] {
        let context = json!({"authorizer": authorizer});
        let refused = UpstreamContext::of_gateway(&context).unwrap_err();
        assert_eq!(refused.reason(), Reason::MissingToken);
    }
    let event = json!({"requestContext": POOL.access_token().http_api_context()});
    let refused = UpstreamContext::of_gateway(&event).unwrap_err();
    assert_eq!(refused.reason(), Reason::MalformedToken);
}

#[tokio::test]
async fn app_sync_writes_no_list_as_text() {
    let mut identity = POOL.access_token().app_sync_identity();
    identity["claims"]["cognito:groups"] = json!("admins");
    identity["groups"] = Value::Null;
    let told = UpstreamContext::of_app_sync(&identity).unwrap();
    for told in [told.clone(), told.split_groups_at_commas()] {
        let refused = POOL.verifier().check_upstream(&told).await.unwrap_err();
        assert_eq!(refused.reason(), Reason::BadClaim);
    }
    let mut identity = POOL.access_token().group("admins").app_sync_identity();
    identity["groups"] = json!(["others"]);
    let refused = UpstreamContext::of_app_sync(&identity).unwrap_err();
    assert_eq!(refused.reason(), Reason::MalformedToken);
}

#[tokio::test]
async fn an_id_token_is_taken_where_the_verifier_takes_them() {
    let verifier = POOL.verifier_builder().accept([TokenUse::Id]).build();
    let id = POOL.id_token();
    let claims = verifier.unwrap().check_upstream(&context(&id)).await;
    assert_eq!(claims.unwrap().token_use(), TokenUse::Id);
}

#[test]
fn a_context_is_there_or_not_or_of_no_known_form() {
    for (context, expected) in [
        (json!({}), Reason::MissingToken),
        (json!({"authorizer": null}), Reason::MissingToken),
        (json!({"authorizer": {}}), Reason::MissingToken),
        (
            json!({"authorizer": {"iam": {"userId": "x"}}}),
            Reason::MissingToken,
        ),
        (
            json!({"authorizer": {"principalId": "x"}}),
            Reason::MissingToken,
        ),
        (
            json!({"authorizer": {"claims": null}}),
            Reason::MissingToken,
        ),
        (json!({"authorizer": {"jwt": {}}}), Reason::MissingToken),
        (
            json!({"authorizer": {"jwt": {"claims": null}}}),
            Reason::MissingToken,
        ),
        (
            json!({"authorizer": {"lambda": {"other": 1}}}),
            Reason::MissingToken,
        ),
        (
            json!({"authorizer": {"cognito_claims": "[]"}}),
            Reason::MalformedToken,
        ),
        (
            json!({"authorizer": {"cognito_claims": {}}}),
            Reason::MalformedToken,
        ),
        (
            json!({"authorizer": {"claims": "sub=1"}}),
            Reason::MalformedToken,
        ),
        (json!({"authorizer": {"jwt": []}}), Reason::MalformedToken),
        (json!({"authorizer": "admin"}), Reason::MalformedToken),
        (json!([]), Reason::MalformedToken),
        (json!("admin"), Reason::MalformedToken),
    ] {
        let refused = UpstreamContext::of_gateway(&context).unwrap_err();
        assert_eq!(refused.reason(), expected, "{context}");
    }
    let refused = UpstreamContext::of_app_sync(&Value::Null).unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingToken);
}

#[test]
fn debug_prints_no_claim() {
    let context = context(&POOL.access_token().subject("private"));
    assert_eq!(
        format!("{context:?}"),
        "UpstreamContext { provenance: LambdaAuthorizer, .. }"
    );
}

/// A registry that answers later, or fails.
#[derive(Debug)]
struct Later(Option<UserPoolId>);

impl PoolRegistry for Later {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let known = self
                .0
                .as_ref()
                .ok_or_else(|| PoolLookupError::new("down"))?;
            Ok((known == id).then(|| UserPool::with_any_client(id.clone())))
        })
    }
}

#[tokio::test]
async fn a_registry_is_waited_for() {
    let verifier = |registry| {
        let builder = Verifier::builder().pool_registry(registry);
        let builder = builder.clock(POOL.clock().clone()).fetcher(POOL.clone());
        builder.build().unwrap()
    };
    let told = context(&POOL.access_token());
    let found = verifier(Later(Some(POOL.id().clone())));
    assert!(found.check_upstream(&told).await.is_ok());
    let other: UserPoolId = "eu-west-1_Other".parse().unwrap();
    let head = TestHead::get("/me").upstream(told);
    for (registry, expected) in [
        (Later(Some(other)), Reason::UnknownIssuer),
        (Later(None), Reason::PoolLookupFailed),
    ] {
        let refused = decide(&accepting(verifier(registry)), &head).await;
        assert_eq!(refused.unwrap_err().reason(), expected);
    }
}

/// A store that answers later.
#[derive(Debug)]
struct Slow;

impl Revocation for Slow {
    fn check<'a>(&'a self, claims: &'a CognitoClaims) -> RevocationCheck {
        let status = match claims.subject() {
            "gone" => RevocationStatus::Revoked,
            _ => RevocationStatus::Active,
        };
        RevocationCheck::Pending(Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(status)
        }))
    }
}

#[tokio::test]
async fn a_revocation_store_is_waited_for() {
    let verifier = POOL.verifier_builder().revocation(Slow).build().unwrap();
    let auth = accepting(verifier.clone());
    for (subject, is_let_in) in [("gone", false), ("here", true)] {
        let told = context(&POOL.access_token().subject(subject));
        assert_eq!(verifier.check_upstream(&told).await.is_ok(), is_let_in);
        let head = TestHead::get("/me").upstream(told);
        assert_eq!(decide(&auth, &head).await.is_ok(), is_let_in);
    }
}
