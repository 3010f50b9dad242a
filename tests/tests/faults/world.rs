//! An endpoint, a key store and a verifier that use it, and a clock that the row moves.

use std::{
    fs::File,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use cognito_core::{
    AuthError, UserPool, Verifier,
    clock::Clock as _,
    jwks::{KeyState, KeyStore},
    test_util::ManualClock,
};
use cognito_tests::fault_server::{Certificate, FaultServer, Port, Reply};
use tokio::runtime::Handle;

use crate::{
    fetches::{Fetches, Watched},
    keys::{POOL, published, token},
    subject::{Ledger, Report, Subject, Verdict},
    wire::{NAME, Resolver, Wire},
};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);
/// After it keys are renewed in the background: five minutes and the jitter.
pub(crate) const INTERVAL: Duration = Duration::from_secs(331);
/// When the clocks begin.
pub(crate) const START: u64 = 1_763_000_000;

/// The steps in which time passes while a fetch hangs.
const STEP: Duration = Duration::from_millis(250);
/// In real time: what takes longer hangs.
pub(crate) const FOREVER: Duration = Duration::from_secs(60);

pub(crate) struct World {
    pub(crate) server: FaultServer,
    pub(crate) resolver: Resolver,
    pub(crate) clock: ManualClock,
    pub(crate) fetches: Arc<Fetches>,
    pub(crate) store: KeyStore,
    pub(crate) verifier: Verifier,
    /// The endpoint swallows connections: nothing on its side shows that a fetch hangs.
    pub(crate) is_black_hole: AtomicBool,
    /// What uses up the file descriptors.
    pub(crate) descriptors: Mutex<Vec<File>>,
    ledger: Ledger,
    longest_wait: Mutex<Duration>,
}

impl World {
    /// A store that has fetched nothing, and an endpoint that publishes keys 0 and 1.
    pub(crate) fn new(wire: Wire) -> Self {
        let server = wire.server();
        let resolver = Resolver::default();
        let clock = ManualClock::new(START);
        let fetches = Fetches::new(wire.fetcher(&resolver), Arc::new(clock.clone()));
        let fetches = Arc::new(fetches);
        let (store, verifier) = station(&wire.url(&server), &clock, &fetches);
        let world = Self {
            server,
            resolver,
            clock,
            fetches,
            store,
            verifier,
            is_black_hole: AtomicBool::new(false),
            descriptors: Mutex::default(),
            ledger: Ledger::default(),
            longest_wait: Mutex::default(),
        };
        world.publish(&[0, 1]);
        world
    }

    /// From now on the endpoint serves these keys. The store does not know yet.
    pub(crate) fn publish(&self, keys: &[usize]) {
        self.server.answer(Reply::ok(published(keys)));
    }

    /// The store must have taken this set by now.
    pub(crate) fn took(&self, keys: &[usize]) {
        self.ledger.took(keys);
    }

    /// The longest that a request has waited, by the clock of the store.
    pub(crate) fn longest_wait(&self) -> Duration {
        *self.longest_wait.lock().unwrap()
    }

    pub(crate) fn state(&self) -> KeyState {
        self.store.state()
    }

    /// A good token of key `number`, issued now.
    pub(crate) fn token(&self, number: usize) -> String {
        token(self.wall(), number)
    }

    /// What a request with this token is told, and how long it waited.
    pub(crate) async fn ask_timed(&self, token: &str) -> (Verdict, Duration) {
        self.timed(async { verdict(self.verifier.verify(token).await) })
            .await
    }

    /// Many requests, one after the other: all are accepted.
    pub(crate) async fn accepts_many(&self) {
        let tokens = [self.token(0), self.token(1)];
        for number in 0..100 {
            assert_eq!(self.ask(&tokens[number % 2]).await, Verdict::Accepted);
            self.settled().await;
        }
    }

