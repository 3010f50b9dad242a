//! A registry in memory, and a verifier that asks it, both on a clock that the test moves.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, LazyLock, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::task::JoinHandle;

use crate::{
    AuthError, Reason, UserPool, UserPoolId, Verifier, VerifierBuilder,
    clock::Clock,
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched},
    registry::{PoolLookupError, PoolRegistry, RegistrySettings, shared::Left},
    test_util::{ManualClock, TestPool, TokenBuilder},
};

pub(super) const NOW: u64 = 1_763_000_000;
pub(super) const MILLI: Duration = Duration::from_millis(1);
pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const MINUTE: Duration = Duration::from_secs(60);
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// The first tenant.
pub(super) const ACME: &str = "us-east-1_Acme";
pub(super) const CLIENT: &str = "testclient000000000000001";

/// Signs for every tenant: making keys takes long, and whose key it is matters to one test only.
pub(super) static SIGNER: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// What the registry says about a pool.
#[derive(Clone, Debug)]
pub(super) enum Row {
    Pool(UserPool),
    Fails,
    Panics,
    Silent,
}

#[derive(Clone, Debug)]
pub(super) struct Book(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: ManualClock,
    rows: Mutex<HashMap<String, Row>>,
    /// For the pools that have no row: `None` is none.
    others: Mutex<Option<Row>>,
    delay: Mutex<Duration>,
    calls: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Book {
    pub(super) fn says(&self, id: &str, row: Row) {
        self.0.rows.lock().unwrap().insert(id.to_owned(), row);
    }

    pub(super) fn has(&self, pool: UserPool) {
        let id = pool.id().to_string();
        self.says(&id, Row::Pool(pool));
    }

    pub(super) fn removes(&self, id: &str) {
        self.0.rows.lock().unwrap().remove(id);
    }

    pub(super) fn says_of_others(&self, row: Option<Row>) {
        *self.0.others.lock().unwrap() = row;
    }

    pub(super) fn answers_after(&self, delay: Duration) {
        *self.0.delay.lock().unwrap() = delay;
    }

    /// The ids that were asked for, in order.
    pub(super) fn calls(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.calls.lock().unwrap()
    }

    pub(super) fn count(&self) -> usize {
        self.calls().len()
    }

    pub(super) fn most_at_once(&self) -> usize {
        self.0.most_at_once.load(SeqCst)
    }
}

/// A look-up that is under way.
struct UnderWay<'a>(&'a Inner);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, SeqCst);
    }
}

impl PoolRegistry for Book {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        self.calls().push(id.to_string());
        let row = self.0.rows.lock().unwrap().get(id.as_str()).cloned();
        let row = row.or_else(|| self.0.others.lock().unwrap().clone());
        let at_once = self.0.at_once.fetch_add(1, SeqCst) + 1;
        self.0.most_at_once.fetch_max(at_once, SeqCst);
        let under_way = UnderWay(&self.0);
        let delay = *self.0.delay.lock().unwrap();
        Box::pin(async move {
            let _under_way = under_way;
            if !delay.is_zero() {
                self.0.clock.sleep(delay).await;
            }
            match row {
                None => Ok(None),
                Some(Row::Pool(pool)) => Ok(Some(pool)),
                Some(Row::Fails) => Err(PoolLookupError::new("no connection")),
                Some(Row::Panics) => panic!("the registry of this test panics"),
                Some(Row::Silent) => std::future::pending().await,
            }
        })
    }
}

/// Serves the signer's keys as every tenant's.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Arc<KeysInner>);

#[derive(Debug, Default)]
struct KeysInner {
    urls: Mutex<Vec<String>>,
    down: Mutex<HashSet<String>>,
    delay: Mutex<Option<(ManualClock, Duration)>>,
}

impl Keys {
    pub(super) fn fetches(&self) -> usize {
        self.0.urls.lock().unwrap().len()
    }

    pub(super) fn answers_after(&self, clock: &ManualClock, delay: Duration) {
        *self.0.delay.lock().unwrap() = Some((clock.clone(), delay));
    }

    /// The key endpoint of this pool fails from now on.
    pub(super) fn is_down_for(&self, id: &str) {
        self.0.down.lock().unwrap().insert(id.to_owned());
    }
}

impl FetchJwks for Keys {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.0.urls.lock().unwrap().push(url.to_owned());
        let is_down = self
            .0
            .down
            .lock()
            .unwrap()
            .iter()
            .any(|id| url.contains(id));
        let delay = self.0.delay.lock().unwrap().clone();
        Box::pin(async move {
            if let Some((clock, delay)) = delay {
                clock.sleep(delay).await;
            }
            if is_down {
                Err(FetchErrorKind::Connect.into())
            } else {
                Ok(Fetched::new(SIGNER.jwks()))
            }
        })
    }
}

