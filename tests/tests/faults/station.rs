//! A verifier on the system's clocks that answers what its input asks: the child's side of [`suspended`](crate::suspended).

use std::{
    env,
    io::{self, BufRead as _},
    sync::Arc,
    time::Duration,
};

use cognito_core::{
    UserPool, Verifier,
    clock::{Clock as _, SystemClock},
    jwks::{KeyStore, RefreshSettings, ReqwestFetcher},
};
use tokio::runtime::Builder;

use crate::{
    fetches::{Fetches, Watched},
    keys::POOL,
    subject::Report,
    suspended::{written_report, written_verdict},
    world::verdict,
};

/// Names the endpoint of the child.
pub(crate) const ENDPOINT: &str = "COGNITO_FAULTS_ENDPOINT";
/// Stands before each answer.
pub(crate) const ANSWER: &str = "station: ";
/// When keys are renewed, and waited for.
pub(crate) const INTERVAL: Duration = Duration::from_secs(2);

/// Where the keys of this process are, if it is a child with a station.
pub(crate) fn endpoint() -> Option<String> {
    env::var(ENDPOINT).ok()
}

/// Answers until the input ends.
pub(crate) fn serve(endpoint: &str) {
    // One worker: what a request leaves behind goes on while the next order is waited for.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let clock = SystemClock::default();
    let fetches = Arc::new(Fetches::new(ReqwestFetcher::new(), Arc::new(clock)));
    let pool = UserPool::new(POOL.id().clone(), [POOL.client_id()]).jwks_uri(endpoint);
    let settings = RefreshSettings::default()
        .interval(INTERVAL)
        .wait_after(INTERVAL)
        // The machine may be busy; the row is about what the request is told, not when.
        .patience(Duration::from_secs(5));
    let store = KeyStore::builder(&pool)
        .fetcher(Watched(Arc::clone(&fetches)))
        .refresh(settings)
        .build()
        .unwrap();
    let verifier = Verifier::builder()
        .user_pool_with_keys(pool, store.clone())
        .build()
        .unwrap();
    let mut longest_wait = Duration::ZERO;
    for order in io::stdin().lock().lines().map_while(Result::ok) {
        let answer = if let Some(token) = order.strip_prefix("ask ") {
            let begun = clock.monotonic();
            let answer = verdict(runtime.block_on(verifier.verify(token)));
            longest_wait = longest_wait.max(clock.monotonic().saturating_sub(begun));
            written_verdict(answer)
        } else {
            let state = store.state();
            let tasks = runtime.metrics().num_alive_tasks();
            written_report(&Report {
                age: state.age,
                arrived: fetches.arrived(),
                interval: INTERVAL,
                left: tasks + fetches.in_flight(),
                longest_wait,
                monotonic: clock.monotonic(),
                ready: state.ready,
                broken_rules: fetches.broken_rules(),
            })
        };
        println!("{ANSWER}{answer}");
    }
}
