use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{BadToken, ManualClock, SigningKey, TokenBuilder};
use crate::{
    TokenUse, UserPool, UserPoolId, Verifier, VerifierBuilder,
    clock::{Clock as _, since_1970},
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched},
};

/// When the clock of a new pool stands: a moment in November 2025.
const START: u64 = 1_763_000_000;

/// A user pool in memory, with keys of its own and a clock that moves when told to.
///
/// It has two keys as Cognito's pools do, one for access and one for ID tokens. Clones share one pool. Making one
/// generates the keys, which takes some tenths of a second: share a pool between tests where that matters.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::{Reason, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// let token = pool.access_token().expires_in(Duration::from_secs(300)).mint();
/// assert!(verifier.verify(&token).await.is_ok());
///
/// pool.clock().advance(Duration::from_secs(300 + 60));
/// assert_eq!(verifier.verify(&token).await.unwrap_err().reason(), Reason::Expired);
/// # }
/// ```
#[derive(Clone)]
pub struct TestPool(Arc<Inner>);

struct Inner {
    id: UserPoolId,
    client_id: Box<str>,
    clock: ManualClock,
    keys: Mutex<Keys>,
    fetches: AtomicU64,
    unavailable: AtomicBool,
}

struct Keys {
    access: Arc<SigningKey>,
    id: Arc<SigningKey>,
    /// Keys that sign no more and are still published.
    former: Vec<Arc<SigningKey>>,
}

impl TestPool {
    /// A pool `us-east-1_TestPool1` with one app client.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    #[expect(clippy::expect_used, reason = "the id is a constant")]
    pub fn new() -> Self {
        Self::with_id("us-east-1_TestPool1".parse().expect("a pool id"))
    }

