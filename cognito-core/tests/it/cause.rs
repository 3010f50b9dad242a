//! A refusal for every reason, caused through the public API.

use std::{sync::Mutex, time::Duration};

use cognito_core::{
    AccessClaims, Authenticator, AuthenticatorBuilder, CognitoClaims, Policy, Reach, Reason,
    Rejection, Step, TokenSource, UserPool, UserPoolId, VerifierBuilder,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationStatus},
    test_util::{TestHead, TestPool, TokenBuilder},
};
use serde::Serialize;
use serde_json::json;

use crate::request::{bearer, decide};

/// A store that gives one answer.
#[derive(Clone, Copy, Debug)]
enum Store {
    Revoked,
    Failing,
}

impl Revocation for Store {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        match self {
            Self::Revoked => RevocationStatus::Revoked.into(),
            Self::Failing => RevocationError::new("no connection").into(),
        }
    }
}

/// A registry that cannot tell.
#[derive(Debug)]
struct NoRegistry;

impl PoolRegistry for NoRegistry {
    fn find<'a>(
        &'a self,
        _: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        Box::pin(async { Err(PoolLookupError::new("no connection")) })
    }
}

/// A place where refusals are caused.
pub(crate) struct Site {
    pool: TestPool,
    auth: fn(AuthenticatorBuilder) -> AuthenticatorBuilder,
    /// Stands wherever whoever sends a request is free to write something.
    marker: &'static str,
    sent: Mutex<Vec<String>>,
}

impl Site {
    pub(crate) fn new(
        marker: &'static str,
        auth: fn(AuthenticatorBuilder) -> AuthenticatorBuilder,
    ) -> Self {
        Self {
            pool: TestPool::new(),
            auth,
            marker,
            sent: Mutex::default(),
        }
    }

    /// The tokens that were sent so far.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }

    fn token(&self) -> TokenBuilder {
        marked(self.pool.access_token(), self.marker)
    }

    fn authenticator(
        &self,
        policy: Policy,
        with: fn(VerifierBuilder) -> VerifierBuilder,
    ) -> Authenticator {
        let verifier = with(self.pool.verifier_builder()).build().unwrap();
        let sources = [
            TokenSource::bearer(),
            TokenSource::header("x-token"),
            TokenSource::cookie("token"),
        ];
        let builder = Authenticator::builder(verifier).token_sources(sources);
        (self.auth)(builder).require(policy).build().unwrap()
    }