    /// What so many requests at once are told.
    pub(crate) async fn ask_many(&self, token: &str, requests: usize) -> Vec<Verdict> {
        let requests: Vec<_> = (0..requests)
            .map(|_| {
                let (verifier, token) = (self.verifier.clone(), token.to_owned());
                tokio::spawn(async move { verdict(verifier.verify(&token).await) })
            })
            .collect();
        let answers = async {
            let mut verdicts = Vec::new();
            for request in requests {
                verdicts.push(request.await.unwrap());
            }
            verdicts
        };
        self.timed(answers).await.0
    }

    /// Waits for the answer as a request does: its wait counts.
    pub(crate) async fn timed<T>(&self, answer: impl Future<Output = T>) -> (T, Duration) {
        let begun = self.clock.monotonic();
        let answer = self.drive(answer).await;
        let waited = self.clock.monotonic().saturating_sub(begun);
        let mut longest = self.longest_wait.lock().unwrap();
        *longest = waited.max(*longest);
        (answer, waited)
    }

    /// Waits; time passes only while a fetch hangs, for the machine may be slow and a good fetch must not time out.
    pub(crate) async fn drive<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let begun = Instant::now();
        loop {
            tokio::select! {
                biased;
                output = &mut future => return output,
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
            if self.hangs() {
                self.clock.advance(STEP);
            }
            assert!(begun.elapsed() < FOREVER, "hangs: {:?}", self.state());
        }
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, is_so: impl Fn() -> bool) {
        self.drive(async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
    }

    fn hangs(&self) -> bool {
        let is_held_up = self.server.counts().stalled > 0 || self.is_black_hole.load(SeqCst);
        is_held_up && self.fetches.in_flight() > 0
    }
}

impl Subject for World {
    async fn ask(&self, token: &str) -> Verdict {
        self.ask_timed(token).await.0
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn mend(&self, keys: &[usize]) {
        self.fetches.documents_are_bad.store(false, SeqCst);
        self.fetches.panics.store(false, SeqCst);
        self.is_black_hole.store(false, SeqCst);
        self.resolver.is_down(false);
        self.descriptors.lock().unwrap().clear();
        self.server.port(Port::Open);
        if self.server.url().starts_with("https") {
            self.server.show(Certificate::Good);
        }
        self.publish(keys);
    }

    async fn pass(&self, time: Duration) {
        self.settled().await;
        self.clock.advance(time);
    }

    async fn report(&self) -> Report {
        let state = self.state();
        let tasks = Handle::current().metrics().num_alive_tasks();
        Report {
            age: state.age,
            arrived: self.fetches.arrived(),
            interval: Duration::from_secs(54),
            left: tasks + self.clock.sleepers() + self.fetches.in_flight(),
            longest_wait: self.longest_wait(),
            monotonic: self.clock.monotonic(),
            ready: state.ready,
            broken_rules: self.fetches.broken_rules(),
        }
    }

    /// Of no use while the row has tasks of its own.
    async fn settled(&self) {
        let tasks = Handle::current().metrics();
        self.until(|| tasks.num_alive_tasks() == 0 && self.server.counts().open == 0)
            .await;
    }

    fn wall(&self) -> SystemTime {
        self.clock.wall()
    }
}

/// A store of the pool whose keys are at `url`, and its verifier.
pub(crate) fn station(
    url: &str,
    clock: &ManualClock,
    fetches: &Arc<Fetches>,
) -> (KeyStore, Verifier) {
    let pool = UserPool::new(POOL.id().clone(), [POOL.client_id()])
        .jwks_uri(url)
        .dangerous()
        .allow_http(NAME);
    let store = KeyStore::builder(&pool)
        .clock(clock.clone())
        .fetcher(Watched(Arc::clone(fetches)))
        .build()
        .unwrap();
    let verifier = Verifier::builder()
        .user_pool_with_keys(pool, store.clone())
        .clock(clock.clone())
        .build()
        .unwrap();
    (store, verifier)
}

pub(crate) fn verdict<T>(answer: Result<T, AuthError>) -> Verdict {
    match answer {
        Ok(_) => Verdict::Accepted,
        Err(error) if error.status() == 503 => {
            Verdict::Unavailable(error.retry_after().unwrap_or_default())
        }
        Err(error) => Verdict::Refused(error.reason()),
    }
}
