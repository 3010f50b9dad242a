//! Section 9 of the rules, as far as no framework is needed.

use std::sync::LazyLock;

use super::*;
use crate::{
    TokenUse,
    test_util::{TestHead, TestPool},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn builder() -> AuthenticatorBuilder {
    let both = [TokenUse::Access, TokenUse::Id];
    Authenticator::builder(POOL.verifier_builder().accept(both).build().unwrap())
}

fn auth() -> Authenticator {
    builder().build().unwrap()
}

fn good() -> TestHead {
    TestHead::get("/").bearer(&POOL.access_token().mint())
}

fn anonymous() -> TestHead {
    TestHead::get("/")
}

fn authorization(value: &str) -> TestHead {
    anonymous().header("authorization", value)
}

fn preflight() -> TestHead {
    TestHead::new("OPTIONS", "/")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "PUT")
}

async fn decide(auth: &Authenticator, head: &TestHead) -> Result<Authentication, Rejection> {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided,
        Step::Pending(waiting) => waiting.await,
    }
}

/// Status, and what follows the scheme in the challenge.
fn answer(rejection: &Rejection) -> (u16, Option<String>) {
    let challenge = rejection
        .headers()
        .find(|(name, _)| *name == "www-authenticate");
    let challenge = challenge.map(|(_, value)| {
        let rest = value.strip_prefix(r#"Bearer realm="cognito""#).unwrap();
        rest.to_owned()
    });
    (rejection.status(), challenge)
}

#[tokio::test]
async fn each_kind_of_credentials_has_its_answer() {
    let malformed = r#", error="invalid_request", error_description="credentials malformed""#;
    let not_valid = r#", error="invalid_token", error_description="token not valid""#;
    let expired = r#", error="invalid_token", error_description="token expired""#;
    let two = |first: &str, second: &str| authorization(first).header("authorization", second);
    let stale = POOL.access_token().claim("exp", 1).mint();
    for (head, status, challenge) in [
        (anonymous(), 401, ""),
        (authorization("Basic dTpw"), 401, ""),
        (authorization("Digest a=\"b\""), 401, ""),
        (authorization(""), 400, malformed),
        (authorization("Bearer"), 400, malformed),
        (authorization("Bearer "), 400, malformed),
        (authorization("Bearer a b"), 400, malformed),
        (authorization("Bearer Bearer a"), 400, malformed),
        (authorization("Bearer a,b"), 400, malformed),
        (authorization("Bearer ä"), 400, malformed),
        (authorization("Bearer  a"), 400, malformed),
        (two("Basic dTpw", "Bearer a"), 400, malformed),
        (two("Basic dTpw", "Basic dTpw"), 400, malformed),
        (authorization("Bearer a"), 401, not_valid),
        (authorization("bEARER abc/+~=="), 401, not_valid),
        (authorization("Bearer a.b.c.d.e"), 401, not_valid),
        (anonymous().bearer(&stale), 401, expired),
    ] {
        let rejection = decide(&auth(), &head).await.unwrap_err();
        let expected = (status, Some(challenge.to_owned()));
        assert_eq!(answer(&rejection), expected, "{}", rejection.reason());
    }
    assert!(decide(&auth(), &good()).await.is_ok());
}

/// Where only the `Authorization` header is looked at, a token's characters are looked at last; with several sources first.
#[tokio::test]
async fn an_answer_does_not_depend_on_when_characters_are_looked_at() {
    let alone = auth();
    let sources = [TokenSource::bearer(), TokenSource::header("x-token")];
    let among_others = builder().token_sources(sources).build().unwrap();
    let good = POOL.access_token().mint();
    for put in [
        "", " ", "=", "==", "+", "~", "/", ",", "\"", ".", "ä", "A", "\t",
    ] {
        for at in [0, 1, good.find('.').unwrap(), good.len() - 1, good.len()] {
            let mut token = good.clone();
            token.insert_str(at, put);
            let head = anonymous().bearer(&token);
            let expected = decide(&among_others, &head).await.map_err(|r| r.reason());
            let decided = decide(&alone, &head).await.map_err(|r| r.reason());
            assert_eq!(decided.err(), expected.err(), "{put:?} at {at}");
        }
    }
}

/// What is found out about an unverified token stays inside.
#[tokio::test]
async fn bad_tokens_are_told_apart_in_logs_only() {
    let auth = Authenticator::new(POOL.verifier());
    for bad in POOL.bad_tokens() {
        let head = anonymous().bearer(bad.token());
        let rejection = decide(&auth, &head).await;
        let Err(rejection) = rejection else {
            panic!("{} is accepted", bad.name());
        };
        assert_eq!(rejection.reason(), bad.reason(), "{}", bad.name());
        let description = match bad.reason() {
            Reason::Expired => "token expired",
            _ => "token not valid",
        };
        let expected = format!(r#", error="invalid_token", error_description="{description}""#);
        assert_eq!(answer(&rejection), (401, Some(expected)), "{}", bad.name());
        assert!(!rejection.body().contains("reason"), "{}", bad.name());
    }
}

#[tokio::test]
async fn unavailable_keys_are_a_503_with_a_time() {
    let pool = TestPool::new();
    pool.set_available(false);
    let auth = Authenticator::new(pool.verifier());
    let head = anonymous().bearer(&pool.access_token().mint());
    let rejection = decide(&auth, &head).await.unwrap_err();
    assert_eq!(answer(&rejection), (503, None));
    let wait = rejection.headers().find(|(name, _)| *name == "retry-after");
    assert!(wait.unwrap().1.parse::<u32>().unwrap() >= 1);
}

#[tokio::test]
async fn an_optional_route_takes_no_token_but_no_bad_one() {
    let auth = builder().optional().build().unwrap();
    for head in [anonymous(), authorization("Basic dTpw"), preflight()] {
        let decided = decide(&auth, &head).await.unwrap();
        assert!(decided.claims().is_none());
    }
    assert!(decide(&auth, &good()).await.unwrap().claims().is_some());
    for (head, reason) in [
        (authorization("Bearer a"), Reason::MalformedToken),
        (authorization("Bearer"), Reason::MalformedRequest),
        (authorization(""), Reason::MalformedRequest),
        (
            authorization("Basic a").header("authorization", "x"),
            Reason::MalformedRequest,
        ),
    ] {
        let rejection = decide(&auth, &head).await.unwrap_err();
        assert_eq!(rejection.reason(), reason);
    }
}

#[tokio::test]
async fn a_preflight_is_refused_unless_told_otherwise() {
    let rejection = decide(&auth(), &preflight()).await.unwrap_err();
    assert_eq!(rejection.reason(), Reason::MissingToken);
    let allowing = builder().allow_preflight().build().unwrap();
    assert!(
        decide(&allowing, &preflight())
            .await
            .unwrap()
            .claims()
            .is_none()
    );
    // Half a preflight is none.
    for head in [
        anonymous(),
        TestHead::new("OPTIONS", "/"),
        TestHead::new("OPTIONS", "/").header("origin", "https://app.example"),
        TestHead::new("OPTIONS", "/").header("access-control-request-method", "PUT"),
        TestHead::new("GET", "/")
            .header("origin", "https://app.example")
            .header("access-control-request-method", "PUT"),
    ] {
        let rejection = decide(&allowing, &head).await.unwrap_err();
        assert_eq!(rejection.reason(), Reason::MissingToken);
    }
}

/// The policy goes by the verifier's clock, not by the host's.
#[tokio::test]
async fn a_policy_is_applied_at_the_verifiers_time() {
    let recent = Policy::max_auth_age(std::time::Duration::from_secs(300));
    let auth = builder().require(recent.clone()).build().unwrap();
    let decided = decide(&auth, &good()).await.unwrap();
    assert!(Authentication::require(Some(&decided), &recent, &good()).is_ok());
    let old = POOL.access_token().claim("auth_time", 1).mint();
    let rejection = decide(&auth, &anonymous().bearer(&old)).await.unwrap_err();
    let expected = r#", error="insufficient_user_authentication", max_age="300""#;
    assert_eq!(answer(&rejection), (401, Some(expected.to_owned())));
    let machine = anonymous().bearer(&POOL.machine_token().mint());
    let rejection = decide(&auth, &machine).await.unwrap_err();
    assert_eq!(answer(&rejection), (403, Some(String::new())));
}

#[tokio::test]
async fn a_later_policy_closes_what_nobody_decided_about() {
    let everyone = Policy::authenticated();
    let optional = builder().optional().build().unwrap();
    let decided = decide(&optional, &anonymous()).await.unwrap();
    let rejection = Authentication::require(Some(&decided), &everyone, &anonymous()).unwrap_err();
    assert_eq!(rejection.reason(), Reason::MissingToken);
    let rejection = Authentication::require(None, &everyone, &anonymous()).unwrap_err();
    assert_eq!(answer(&rejection), (500, None));
    let decided = decide(&optional, &good()).await.unwrap();
    let scope = Policy::scope("missing");
    let rejection = Authentication::require(Some(&decided), &scope, &good()).unwrap_err();
    let expected = r#", error="insufficient_scope", scope="missing""#;
    assert_eq!(answer(&rejection), (403, Some(expected.to_owned())));
}

#[tokio::test]
async fn every_challenge_has_its_realm_and_metadata() {
    let auth = builder()
        .realm("my API")
        .resource_metadata("https://api.example/.well-known/oauth-protected-resource")
        .build()
        .unwrap();
    for head in [
        anonymous(),
        authorization("Bearer"),
        authorization("Bearer a"),
    ] {
        let rejection = decide(&auth, &head).await.unwrap_err();
        let headers: Vec<_> = rejection.headers().collect();
        let (_, challenge) = headers
            .iter()
            .find(|(name, _)| *name == "www-authenticate")
            .unwrap();
        assert!(
            challenge.starts_with(r#"Bearer realm="my API""#),
            "{challenge}"
        );
        let metadata =
            r#", resource_metadata="https://api.example/.well-known/oauth-protected-resource""#;
        assert!(challenge.ends_with(metadata), "{challenge}");
        assert!(headers.contains(&("cache-control", "no-store".into())));
    }
}

#[tokio::test]
async fn an_authenticator_and_another_verifier_in_reach_close_the_route() {
    let (auth, other) = (auth(), POOL.verifier());
    let decided = decide(&auth, &good()).await.unwrap();
    let own = &auth.0.verifier;
    let step = |reach: Reach| match reach.decide(&good()) {
        Step::Ready(step) => step.map_err(|rejection| answer(&rejection)),
        Step::Pending(_) => panic!("the key is at hand"),
    };
    for too_much in [
        Reach::of(Some(&auth), Some(&other)),
        Reach::of([&auth, &auth], None),
        Reach::of(None, [own, own]),
    ] {
        assert!(too_much.taken_over(Some(&decided)).is_none());
        assert_eq!(step(too_much).unwrap_err(), (500, None));
    }
    assert!(step(Reach::of(Some(&auth), Some(own))).is_ok());
    assert!(step(Reach::of(None, Some(own))).is_ok());
    assert_eq!(step(Reach::of(None, None)).unwrap_err(), (500, None));
}

#[tokio::test]
async fn a_decision_counts_for_its_own_authenticator_and_verifier() {
    let (auth, other) = (auth(), auth());
    let decided = decide(&auth, &good()).await.unwrap();
    let (own, foreign) = (&auth.0.verifier, &other.0.verifier);
    for (auth, verifier, expected) in [
        (None, None, true),
        (Some(&auth), None, true),
        (Some(&auth), Some(own), true),
        (None, Some(own), true),
        (Some(&other), None, false),
        (None, Some(foreign), false),
        (Some(&auth), Some(foreign), false),
        (Some(&other), Some(own), false),
    ] {
        let reach = Reach::of(auth, verifier);
        assert_eq!(reach.taken_over(Some(&decided)).is_some(), expected);
        assert!(reach.taken_over(None).is_none());
    }
}

#[tokio::test]
async fn a_second_policy_adds_to_the_first() {
    let (members, readers) = (|| Policy::group("members"), || Policy::scope("read"));
    let token = || POOL.access_token();
    for auth in [
        builder().require(members()).require(readers()),
        builder().require(readers()).require(members()),
        builder()
            .require(members() & readers())
            .require(Policy::authenticated()),
    ] {
        let auth = auth.build().unwrap();
        for (token, reason) in [
            (token().scope("read"), Some(Reason::MissingGroup)),
            (token().group("members"), Some(Reason::InsufficientScope)),
            (token().group("members").scope("read"), None),
        ] {
            let head = anonymous().bearer(&token.mint());
            let decided = decide(&auth, &head).await;
            assert_eq!(decided.err().map(|r| r.reason()), reason, "{auth:?}");
        }
    }
    let refused = builder().optional().require(Policy::authenticated());
    assert!(refused.require(members()).build().is_err());
}

#[tokio::test]
async fn who_leaves_the_token_away_is_anonymous_and_who_brings_one_meets_the_policy() {
    let members = builder().require(Policy::group("members")).build().unwrap();
    let visitors = members.or_anonymous();
    for head in [anonymous(), authorization("Basic dTpw"), preflight()] {
        let decided = decide(&visitors, &head).await.unwrap();
        assert!(decided.claims().is_none());
        let rejection = decide(&members, &head).await.unwrap_err();
        assert_eq!(rejection.status(), 401);
    }
    let member = anonymous().bearer(&POOL.access_token().group("members").mint());
    assert!(decide(&visitors, &member).await.unwrap().claims().is_some());
    for (head, reason) in [
        (good(), Reason::MissingGroup),
        (authorization("Bearer a"), Reason::MalformedToken),
        (authorization("Bearer"), Reason::MalformedRequest),
    ] {
        let rejection = decide(&visitors, &head).await.unwrap_err();
        assert_eq!(rejection.reason(), reason);
    }
}

#[tokio::test]
async fn the_anonymous_form_keeps_realm_and_sources() {
    let auth = builder()
        .realm("my API")
        .token_sources([TokenSource::header("x-token")]);
    let auth = auth.build().unwrap().or_anonymous();
    let head = anonymous().header("x-token", "a");
    let rejection = decide(&auth, &head).await.unwrap_err();
    let mut headers = rejection.headers();
    let challenge = headers.find(|(name, _)| *name == "www-authenticate");
    assert!(
        challenge
            .unwrap()
            .1
            .starts_with(r#"Bearer realm="my API", "#)
    );
    assert!(auth.token_headers().eq(["x-token"]));
    assert!(
        Arc::ptr_eq(&auth.0, &auth.or_anonymous().0),
        "there is nothing to change"
    );
}

#[tokio::test]
async fn what_is_required_besides_adds_to_the_policy_and_ends_anonymity() {
    let members = builder().require(Policy::group("members")).build().unwrap();
    let editors = members.requiring(Policy::scope("write"));
    let member = anonymous().bearer(&POOL.access_token().group("members").mint());
    assert!(decide(&members, &member).await.is_ok());
    let editor = POOL.access_token().group("members").scope("write");
    let stranger = POOL.access_token().scope("write").mint();
    for (head, expected) in [
        (anonymous(), Some(Reason::MissingToken)),
        (member, Some(Reason::InsufficientScope)),
        (anonymous().bearer(&stranger), Some(Reason::MissingGroup)),
        (anonymous().bearer(&editor.mint()), None),
    ] {
        for auth in [
            &editors,
            &members.or_anonymous().requiring(Policy::scope("write")),
        ] {
            let refused = decide(auth, &head).await.err();
            assert_eq!(refused.map(|rejection| rejection.reason()), expected);
        }
    }
    let visitors = builder().optional().build().unwrap();
    let users = visitors.requiring(Policy::authenticated());
    let rejection = decide(&users, &anonymous()).await.unwrap_err();
    assert_eq!(rejection.reason(), Reason::MissingToken);
}

#[tokio::test]
async fn a_verifier_is_an_authenticator_that_wants_a_token() {
    let auth = Authenticator::from(POOL.verifier());
    assert!(decide(&auth, &good()).await.is_ok());
    let rejection = decide(&auth, &anonymous()).await.unwrap_err();
    assert_eq!(rejection.reason(), Reason::MissingToken);
}
