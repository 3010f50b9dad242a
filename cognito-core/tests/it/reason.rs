//! Section 10 of the specification: every reason comes out of the public API, with its answer, its log line and its hint.

use std::time::Duration;

use cognito_core::{
    AccessClaims, Authentication, Authenticator, AuthenticatorBuilder, Policy, Reason,
    RefusalClass, Rejection, Step, TokenSource, VerifierBuilder,
    test_util::{TestHead, TestPool, TokenBuilder},
};
use serde_json::{Value, json};

use crate::{
    log::Log,
    request::{bearer, decide},
};

/// Nothing can cause these yet: there is no source of tokens in cookies, no registry of pools, no revocation.
const UNREACHABLE: [Reason; 4] = [
    Reason::UntrustedOrigin,
    Reason::PoolLookupFailed,
    Reason::Revoked,
    Reason::RevocationUnavailable,
];

/// A place where refusals are caused.
struct Site {
    pool: TestPool,
    auth: fn(AuthenticatorBuilder) -> AuthenticatorBuilder,
}

impl Site {
    fn authenticator(
        &self,
        policy: Policy,
        with: fn(VerifierBuilder) -> VerifierBuilder,
    ) -> Authenticator {
        let verifier = with(self.pool.verifier_builder()).build().unwrap();
        let sources = [TokenSource::bearer(), TokenSource::header("x-token")];
        let builder = Authenticator::builder(verifier).token_sources(sources);
        (self.auth)(builder).require(policy).build().unwrap()
    }