    /// A pool with this id, for tests with several.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn with_id(id: UserPoolId) -> Self {
        Self(Arc::new(Inner {
            id,
            client_id: "testclient000000000000001".into(),
            clock: ManualClock::new(START),
            keys: Mutex::new(Keys {
                access: Arc::new(SigningKey::generate()),
                id: Arc::new(SigningKey::generate()),
                former: Vec::new(),
            }),
            fetches: AtomicU64::new(0),
            unavailable: AtomicBool::new(false),
        }))
    }

    /// The pool's id.
    pub fn id(&self) -> &UserPoolId {
        &self.0.id
    }

    /// The id of the pool's app client.
    pub fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// The `iss` of the pool's tokens: Cognito's original form; where none follows from the id, as for an emulator's, an
    /// `https://test-pool.invalid/<id>`.
    pub fn issuer(&self) -> String {
        let id = self.id();
        let name = id.provider_name();
        let name = name.unwrap_or_else(|| format!("test-pool.invalid/{id}"));
        format!("https://{name}")
    }

    /// The clock that the pool mints by and its verifiers verify by.
    pub fn clock(&self) -> &ManualClock {
        &self.0.clock
    }

    /// The pool as verifiers know it.
    pub fn user_pool(&self) -> UserPool {
        let pool = UserPool::new(self.id().clone(), [self.client_id()]);
        if self.id().provider_name().is_some() {
            return pool;
        }
        let issuer = self.issuer();
        let jwks_uri = format!("{issuer}/.well-known/jwks.json");
        pool.issuer(issuer).jwks_uri(jwks_uri)
    }

    /// A verifier of the pool's access tokens, by the pool's clock and keys.
    ///
    /// # Panics
    /// Never: the configuration is complete.
    #[expect(
        clippy::expect_used,
        reason = "the test kit's own configuration is complete"
    )]
    pub fn verifier(&self) -> Verifier {
        self.verifier_builder()
            .build()
            .expect("the test pool is configured")
    }

    /// A verifier that is to be configured further; it has the pool, its clock and its keys.
    pub fn verifier_builder(&self) -> VerifierBuilder {
        Verifier::builder()
            .user_pool(self.user_pool())
            .clock(self.0.clock.clone())
            .fetcher(self.clone())
    }

    /// A user's access token, as a sign-in with password gives.
    pub fn access_token(&self) -> TokenBuilder {
        self.token(TokenUse::Access)
            .claim("client_id", self.client_id())
            .claim("scope", "aws.cognito.signin.user.admin")
            .claim("username", "test.user")
    }

    /// A user's ID token.
    pub fn id_token(&self) -> TokenBuilder {
        self.token(TokenUse::Id)
            .claim("aud", self.client_id())
            .claim("cognito:username", "test.user")
            .claim("email", "test.user@example.com")
            .claim("email_verified", true)
    }

    /// A machine's access token, as client credentials give: no user name, and the client as its subject.
    pub fn machine_token(&self) -> TokenBuilder {
        self.token(TokenUse::Access)
            .without("origin_jti")
            .without("event_id")
            .claim("client_id", self.client_id())
            .claim("version", 2)
            .subject(self.client_id())
            .scope("test-api/read")
    }

    /// Every kind of bad token, for a verifier of this pool's access tokens; each with the reason of its refusal.
    pub fn bad_tokens(&self) -> Vec<BadToken> {
        BadToken::all(self)
    }

    /// The key set as the pool publishes it.
    pub fn jwks(&self) -> String {
        let keys = self.keys();
        let published = [&keys.access, &keys.id]
            .into_iter()
            .chain(&keys.former)
            .map(|key| key.jwk())
            .collect::<Vec<_>>();
        format!(r#"{{"keys":[{}]}}"#, published.join(","))
    }

    /// Signs with new keys from now on, and publishes the old ones no more.
    pub fn rotate(&self) {
        let mut keys = self.keys();
        keys.former.clear();
        keys.access = Arc::new(SigningKey::generate());
        keys.id = Arc::new(SigningKey::generate());
    }

    /// Signs with new keys from now on, and still publishes the old ones.
    pub fn rotate_with_overlap(&self) {
        let mut keys = self.keys();
        let former = [Arc::clone(&keys.access), Arc::clone(&keys.id)];
        keys.former.extend(former);
        keys.access = Arc::new(SigningKey::generate());
        keys.id = Arc::new(SigningKey::generate());
    }

    /// Whether the key set can be fetched. Default: yes.
    pub fn set_available(&self, available: bool) {
        self.0.unavailable.store(!available, Ordering::SeqCst);
    }

    /// How often the key set was asked for.
    pub fn fetches(&self) -> u64 {
        self.0.fetches.load(Ordering::SeqCst)
    }

    /// The key that signs this kind of token now.
    pub fn signing_key(&self, token_use: TokenUse) -> Arc<SigningKey> {
        let keys = self.keys();
        Arc::clone(match token_use {
            TokenUse::Access => &keys.access,
            TokenUse::Id => &keys.id,
        })
    }

    /// What both kinds of user token have in common.
    fn token(&self, token_use: TokenUse) -> TokenBuilder {
        let now = self.now();
        TokenBuilder::new(self.signing_key(token_use), now)
            .subject("f4c81438-0000-7000-8000-fa4e00000001")
            .claim("iss", self.issuer())
            .claim("token_use", token_use.as_str())
            .claim("auth_time", now)
            .claim("jti", "00000000-fa4e-4000-8000-000000000001")
            .claim("origin_jti", "00000000-fa4e-4000-8000-000000000002")
            .claim("event_id", "00000000-fa4e-4000-8000-000000000003")
    }

    pub(super) fn now(&self) -> u64 {
        since_1970(self.0.clock.wall()).as_secs()
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for TestPool {
    fn default() -> Self {
        Self::new()
    }
}

/// The pool serves its key set without a socket.
impl FetchJwks for TestPool {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.0.fetches.fetch_add(1, Ordering::SeqCst);
        let answer = if self.0.unavailable.load(Ordering::SeqCst) {
            Err(FetchError::from(FetchErrorKind::Connect))
        } else {
            Ok(Fetched::new(self.jwks()))
        };
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for TestPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestPool")
            .field("id", &self.0.id)
            .finish_non_exhaustive()
    }
}

/// The life of the tokens that a pool mints unless told otherwise: Cognito's default, one hour.
pub(super) const TOKEN_LIFE: Duration = Duration::from_secs(3600);
