//! Section 10 of the rules: every reason comes out of the public API, with its answer, its log line and its hint.

use cognito_core::{AuthenticatorBuilder, Reason, RefusalClass, Rejection};
use serde_json::Value;

use crate::{cause::Site, log::Log};

/// What a client reads: section 9. The challenge without its scheme and realm.
fn answer(reason: Reason) -> (RefusalClass, u16, Option<&'static str>) {
    use RefusalClass as Class;
    const NOT_VALID: &str = r#", error="invalid_token", error_description="token not valid""#;
    match reason {
        Reason::MissingToken | Reason::NotBearer => (Class::NoCredentials, 401, Some("")),
        Reason::MalformedRequest | Reason::ConflictingTokens => (
            Class::InvalidRequest,
            400,
            Some(r#", error="invalid_request", error_description="credentials malformed""#),
        ),
        Reason::Expired => (
            Class::InvalidToken,
            401,
            Some(r#", error="invalid_token", error_description="token expired""#),
        ),
        Reason::UntrustedOrigin
        | Reason::WrongPrincipal
        | Reason::ClientNotAllowed
        | Reason::MissingGroup
        | Reason::CustomRule
        | Reason::BadCustomClaims => (Class::Forbidden, 403, Some("")),
        Reason::InsufficientScope => (
            Class::InsufficientScope,
            403,
            Some(r#", error="insufficient_scope", scope="orders/read""#),
        ),
        Reason::StaleAuthentication => (
            Class::InsufficientAuthentication,
            401,
            Some(r#", error="insufficient_user_authentication", max_age="300""#),
        ),
        Reason::InsufficientAcr => (
            Class::InsufficientAuthentication,
            401,
            Some(r#", error="insufficient_user_authentication", acr_values="high""#),
        ),
        Reason::KeysUnavailable | Reason::PoolLookupFailed | Reason::RevocationUnavailable => {
            (Class::Unavailable, 503, None)
        }
        Reason::LayerMissing => (Class::Misconfigured, 500, None),
        _ => (Class::InvalidToken, 401, Some(NOT_VALID)),
    }
}

fn header(rejection: &Rejection, name: &str) -> Option<String> {
    let mut headers = rejection.headers();
    let (_, value) = headers.find(|(n, _)| *n == name)?;
    Some(value.into_owned())
}

fn body(rejection: &Rejection) -> Value {
    serde_json::from_str(&rejection.body()).unwrap()
}

fn plain() -> Site {
    Site::new("marker", |auth| auth)
}

#[tokio::test]
async fn every_reason_comes_out_with_its_class_status_and_challenge() {
    let site = plain();
    for reason in Reason::ALL.iter().copied() {
        let rejection = site.cause(reason).await;
        let (class, status, challenge) = answer(reason);
        assert_eq!(rejection.reason(), reason);
        assert_eq!(rejection.error().reason(), reason);
        assert_eq!(reason.class(), class, "{reason}");
        assert_eq!(
            (class.status(), rejection.status()),
            (status, status),
            "{reason}"
        );
        let challenge = challenge.map(|rest| format!(r#"Bearer realm="cognito"{rest}"#));
        assert_eq!(
            header(&rejection, "www-authenticate"),
            challenge,
            "{reason}"
        );
        assert_eq!(
            header(&rejection, "retry-after").is_some(),
            status == 503,
            "{reason}"
        );
        assert_eq!(
            header(&rejection, "cache-control").as_deref(),
            Some("no-store"),
            "{reason}"
        );
        assert_eq!(body(&rejection)["status"], status, "{reason}");
    }
}

#[tokio::test]
async fn only_development_mode_tells_the_client_why() {
    let plain = plain();
    let telling = Site::new(
        "marker",
        AuthenticatorBuilder::development_mode_even_in_release,
    );
    for reason in Reason::ALL.iter().copied() {
        let silent = plain.cause(reason).await;
        let body_of_silent = body(&silent);
        assert_eq!(body_of_silent.get("reason"), None, "{reason}");
        assert_eq!(body_of_silent.get("hint"), None, "{reason}");
        let told = telling.cause(reason).await;
        // Where nothing is configured there is no mode either.
        if reason != Reason::LayerMissing {
            let mut body_of_told = body(&told);
            assert_eq!(body_of_told["reason"], reason.as_str());
            assert_eq!(body_of_told["hint"], reason.hint());
            let members = body_of_told.as_object_mut().unwrap();
            members.retain(|name, _| name != "reason" && name != "hint");
            assert_eq!(body_of_told, body_of_silent, "{reason}");
        }
        for name in ["www-authenticate", "content-type", "cache-control"] {
            assert_eq!(header(&told, name), header(&silent, name), "{reason}");
        }
    }
}

#[test]
fn every_refusal_is_logged_with_its_reason_and_hint() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let site = plain();
    for reason in Reason::ALL.iter().copied() {
        let log = Log::default();
        log.listen(|| runtime.block_on(site.cause(reason)));
        let written = log.written();
        let lines: Vec<_> = written.lines().collect();
        assert!(
            lines.contains(&&*format!("reason={:?}", reason.as_str())),
            "{written}"
        );
        assert!(
            lines.contains(&&*format!("hint={:?}", reason.hint())),
            "{written}"
        );
    }
}
