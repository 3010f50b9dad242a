//! Nothing that a token holds gets into an error, an answer, a log or the `Debug` of claims.

use std::{error::Error, fmt::Write as _, time::Duration};

use cognito_core::{
    Authenticator, AuthenticatorBuilder, Policy, Reason, Rejection,
    test_util::{TestHead, TestPool, TokenBuilder},
};
use serde_json::json;

use crate::{
    cause::Site,
    log::Log,
    request::{bearer, decide},
};

/// In every value below, and nowhere else.
const MARKER: &str = "Zx9Marker";

fn marked(token: TokenBuilder) -> TokenBuilder {
    crate::cause::marked(token, MARKER)
}

/// Tokens that are refused at every step, with markers wherever a value is free.
fn refused(pool: &TestPool) -> Vec<(String, Reason)> {
    use Reason::{
        AlgNotAllowed, AudienceMismatch, BadClaim, BadSignature, BadTimeClaim, ClientMismatch,
        CritNotUnderstood, Expired, InsufficientScope, MalformedToken, NotYetValid, UnknownIssuer,
        UnknownKid, WrongTokenUse,
    };
    let good = || marked(pool.access_token());
    let twice = good()
        .claims_json()
        .replacen('{', &format!(r#"{{"{MARKER}":1,"#), 1);
    let cut = good().claims_json().replacen("true", MARKER, 1) + MARKER;
    let (signed, signature) = {
        let (one, other) = (good().mint(), good().claim("x", 1).mint());
        let signature = other.rsplit_once('.').unwrap().1.to_owned();
        (one.rsplit_once('.').unwrap().0.to_owned(), signature)
    };
    vec![
        (MARKER.to_owned(), MalformedToken),
        (format!("{MARKER}.{MARKER}.{MARKER}"), MalformedToken),
        (format!("{MARKER}...."), Reason::EncryptedToken),
        (MARKER.repeat(5000), Reason::TokenTooLarge),
        (good().mint_payload(&twice), MalformedToken),
        (good().mint_payload(&cut), MalformedToken),
        (good().header("alg", MARKER).mint(), AlgNotAllowed),
        (good().header("alg", [MARKER]).mint(), MalformedToken),
        (good().header("crit", [MARKER]).mint(), CritNotUnderstood),
        (good().header("kid", [MARKER]).mint(), MalformedToken),
        (good().header("kid", MARKER).mint(), UnknownKid),
        (good().claim("iss", MARKER).mint(), UnknownIssuer),
        (good().claim("iss", [MARKER]).mint(), BadClaim),
        (good().claim("exp", MARKER).mint(), BadTimeClaim),
        (good().claim("exp", 1).mint(), Expired),
        (good().claim("nbf", 9_000_000_000_u64).mint(), NotYetValid),
        (good().claim("token_use", MARKER).mint(), WrongTokenUse),
        (good().claim("token_use", [MARKER]).mint(), BadClaim),
        (good().claim("client_id", MARKER).mint(), ClientMismatch),
        (good().claim("client_id", [MARKER]).mint(), BadClaim),
        (format!("{signed}.{signature}"), BadSignature),
        (good().claim("aud", MARKER).mint(), AudienceMismatch),
        (good().claim("aud", json!({MARKER: 1})).mint(), BadClaim),
        (good().claim("sub", [MARKER]).mint(), BadClaim),
        (good().claim("cognito:groups", MARKER).mint(), BadClaim),
        (good().claim("username", [MARKER]).mint(), BadClaim),
        (good().claim("auth_time", MARKER).mint(), BadTimeClaim),
        (good().mint(), InsufficientScope),
    ]
}

/// Whatever can be read off a refusal.
fn everything_said(rejection: &Rejection) -> String {
    let mut said = format!("{rejection:?} {rejection:#?}");
    let mut error: Option<&dyn Error> = Some(rejection.error());
    while let Some(link) = error {
        write!(said, " {link} {link:#} {link:?} {link:#?}").unwrap();
        error = link.source();
    }
    for (name, value) in rejection.headers() {
        write!(said, " {name}: {value}").unwrap();
    }
    said + &rejection.body()
}

#[track_caller]
fn assert_clean(said: &str, token: &str) {
    assert!(!said.contains(MARKER), "{said}");
    let segments = token.split('.').filter(|segment| segment.len() > 8);
    for segment in segments {
        // The beginning would be enough to tell one token from another, and the end to complete a known beginning.
        let (beginning, end) = (
            &segment[..segment.len().min(24)],
            &segment[segment.len().saturating_sub(24)..],
        );
        assert!(!said.contains(beginning) && !said.contains(end), "{said}");
    }
}

/// Every reason, with markers wherever whoever sends the request is free.
#[test]
fn no_reason_repeats_anything() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let modes: [fn(AuthenticatorBuilder) -> AuthenticatorBuilder; 3] = [
        |auth| auth,
        AuthenticatorBuilder::development_mode_even_in_release,
        |auth| auth.refusal_body("text/plain", |error| format!("{error} {error:?}")),
    ];
    for mode in modes {
        let site = Site::new(MARKER, mode);
        let log = Log::default();
        let mut said = String::new();
        log.listen(|| {
            for reason in Reason::ALL.iter().copied() {
                said += &everything_said(&runtime.block_on(site.cause(reason)));
            }
        });
        let sent = site.sent();
        assert!(sent.len() >= 28, "{}", sent.len());
        for token in sent {
            assert_clean(&said, &token);
            assert_clean(&log.written(), &token);
        }
    }
}

#[tokio::test]
async fn refusals_repeat_nothing() {
    let pool = TestPool::new();
    for available in [true, false] {
        pool.set_available(available);
        let auth = Authenticator::builder(pool.verifier())
            .require(Policy::scope("wanted") & Policy::group("wanted"))
            .development_mode_even_in_release()
            .build()
            .unwrap();
        for (token, reason) in refused(&pool) {
            let rejection = decide(&auth, &bearer(&token)).await.unwrap_err();
            if available {
                assert_eq!(rejection.reason(), reason);
            }
            assert_clean(&everything_said(&rejection), &token);
        }
    }
}

#[tokio::test]
async fn credentials_of_other_forms_are_not_repeated_either() {
    let auth = Authenticator::new(TestPool::new().verifier());
    for value in [
        MARKER.to_owned(),
        format!("Basic {MARKER}"),
        format!("{MARKER} x"),
        format!("Bearer {MARKER} {MARKER}"),
        format!("Bearer \"{MARKER}\""),
        format!("Bearer {MARKER}"),
    ] {
        let head = TestHead::get("/").header("authorization", value.clone());
        let rejection = decide(&auth, &head).await.unwrap_err();
        assert_clean(&everything_said(&rejection), "");
    }
}

/// serde's messages quote what they could not read.
#[tokio::test]
async fn custom_claims_that_do_not_fit_are_not_quoted() {
    #[derive(Clone, Debug, serde::Deserialize)]
    struct Wanted {
        #[serde(rename = "custom:tenant")]
        _tenant: u64,
    }
    let pool = TestPool::new();
    let token = marked(pool.access_token()).mint();
    let claims = pool.verifier().verify_access(&token).await.unwrap();
    let error = claims.with_custom::<Wanted>().unwrap_err();
    assert_eq!(error.reason(), Reason::BadCustomClaims);
    assert_clean(&format!("{error} {error:?}"), &token);
    assert!(error.source().is_none());
}

#[test]
fn logs_are_clean() {
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    log.listen(|| {
        runtime.block_on(async {
            refusals_under_a_log(Duration::from_secs(1)).await;
        });
    });
    let written = log.written();
    assert!(written.contains("unknown_kid"), "{written}");
    assert!(written.contains("alg_not_allowed"), "{written}");
    assert!(!written.contains(MARKER), "{written}");
}

async fn refusals_under_a_log(step: Duration) {
    let pool = TestPool::new();
    let auth = Authenticator::new(pool.verifier());
    for (token, _) in refused(&pool) {
        let _ = decide(&auth, &bearer(&token)).await;
        pool.clock().advance(step);
    }
    pool.set_available(false);
    let unknown = marked(pool.access_token()).header("kid", format!("{MARKER} 2"));
    let _ = decide(&auth, &bearer(&unknown.mint())).await;
}
