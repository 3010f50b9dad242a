//! A task that renews the keys without being asked.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::watch,
    task::{AbortHandle, yield_now},
};

use super::{FetchError, FetchErrorKind, KeyStore, flight::Landing, shared::Shared};
use crate::{
    clock::Clock,
    future::{Either, first},
};

/// The longest sleep. Keys grow older than a sleep lasts while the process is frozen, and others renew them meanwhile.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// Keeps keys fresh until it is dropped: see [`KeyStore::keep_fresh`]. Give it a name: `let _ =` drops it at once.
#[derive(Debug)]
#[must_use = "keys are kept fresh until this is dropped"]
pub struct KeepFresh(Vec<Task>);

/// Ends with its handle.
#[derive(Debug)]
struct Task(AbortHandle);

/// What to wait for before the next look.
enum Next {
    /// A flight, but no longer than this.
    Landing(Landing, Duration),
    Nap(Duration),
}

impl KeyStore {
    /// Renews the keys whenever they are due, traffic or not: the first time at once, then once an
    /// [interval](super::RefreshSettings::interval). After a failure it waits as long as requests have to.
    ///
    /// Few programs need it. Without it the first request after an idle hour waits for the refresh, and an idle process makes
    /// no calls; requests are what renews the keys otherwise.
    ///
    /// The task runs on the current tokio runtime. It ends when the [`KeepFresh`] is dropped, when the runtime shuts down, and
    /// when the last clone of the store is dropped, for it holds none. A store of pinned keys needs no task, and gets none.
    /// Embedded keys are due once a fetch has brought others.
    ///
    /// ```
    /// use cognito_core::test_util::TestPool;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let verifier = TestPool::new().verifier();
    /// let keep = verifier.keep_fresh()?; // all its stores; a `KeyStore` has the same method
    /// while !verifier.is_ready() {
    ///     tokio::task::yield_now().await; // nobody asks for a key
    /// }
    /// drop(keep); // renewed by requests from now on
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`FetchErrorKind::NoRuntime`] outside a tokio runtime, or in one without a timer (`enable_time`).
    pub fn keep_fresh(&self) -> Result<KeepFresh, FetchError> {
        let store = self.shared();
        if !store.protocol.has_flights() {
            return Ok(KeepFresh(Vec::new()));
        }
        let runtime = Handle::try_current().map_err(|_| FetchErrorKind::NoRuntime)?;
        // A runtime may lack a timer, and only panics tell.
        catch_unwind(AssertUnwindSafe(|| drop(store.clock.sleep(LONGEST_NAP))))
            .map_err(|_| FetchErrorKind::NoRuntime)?;
        let task = runtime.spawn(keep(
            Arc::downgrade(store),
            Arc::clone(&store.clock),
            store.alive.subscribe(),
        ));
        Ok(KeepFresh(vec![Task(task.abort_handle())]))
    }
}

impl KeepFresh {
    /// One handle for all.
    pub(crate) fn all(handles: Vec<Self>) -> Self {
        Self(handles.into_iter().flat_map(|handle| handle.0).collect())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Holds the store only while it looks.
async fn keep(store: Weak<Shared>, clock: Arc<dyn Clock>, mut store_gone: watch::Receiver<()>) {
    let mut gone = pin!(store_gone.changed());
    while let Some(next) = store.upgrade().map(|store| look(&store)) {
        let over = async {
            match next {
                Next::Landing(mut landing, most) => {
                    let landed = pin!(landing.wait_for(Option::is_some));
                    let _ = first(landed, clock.sleep(most)).await;
                }
                Next::Nap(nap) => clock.sleep(nap).await,
            }
        };
        if let Either::Second(_) = first(pin!(over), gone.as_mut()).await {
            return;
        }
        // A runtime that shuts down takes no new flight and ends this task at its next pause.
        yield_now().await;
    }
}

/// Renews the keys if they are due and nothing forbids it.
fn look(store: &Arc<Shared>) -> Next {
    match store.renew() {
        Ok(Some(landing)) => Next::Landing(landing, store.protocol.settings.deadline),
        Ok(None) => {
            let due = store.protocol.set().due(store.now());
            Next::Nap(due.map_or(LONGEST_NAP, |due| due.min(LONGEST_NAP)))
        }
        Err(unavailable) => Next::Nap(unavailable.retry_after().min(LONGEST_NAP)),
    }
}