pub(super) struct World {
    pub(super) clock: ManualClock,
    pub(super) book: Book,
    pub(super) keys: Keys,
    pub(super) verifier: Verifier,
}

impl World {
    /// A registry with the tenant [`ACME`], and a verifier that has asked nothing yet.
    pub(super) fn new() -> Self {
        Self::with(RegistrySettings::default())
    }

    pub(super) fn with(settings: RegistrySettings) -> Self {
        Self::built(|builder| builder.registry_settings(settings))
    }

    pub(super) fn built(with: impl FnOnce(VerifierBuilder) -> VerifierBuilder) -> Self {
        let clock = ManualClock::new(NOW);
        let book = Book(Arc::new(Inner {
            clock: clock.clone(),
            rows: Mutex::default(),
            others: Mutex::default(),
            delay: Mutex::default(),
            calls: Mutex::default(),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        }));
        book.has(tenant(ACME));
        let keys = Keys::default();
        let builder = Verifier::builder()
            .pool_registry(book.clone())
            .clock(clock.clone())
            .fetcher(keys.clone());
        let verifier = with(builder).build().unwrap();
        Self {
            clock,
            book,
            keys,
            verifier,
        }
    }

    /// A world that knows [`ACME`] and its keys.
    pub(super) async fn warm() -> Self {
        let world = Self::new();
        world.admits(ACME).await;
        assert_eq!((world.book.count(), world.keys.fetches()), (1, 1));
        world
    }

    /// What a request of a tenant's user learns that comes in now.
    pub(super) async fn get(&self, id: &str) -> Result<(), AuthError> {
        self.send(&self.token(id).mint()).await
    }

    pub(super) async fn send(&self, token: &str) -> Result<(), AuthError> {
        // On tokio's paused clock this hour passes when nothing else can happen: better than a test that hangs.
        tokio::time::timeout(HOUR, self.verifier.verify(token))
            .await
            .expect("the request is answered")
            .map(|claims| assert!(claims.issuer().ends_with(claims.user_pool_id().as_str())))
    }

    pub(super) async fn admits(&self, id: &str) {
        self.get(id).await.unwrap();
    }

    pub(super) async fn refuses(&self, id: &str, reason: Reason) -> AuthError {
        let error = self.get(id).await.unwrap_err();
        assert_eq!(error.reason(), reason, "{id}");
        error
    }

    /// A request of its own.
    pub(super) fn spawn(&self, token: String) -> JoinHandle<Result<(), AuthError>> {
        let verifier = self.verifier.clone();
        tokio::spawn(async move {
            let waited = tokio::time::timeout(HOUR, verifier.verify(&token)).await;
            waited.expect("the request is answered").map(|_| ())
        })
    }

    /// A token that is good at this moment.
    pub(super) fn token(&self, id: &str) -> TokenBuilder {
        let now = self.clock.wall().duration_since(std::time::UNIX_EPOCH);
        let now = now.unwrap().as_secs();
        SIGNER
            .access_token()
            .claim("iss", issuer(id))
            .claim("iat", now)
            .claim("exp", now + 3600)
    }

    /// What the verifier keeps in memory.
    pub(super) fn left(&self) -> Left {
        self.verifier.registry().unwrap().left()
    }

    /// Lets time pass, and then everything that is ready run.
    pub(super) async fn pass(&self, time: Duration) {
        settle().await;
        self.clock.advance(time);
        settle().await;
    }
}

pub(super) fn issuer(id: &str) -> String {
    format!("https://cognito-idp.us-east-1.amazonaws.com/{id}")
}

pub(super) fn id(id: &str) -> UserPoolId {
    id.parse().unwrap()
}

/// A pool with the client of the signer's tokens.
pub(super) fn tenant(pool: &str) -> UserPool {
    UserPool::new(id(pool), [CLIENT])
}

/// Tokens that nobody signed, one for each pool id: anybody can send them.
pub(super) struct Forger {
    header: String,
    claims: String,
    signature: String,
}

impl Forger {
    pub(super) fn new() -> Self {
        let token = SIGNER.access_token().claim("iss", "ISSUER");
        let minted = token.mint();
        let (header, rest) = minted.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        Self {
            header: header.to_owned(),
            claims: token.claims_json(),
            signature: signature.to_owned(),
        }
    }

    pub(super) fn forge(&self, id: &str) -> String {
        let claims = self.claims.replace("ISSUER", &issuer(id));
        let claims = URL_SAFE_NO_PAD.encode(claims);
        format!("{}.{claims}.{}", self.header, self.signature)
    }
}

/// Tokio's own clock is paused in these tests: it moves only when every task waits for something else.
pub(super) async fn settle() {
    tokio::time::sleep(MILLI).await;
}