    async fn refuse(&self, head: TestHead) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), |verifier| verifier);
        decide(&auth, &head).await.unwrap_err()
    }

    async fn refuse_token(&self, token: &str) -> Rejection {
        self.refuse(bearer(token)).await
    }

    /// Refuses a good token with one fault.
    async fn spoil(&self, spoil: impl FnOnce(TokenBuilder) -> TokenBuilder) -> Rejection {
        self.refuse_token(&spoil(self.pool.access_token()).mint())
            .await
    }

    async fn claim(&self, name: &str, value: Value) -> Rejection {
        self.spoil(|token| token.claim(name, value)).await
    }

    async fn header(&self, name: &str, value: Value) -> Rejection {
        self.spoil(|token| token.header(name, value)).await
    }

    /// Refuses a good token by a policy.
    async fn policy(&self, policy: Policy) -> Rejection {
        let auth = self.authenticator(policy, |verifier| verifier);
        let token = self.pool.access_token().claim("auth_time", 1).mint();
        decide(&auth, &bearer(&token)).await.unwrap_err()
    }

    async fn altered_signature(&self) -> Rejection {
        let token = self.pool.access_token();
        let (one, other) = (token.mint(), token.subject("another").mint());
        let ((signed, _), (_, signature)) = (
            one.rsplit_once('.').unwrap(),
            other.rsplit_once('.').unwrap(),
        );
        self.refuse_token(&format!("{signed}.{signature}")).await
    }

    async fn unavailable_keys(&self) -> Rejection {
        self.pool.set_available(false);
        let rejection = self.spoil(|token| token).await;
        self.pool.set_available(true);
        rejection
    }

    async fn too_old(&self) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), |verifier| {
            verifier.max_token_age(Duration::from_secs(300))
        });
        let token = self.pool.access_token().claim("iat", 1_762_999_699).mint();
        decide(&auth, &bearer(&token)).await.unwrap_err()
    }

    async fn custom_claims(&self) -> Rejection {
        #[derive(Clone, Debug, serde::Deserialize)]
        struct Wanted {
            #[serde(rename = "custom:tenant")]
            _tenant: String,
        }
        let auth = self.authenticator(Policy::authenticated(), |verifier| verifier);
        let token = self.pool.access_token().mint();
        let decided = decide(&auth, &bearer(&token)).await.unwrap();
        decided.extract::<AccessClaims<Wanted>>().unwrap_err()
    }

    fn nothing_in_reach() -> Rejection {
        match Authentication::for_extractor(None, None, None, &TestHead::get("/")) {
            Step::Ready(decided) => decided.unwrap_err(),
            Step::Pending(_) => panic!("nothing to wait for"),
        }
    }

    /// A request that is refused for this reason; `None` where nothing can cause it.
    async fn cause(&self, reason: Reason) -> Option<Rejection> {
        let get = TestHead::get;
        Some(match reason {
            Reason::MissingToken => self.refuse(get("/")).await,
            Reason::NotBearer => {
                self.refuse(get("/").header("authorization", "Basic dTpw"))
                    .await
            }
            Reason::MalformedRequest => {
                self.refuse(get("/").header("authorization", "Bearer"))
                    .await
            }
            Reason::ConflictingTokens => self.refuse(bearer("a").header("x-token", "b")).await,
            Reason::MalformedToken => self.refuse_token("a").await,
            Reason::EncryptedToken => self.refuse_token("a.b.c.d.e").await,
            Reason::TokenTooLarge => self.refuse_token(&"a".repeat(32 * 1024 + 1)).await,
            Reason::AlgNotAllowed => self.header("alg", json!("none")).await,
            Reason::CritNotUnderstood => self.header("crit", json!(["exp"])).await,
            Reason::KidMissing => self.spoil(|token| token.without_header("kid")).await,
            Reason::UnknownIssuer => self.spoil(|token| token.without("iss")).await,
            Reason::UnknownKid => self.header("kid", json!("unknown")).await,
            Reason::KeysUnavailable => self.unavailable_keys().await,
            Reason::BadSignature => self.altered_signature().await,
            Reason::Expired => self.claim("exp", json!(1)).await,
            Reason::NotYetValid => self.claim("nbf", json!(9_000_000_000_u64)).await,
            Reason::TooOld => self.too_old().await,
            Reason::BadTimeClaim => self.claim("exp", json!("soon")).await,
            Reason::BadClaim => self.claim("sub", json!("")).await,
            Reason::WrongTokenUse => self.refuse_token(&self.pool.id_token().mint()).await,
            Reason::ClientMismatch => self.claim("client_id", json!("another")).await,
            Reason::AudienceMismatch => self.claim("aud", json!("https://another.example")).await,
            Reason::WrongPrincipal => self.policy(Policy::machine()).await,
            Reason::ClientNotAllowed => self.policy(Policy::client("another")).await,
            Reason::InsufficientScope => self.policy(Policy::scope("orders/read")).await,
            Reason::MissingGroup => self.policy(Policy::group("admins")).await,
            Reason::CustomRule => self.policy(Policy::custom("no", |_| false)).await,
            Reason::BadCustomClaims => self.custom_claims().await,
            Reason::StaleAuthentication => {
                self.policy(Policy::max_auth_age(Duration::from_secs(300)))
                    .await
            }
            Reason::InsufficientAcr => self.policy(Policy::acr(["high"])).await,
            Reason::LayerMissing => Self::nothing_in_reach(),
            _ => return None,
        })
    }
}

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
    Site {
        pool: TestPool::new(),
        auth: |auth| auth,
    }
}

#[tokio::test]
async fn every_reason_comes_out_with_its_class_status_and_challenge() {
    let site = plain();
    let mut unreachable = Vec::new();
    for reason in Reason::ALL.iter().copied() {
        let Some(rejection) = site.cause(reason).await else {
            unreachable.push(reason);
            continue;
        };
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
    assert_eq!(unreachable, UNREACHABLE);
}

#[tokio::test]
async fn only_development_mode_tells_the_client_why() {
    let (plain, telling) = (
        plain(),
        Site {
            pool: TestPool::new(),
            auth: AuthenticatorBuilder::development_mode_even_in_release,
        },
    );
    for reason in Reason::ALL.iter().copied() {
        let Some(silent) = plain.cause(reason).await else {
            continue;
        };
        let body_of_silent = body(&silent);
        assert_eq!(body_of_silent.get("reason"), None, "{reason}");
        assert_eq!(body_of_silent.get("hint"), None, "{reason}");
        let told = telling.cause(reason).await.unwrap();
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
        let caused = log.listen(|| runtime.block_on(site.cause(reason)));
        if caused.is_some() {
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
}
