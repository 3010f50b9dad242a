//! A recorder for one test, and a request to count.

use std::collections::BTreeMap;

use cognito_core::{Authentication, Authenticator, Rejection, Step, test_util::TestHead};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::runtime::{Builder, Runtime};

/// What was recorded, as in `name{label="value"}`. Of a histogram, the number of values.
pub(crate) type Recorded = BTreeMap<String, u64>;

/// Runs everything on this thread, whose recorder it is.
pub(crate) struct Numbers {
    runtime: Runtime,
    recorder: DebuggingRecorder,
    snapshotter: Snapshotter,
}

impl Numbers {
    pub(crate) fn new() -> Self {
        let recorder = DebuggingRecorder::new();
        Self {
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            snapshotter: recorder.snapshotter(),
            recorder,
        }
    }

    /// Records what happens meanwhile. Tasks that were started run until they wait.
    pub(crate) fn listen<T>(&self, run: impl AsyncFnOnce() -> T) -> T {
        metrics::with_local_recorder(&self.recorder, || {
            self.runtime.block_on(async {
                let done = run().await;
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                done
            })
        })
    }

    /// What was recorded since the last call, and every gauge.
    pub(crate) fn recorded(&self) -> Recorded {
        let all = self.snapshotter.snapshot().into_vec();
        all.into_iter()
            .map(|(key, _, _, value)| {
                let labels = key.key().labels();
                let labels: Vec<_> = labels
                    .map(|label| format!("{}={:?}", label.key(), label.value()))
                    .collect();
                let value = match value {
                    DebugValue::Counter(count) => count,
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "ours are whole and positive"
                    )]
                    DebugValue::Gauge(value) => value.into_inner() as u64,
                    DebugValue::Histogram(values) => values.len() as u64,
                };
                (
                    format!("{}{{{}}}", key.key().name(), labels.join(",")),
                    value,
                )
            })
            .collect()
    }
}

pub(crate) async fn send(
    auth: &Authenticator,
    head: TestHead,
) -> Result<Authentication, Rejection> {
    match auth.authenticate(&head) {
        Step::Ready(done) => done,
        Step::Pending(wait) => wait.await,
    }
}

pub(crate) async fn send_token(
    auth: &Authenticator,
    token: &str,
) -> Result<Authentication, Rejection> {
    send(auth, TestHead::get("/").bearer(token)).await
}
