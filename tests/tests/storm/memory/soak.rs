//! Good and bad tokens of three pools, mixed, whose keys are fetched anew every second.

use std::{
    env,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use cognito_core::{
    Reason, Verifier, VerifierBuilder,
    jwks::RefreshSettings,
    test_util::{ManualClock, SigningKey, TestPool},
};
use cognito_tests::{
    fault_server::{FaultServer, Reply},
    storm::{Random, Trend},
};
use serde_json::json;
use tokio::{
    runtime::{Handle, Runtime},
    sync::oneshot,
    time,
};

use crate::{ALONE, held::Held};

const THREADS: usize = 2;
/// A little more than the longest interval there is.
const DUE: Duration = Duration::from_millis(1101);
/// The figures are taken after each of them, while nothing goes on.
const ROUNDS: usize = 50;
/// By how much the figures may grow over the last four fifths of the rounds. The endpoints' threads are in them, whose connections
/// may be ending, and the system counts in pages.
const LIVE: f64 = 16.0 * 1024.0;
const RESIDENT: f64 = 256.0 * 1024.0;

#[test]
fn mixed_tokens_leave_nothing_behind() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let verifications = env::var("STORM_SOAK").map_or(200_000, |n| n.parse().unwrap());
    let seed = Random::seed();
    let pools = [
        "us-east-1_SoakOne",
        "us-east-1_SoakTwo",
        "us-east-1_SoakThree",
    ];
    let pools = pools.map(|id| TestPool::with_id(id.parse().unwrap()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .unwrap();
    let endpoints = Arc::new(pools.each_ref().map(|_| FaultServer::start()));
    let verifier = verifier(&pools, &*endpoints);
    let tokens = Arc::new(Tokens::of(&pools));
    let clock = pools[0].clock().clone();
    let (stop, stopped) = oneshot::channel();
    let ticking = runtime.spawn(every_second(pools, Arc::clone(&endpoints), stopped));

    let (begun, mut figures) = (Instant::now(), Seen::default());
    for round in 0..ROUNDS {
        let tasks = (0..THREADS).map(|thread| {
            let random = Random::new(seed ^ ((round * THREADS + thread) as u64) << 32);
            let count = verifications / ROUNDS / THREADS;
            runtime.spawn(verify(verifier.clone(), Arc::clone(&tokens), random, count))
        });
        let tasks: Vec<_> = tasks.collect();
        for task in tasks {
            figures.wrong += runtime.block_on(task).unwrap();
        }
        runtime.block_on(settle(&verifier, &clock, &*endpoints));
        figures.note(&runtime, begun.elapsed());
    }
    stop.send(()).unwrap();
    runtime.block_on(ticking).unwrap();
    let fetches = endpoints
        .each_ref()
        .map(|endpoint| endpoint.counts().requests);
    figures.tell(verifications, begun.elapsed(), fetches);
    assert_eq!(figures.wrong, 0, "wrong verdicts");
    assert!(figures.live.growth() <= LIVE, "{figures:?}");
    assert!(figures.resident.growth() <= RESIDENT, "{figures:?}");
    assert!(figures.tasks.growth().abs() < 1.0, "{figures:?}");
    assert!(figures.open_files.growth().abs() < 1.0, "{figures:?}");
    assert!(fetches.iter().all(|fetches| *fetches > 1), "{fetches:?}");
}

/// A verifier of all the pools, whose keys come over HTTP.
fn verifier(pools: &[TestPool], endpoints: &[FaultServer]) -> Verifier {
    let builder = Verifier::builder()
        .clock(pools[0].clock().clone())
        .refresh(RefreshSettings::default().interval(Duration::from_secs(1)));
    let user_pools = pools.iter().zip(endpoints).map(|(pool, endpoint)| {
        endpoint.answer(Reply::ok(pool.jwks()));
        pool.user_pool().jwks_uri(endpoint.url())
    });
    let builder = user_pools.fold(builder, VerifierBuilder::user_pool);
    builder.build().unwrap()
}

/// Every second all key sets are due, and have changed: a key of nobody's comes and goes.
async fn every_second(
    pools: [TestPool; 3],
    endpoints: Arc<[FaultServer; 3]>,
    mut stopped: oneshot::Receiver<()>,
) {
    let guests = [(); 4].map(|()| SigningKey::generate().jwk());
    let mut seconds = time::interval(Duration::from_secs(1));
    for guest in guests.iter().cycle() {
        seconds.tick().await;
        for (pool, endpoint) in pools.iter().zip(&*endpoints) {
            let document = pool.jwks().replace("]}", &format!(",{guest}]}}"));
            endpoint.answer(Reply::ok(document));
        }
        pools[0].clock().advance(DUE);
        if stopped.try_recv().is_ok() {
            return;
        }
    }
}

/// What is shown to the verifier.
struct Tokens {
    good: Vec<(String, String)>,
    bad: Vec<(String, Reason)>,
}

impl Tokens {
    fn of(pools: &[TestPool]) -> Self {
        let good = pools.iter().flat_map(|pool| {
            (0..8).map(|n| {
                let subject = format!("{}-{n}", pool.id());
                (pool.access_token().subject(&subject).mint(), subject)
            })
        });
        let bad = pools.iter().flat_map(TestPool::bad_tokens);
        let bad = bad.map(|bad| (bad.token().to_owned(), bad.reason()));
        // Time goes on here: what lies ahead has to lie far ahead.
        let ahead = ["nbf", "iat"].into_iter().flat_map(|claim| {
            let token =
                |pool: &TestPool| pool.access_token().claim(claim, 4_000_000_000_u64).mint();
            pools
                .iter()
                .map(move |pool| (token(pool), Reason::NotYetValid))
        });
        Self {
            good: good.collect(),
            bad: bad
                .filter(|(_, reason)| *reason != Reason::NotYetValid)
                .chain(ahead)
                .collect(),
        }
    }
}

/// Seven good tokens of ten, and every kind of bad one; how many verdicts were wrong.
async fn verify(
    verifier: Verifier,
    tokens: Arc<Tokens>,
    mut random: Random,
    count: usize,
) -> usize {
    let mut wrong = 0;
    for _ in 0..count {
        let is_right = if random.below(10) < 7 {
            let (token, subject) = random.pick(&tokens.good);
            let verdict = verifier.verify(token).await;
            verdict.is_ok_and(|claims| claims.subject() == subject)
        } else {
            let (token, reason) = random.pick(&tokens.bad);
            let verdict = verifier.verify(token).await;
            verdict.is_err_and(|refused| refused.reason() == *reason)
        };
        wrong += usize::from(!is_right);
        tokio::task::yield_now().await;
    }
    wrong
}

/// Has all keys fetched once more, and waits until nothing goes on: a fetch clears the memory of absent kids, which is there or not,
/// as chance has it.
async fn settle(verifier: &Verifier, clock: &ManualClock, endpoints: &[FaultServer]) {
    clock.advance(DUE);
    verifier.prefetch().await.unwrap();
    for endpoint in endpoints {
        endpoint.until(|counts| counts.open == 0).await;
    }
    let others = async {
        let the_ticking = 1;
        while Handle::current().metrics().num_alive_tasks() > the_ticking {
            time::sleep(Duration::from_millis(1)).await;
        }
    };
    // Those that stay will be in the figures.
    let _ = time::timeout(Duration::from_secs(5), others).await;
}

#[derive(Debug, Default)]
struct Seen {
    wrong: usize,
    live: Trend,
    resident: Trend,
    open_files: Trend,
    tasks: Trend,
    last: Option<Held>,
}

impl Seen {
    fn note(&mut self, runtime: &Runtime, at: Duration) {
        let held = Held::now();
        self.live.note(at, held.live);
        self.resident.note(at, held.resident);
        self.open_files.note(at, held.open_files);
        self.tasks.note(at, runtime.metrics().num_alive_tasks());
        self.last = Some(held);
    }

    fn tell(&self, verifications: usize, took: Duration, fetches: [usize; 3]) {
        let last = self.last.unwrap();
        let report = json!({
            "verifications": verifications,
            "seconds": took.as_secs_f64().round(),
            "wrong": self.wrong,
            "fetches": fetches,
            "live bytes": last.live,
            "live bytes grown": self.live.growth().round(),
            "resident bytes": last.resident,
            "resident bytes grown": self.resident.growth().round(),
            "open files grown": self.open_files.growth(),
            "tasks grown": self.tasks.growth(),
        });
        println!("\nsoak: {report}");
    }
}