    async fn refuse(&self, head: TestHead) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), |verifier| verifier);
        decide(&auth, &head).await.unwrap_err()
    }

    async fn refuse_by(&self, auth: &Authenticator, token: String) -> Rejection {
        let decided = decide(auth, &bearer(&token)).await;
        self.sent.lock().unwrap().push(token);
        decided.unwrap_err()
    }

    async fn refuse_token(&self, token: impl Into<String>) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), |verifier| verifier);
        self.refuse_by(&auth, token.into()).await
    }

    /// Refuses a good token with one fault.
    async fn spoil(&self, spoil: impl FnOnce(TokenBuilder) -> TokenBuilder) -> Rejection {
        self.refuse_token(spoil(self.token()).mint()).await
    }

    async fn claim(&self, name: &str, value: impl Serialize) -> Rejection {
        self.spoil(|token| token.claim(name, value)).await
    }

    async fn header(&self, name: &str, value: impl Serialize) -> Rejection {
        self.spoil(|token| token.header(name, value)).await
    }

    /// Refuses a good token by a policy.
    async fn policy(&self, policy: Policy) -> Rejection {
        let auth = self.authenticator(policy, |verifier| verifier);
        let token = self.token().claim("auth_time", 1);
        self.refuse_by(&auth, token.mint()).await
    }

    /// Refuses a good token that is 301 s old.
    async fn verifying(&self, with: fn(VerifierBuilder) -> VerifierBuilder) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), with);
        let token = self.token().claim("iat", 1_762_999_699);
        self.refuse_by(&auth, token.mint()).await
    }

    async fn failed_lookup(&self) -> Rejection {
        let auth = self.authenticator(Policy::authenticated(), |v| v.pool_registry(NoRegistry));
        let issuer = format!("https://{}/{}", self.marker, self.marker);
        let token = self.token().claim("iss", issuer);
        self.refuse_by(&auth, token.mint()).await
    }

    async fn altered_signature(&self) -> Rejection {
        let (one, other) = (self.token().mint(), self.token().subject("another").mint());
        let (signed, _) = one.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        self.refuse_token(format!("{signed}.{signature}")).await
    }

    async fn unavailable_keys(&self) -> Rejection {
        self.pool.set_available(false);
        let rejection = self.spoil(|token| token).await;
        self.pool.set_available(true);
        rejection
    }

    async fn custom_claims(&self) -> Rejection {
        #[derive(Clone, Debug, serde::Deserialize)]
        struct Wanted {
            #[serde(rename = "custom:tenant")]
            _tenant: u64,
        }
        let auth = self.authenticator(Policy::authenticated(), |verifier| verifier);
        let head = bearer(&self.token().mint());
        let decided = decide(&auth, &head).await.unwrap();
        decided.extract::<AccessClaims<Wanted>>(&head).unwrap_err()
    }

    fn nothing_in_reach() -> Rejection {
        match Reach::of(None, None).decide(&TestHead::get("/")) {
            Step::Ready(decided) => decided.unwrap_err(),
            Step::Pending(_) => panic!("nothing to wait for"),
        }
    }

    /// A request that is refused for this reason.
    pub(crate) async fn cause(&self, reason: Reason) -> Rejection {
        let (marker, get) = (self.marker, || TestHead::get("/"));
        let authorization = |value: String| get().header("authorization", value);
        let five_minutes = Duration::from_secs(300);
        match reason {
            Reason::MissingToken => self.refuse(get().header("x-other", marker)).await,
            Reason::NotBearer => self.refuse(authorization(format!("Basic {marker}"))).await,
            Reason::MalformedRequest => {
                self.refuse(authorization(format!("Bearer {marker} {marker}")))
                    .await
            }
            Reason::ConflictingTokens => self.refuse(bearer(marker).header("x-token", "b")).await,
            Reason::UntrustedOrigin => {
                let post = TestHead::new("POST", "/").header("cookie", format!("token={marker}"));
                self.refuse(post.header("origin", format!("https://{marker}")))
                    .await
            }
            Reason::MalformedToken => {
                self.refuse_token(format!("{marker}.{marker}.{marker}"))
                    .await
            }
            Reason::EncryptedToken => self.refuse_token(format!("{marker}.b.c.d.{marker}")).await,
            Reason::TokenTooLarge => self.refuse_token(marker.repeat(32 * 1024)).await,
            Reason::AlgNotAllowed => self.header("alg", marker).await,
            Reason::CritNotUnderstood => self.header("crit", [marker]).await,
            Reason::KidMissing => self.header("kid", "").await,
            Reason::UnknownIssuer => self.claim("iss", format!("https://{marker}")).await,
            Reason::PoolLookupFailed => self.failed_lookup().await,
            Reason::UnknownKid => self.header("kid", marker).await,
            Reason::KeysUnavailable => self.unavailable_keys().await,
            Reason::BadSignature => self.altered_signature().await,
            Reason::Expired => self.claim("exp", 1).await,
            Reason::NotYetValid => self.claim("nbf", 9_000_000_000_u64).await,
            Reason::TooOld => {
                self.verifying(|v| v.max_token_age(Duration::from_secs(300)))
                    .await
            }
            Reason::BadTimeClaim => self.claim("exp", marker).await,
            Reason::BadClaim => self.claim("cognito:groups", marker).await,
            Reason::WrongTokenUse => self.claim("token_use", marker).await,
            Reason::ClientMismatch => self.claim("client_id", marker).await,
            Reason::AudienceMismatch => self.claim("aud", format!("https://{marker}")).await,
            Reason::Revoked => self.verifying(|v| v.revocation(Store::Revoked)).await,
            Reason::RevocationUnavailable => self.verifying(|v| v.revocation(Store::Failing)).await,
            Reason::WrongPrincipal => self.policy(Policy::machine()).await,
            Reason::ClientNotAllowed => self.policy(Policy::client("another")).await,
            Reason::InsufficientScope => self.policy(Policy::scope("orders/read")).await,
            Reason::MissingGroup => self.policy(Policy::group("admins")).await,
            Reason::CustomRule => self.policy(Policy::custom("no", |_| false)).await,
            Reason::BadCustomClaims => self.custom_claims().await,
            Reason::StaleAuthentication => self.policy(Policy::max_auth_age(five_minutes)).await,
            Reason::InsufficientAcr => self.policy(Policy::acr(["high"])).await,
            Reason::LayerMissing => Self::nothing_in_reach(),
            other => panic!("nothing here causes {other}"),
        }
    }
}

/// Claims that Cognito or a trigger may set, each with the marker in a value of its type.
pub(crate) fn marked(token: TokenBuilder, marker: &str) -> TokenBuilder {
    [
        "sub",
        "jti",
        "origin_jti",
        "event_id",
        "username",
        "cognito:username",
        "scope",
        "email",
        "phone_number",
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "nonce",
        "acr",
        "custom:tenant",
        "cognito:preferred_role",
        "something else",
    ]
    .into_iter()
    .fold(token, |token, name| {
        token.claim(name, format!("{marker} {name}"))
    })
    .claim("cognito:groups", [marker, "b"])
    .claim("cognito:roles", [marker])
    .claim("amr", [marker])
    .claim(
        "identities",
        json!([{"userId": marker, "providerName": "Google"}]),
    )
    .claim("address", json!({"formatted": marker}))
    .claim("act", json!({"sub": marker, "client_id": marker}))
    .claim(marker, marker)
    .header("typ", marker)
    .header("jku", format!("https://{marker}"))
    .header(marker, marker)
}
