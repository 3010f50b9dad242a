//! A pool's key set endpoint in memory, and a store that uses it, both on a clock that the test moves.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::task::JoinHandle;

use crate::{
    clock::Clock,
    future::BoxFuture,
    jwks::{
        FetchError, FetchErrorKind, FetchJwks, Fetched, KeyMiss, KeyRef, KeyStore, Lookup,
        RefreshSettings, SeedKeys, StaticKeys,
    },
    test_util::ManualClock,
};

pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const MILLI: Duration = Duration::from_millis(1);
pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const MINUTE: Duration = Duration::from_secs(60);
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// What a request learns about a kid.
#[derive(Debug)]
pub(super) enum Verdict {
    Key(KeyRef),
    Absent,
    Unavailable(Duration, FetchErrorKind),
}

impl Verdict {
    #[track_caller]
    pub(super) fn key(self) -> KeyRef {
        match self {
            Self::Key(key) => key,
            other => panic!("no key: {other:?}"),
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    #[track_caller]
    pub(super) fn retry_after(self) -> Duration {
        match self {
            Self::Unavailable(retry_after, _) => retry_after,
            other => panic!("not unavailable: {other:?}"),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Reply {
    Keys(Vec<(&'static str, u8)>, Option<Duration>),
    Document(String),
    Fail(FetchErrorKind, Option<Duration>),
    Panic,
}

#[derive(Clone, Debug)]
pub(super) struct Endpoint(Arc<Script>);

#[derive(Debug)]
struct Script {
    clock: ManualClock,
    /// By the monotonic clock.
    calls: Mutex<Vec<Duration>>,
    urls: Mutex<Vec<String>>,
    /// By a piece of the URL; the last match counts.
    replies: Mutex<Vec<(&'static str, Reply, Duration)>>,
}

impl Endpoint {
    /// From now on the endpoint answers so, at once.
    pub(super) fn replies(&self, reply: Reply) {
        self.replies_after(Duration::ZERO, reply);
    }

    pub(super) fn replies_after(&self, delay: Duration, reply: Reply) {
        self.replies_at("", delay, reply);
    }

    pub(super) fn replies_at(&self, location: &'static str, delay: Duration, reply: Reply) {
        let mut replies = self.0.replies.lock().unwrap();
        replies.retain(|(at, ..)| *at != location);
        replies.push((location, reply, delay));
    }

    /// Key `name` of material `name as number`, for short.
    pub(super) fn serves(&self, keys: &[(&'static str, u8)]) {
        self.replies(Reply::Keys(keys.to_vec(), None));
    }

    pub(super) fn is_down(&self) {
        self.replies(Reply::Fail(FetchErrorKind::Connect, None));
    }

    /// Fails without an answer, whatever the store's deadline.
    pub(super) fn is_silent(&self) {
        self.replies_after(1000 * HOUR, Reply::Fail(FetchErrorKind::Other, None));
    }

    pub(super) fn calls(&self) -> usize {
        self.called_at().len()
    }

    /// When it was called, by the monotonic clock.
    pub(super) fn called_at(&self) -> MutexGuard<'_, Vec<Duration>> {
        self.0.calls.lock().unwrap()
    }

    pub(super) fn urls(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.urls.lock().unwrap()
    }
}

impl FetchJwks for Endpoint {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.called_at().push(self.0.clock.monotonic());
        self.urls().push(url.to_owned());
        let replies = self.0.replies.lock().unwrap().clone();
        let (_, reply, delay) = replies
            .into_iter()
            .rfind(|(location, ..)| url.contains(location))
            .unwrap();
        Box::pin(async move {
            if !delay.is_zero() {
                self.0.clock.sleep(delay).await;
            }
            match reply {
                Reply::Keys(keys, max_age) => {
                    let fetched = Fetched::new(document(&keys));
                    Ok(match max_age {
                        Some(max_age) => fetched.max_age(max_age),
                        None => fetched,
                    })
                }
                Reply::Document(text) => Ok(Fetched::new(text)),
                Reply::Fail(kind, retry_after) => {
                    let error = FetchError::from(kind);
                    Err(match retry_after {
                        Some(retry_after) => error.with_retry_after(retry_after),
                        None => error,
                    })
                }
                Reply::Panic => panic!("the fetcher of this test panics"),
            }
        })
    }
}

/// A key set of made-up keys: nobody has their private halves, and nothing here needs them.
pub(super) fn document(keys: &[(&str, u8)]) -> String {
    let entries: Vec<_> = keys
        .iter()
        .map(|(kid, material)| {
            let mut modulus = [0xc5; 256];
            modulus[1] = *material;
            let n = URL_SAFE_NO_PAD.encode(modulus);
            format!(
                r#"{{"kty":"RSA","alg":"RS256","use":"sig","kid":"{kid}","e":"AQAB","n":"{n}"}}"#
            )
        })
        .collect();
    format!(r#"{{"keys":[{}]}}"#, entries.join(","))
}

pub(super) fn static_keys(keys: &[(&str, u8)]) -> StaticKeys {
    StaticKeys::from_json(document(keys)).unwrap()
}

pub(super) struct World {
    pub(super) clock: ManualClock,
    pub(super) endpoint: Endpoint,
    pub(super) store: KeyStore,
}

impl World {
    /// An endpoint that serves key `a`, and a store that has fetched nothing yet.
    pub(super) fn new() -> Self {
        Self::with(RefreshSettings::default(), &["https://keys.test"], None)
    }

    pub(super) fn with(
        settings: RefreshSettings,
        locations: &[&str],
        seed: Option<SeedKeys>,
    ) -> Self {
        let clock = ManualClock::new(NOW);
        let endpoint = Endpoint(Arc::new(Script {
            clock: clock.clone(),
            calls: Mutex::default(),
            urls: Mutex::default(),
            replies: Mutex::default(),
        }));
        endpoint.serves(&[("a", 1)]);
        let store = store(&clock, &endpoint, settings, locations, seed);
        Self {
            clock,
            endpoint,
            store,
        }
    }

    /// The store of another pool, whose keys are at another location of the endpoint.
    pub(super) fn another(&self, location: &str) -> KeyStore {
        let settings = RefreshSettings::default();
        store(&self.clock, &self.endpoint, settings, &[location], None)
    }

    /// A store that has fetched key `a`.
    pub(super) async fn warm() -> Self {
        let world = Self::new();
        world.get("a").await.key();
        assert_eq!(world.endpoint.calls(), 1);
        world
    }

    /// What a request learns that comes in now.
    pub(super) async fn get(&self, kid: &str) -> Verdict {
        get(&self.store, kid).await
    }

    /// What a request learns that must not wait.
    #[track_caller]
    pub(super) fn get_now(&self, kid: &str) -> Verdict {
        get_now(&self.store, kid)
    }

    /// A request of its own.
    pub(super) fn spawn(&self, kid: &'static str) -> JoinHandle<Verdict> {
        let store = self.store.clone();
        tokio::spawn(async move { get(&store, kid).await })
    }

    /// Lets time pass, and then everything that is ready run.
    pub(super) async fn pass(&self, time: Duration) {
        settle().await;
        self.clock.advance(time);
        settle().await;
    }

    /// Waits for a refresh in the background.
    pub(super) async fn settled(&self) -> &Self {
        settle().await;
        self
    }
}

fn store(
    clock: &ManualClock,
    endpoint: &Endpoint,
    settings: RefreshSettings,
    locations: &[&str],
    seed: Option<SeedKeys>,
) -> KeyStore {
    let locations = locations.iter().map(|location| (*location).into());
    KeyStore::new(
        "us-east-1_test".into(),
        locations.collect(),
        Some(Arc::new(endpoint.clone())),
        Arc::new(clock.clone()),
        settings,
        seed,
    )
}

/// What a request learns that must not wait.
#[track_caller]
pub(super) fn get_now(store: &KeyStore, kid: &str) -> Verdict {
    match store.lookup(kid) {
        Lookup::Absent => Verdict::Absent,
        Lookup::Found(key) => Verdict::Key(key),
        Lookup::Unavailable(e) => Verdict::Unavailable(e.retry_after(), e.fetch_error().kind()),
        Lookup::Wait(_) => panic!("the request has to wait"),
    }
}

/// What a request learns that comes in now.
pub(super) async fn get(store: &KeyStore, kid: &str) -> Verdict {
    let waited = match store.lookup(kid) {
        Lookup::Found(key) => Ok(key),
        Lookup::Absent => Err(KeyMiss::Absent),
        Lookup::Unavailable(unavailable) => Err(KeyMiss::Unavailable(unavailable)),
        // On tokio's paused clock this hour passes when nothing else can happen: better than a test that hangs.
        Lookup::Wait(wait) => tokio::time::timeout(HOUR, wait)
            .await
            .expect("the request is answered"),
    };
    match waited {
        Ok(key) => Verdict::Key(key),
        Err(KeyMiss::Absent) => Verdict::Absent,
        Err(KeyMiss::Unavailable(e)) => {
            Verdict::Unavailable(e.retry_after(), e.fetch_error().kind())
        }
    }
}

/// Tokio's own clock is paused in these tests: it moves only when every task waits for something else.
async fn settle() {
    tokio::time::sleep(MILLI).await;
}
