use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use cognito_core::{
    UserPoolId, Verifier, VerifierBuilder,
    clock::SystemClock,
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched},
    test_util::TestPool,
};

/// User pools in memory. **For trying out only:** whoever has this value can mint any token of them.
///
/// Their tokens are issued now, by the system's clock. Clones share the pools.
///
/// ```
/// use demo_pool::Pools;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pools = Pools::new();
/// let verifier = pools.verifier_builder().build()?;
/// assert!(verifier.verify(&pools.main().access_token().mint()).await.is_ok());
///
/// let other = pools.with_id(&"us-east-1_Another".parse()?);
/// assert!(verifier.verify(&other.access_token().mint()).await.is_err());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Pools {
    main: TestPool,
    others: Arc<Mutex<Vec<TestPool>>>,
}

impl Pools {
    /// One pool, with keys of its own.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn new() -> Self {
        Self {
            main: on_time(TestPool::new()),
            others: Arc::default(),
        }
    }

    /// The pool that takes the place of the environment's.
    pub fn main(&self) -> &TestPool {
        &self.main
    }

    /// The pool with this id; it is made when it is asked for first.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn with_id(&self, id: &UserPoolId) -> TestPool {
        if let Some(pool) = self.find(|pool| pool.id() == id) {
            return pool;
        }
        let pool = on_time(TestPool::with_id(id.clone()));
        self.others().push(pool.clone());
        pool
    }

    /// A verifier of the main pool's tokens, to be configured further. It finds the keys of the others, too.
    pub fn verifier_builder(&self) -> VerifierBuilder {
        Verifier::builder()
            .user_pool(self.main.user_pool())
            .clock(SystemClock::default())
            .fetcher(self.clone())
    }

    fn find(&self, is_it: impl Fn(&TestPool) -> bool) -> Option<TestPool> {
        let others = self.others();
        let mut pools = [&self.main].into_iter().chain(&*others);
        pools.find(|pool| is_it(pool)).cloned()
    }

    fn others(&self) -> MutexGuard<'_, Vec<TestPool>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Pools {
    fn default() -> Self {
        Self::new()
    }
}

/// Each pool's key set, without a socket.
impl FetchJwks for Pools {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let asked = url.trim_end_matches("/.well-known/jwks.json");
        let found = self.find(|pool| asked.ends_with(&format!("/{}", pool.id())));
        let answer = found.map(|pool| Fetched::new(pool.jwks()));
        Box::pin(async { answer.ok_or_else(|| FetchError::from(FetchErrorKind::Other)) })
    }
}

/// The pool with its clock at the system's time. A test pool's own stands at a moment of the past.
fn on_time(pool: TestPool) -> TestPool {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    pool.clock()
        .set_wall(now.unwrap_or(Duration::ZERO).as_secs());
    pool
}
