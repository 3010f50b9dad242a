//! The detached task that fetches, and the promise that it always lands.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Weak},
    task::Poll,
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch};

use super::{
    document,
    fetch::FetchJwks,
    fetch_error::{FetchError, FetchErrorKind, KeysUnavailable},
    key_set::KeySet,
    moment::Moment,
    shared::Shared,
};
use crate::{
    clock::Clock,
    future::{Either, first},
};

/// What waiters wait for. `None` while the flight is in the air; a closed channel means that it was cut off.
pub(crate) type Landing = watch::Receiver<Option<Result<(), KeysUnavailable>>>;

/// What a flight brings home.
#[derive(Debug)]
pub(crate) struct Harvest {
    pub(crate) keys: KeySet,
    pub(crate) max_age: Option<Duration>,
}

/// Where keys come from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) fetcher: Arc<dyn FetchJwks>,
    /// Tried in order.
    pub(crate) locations: Arc<[Box<str>]>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) deadline: Duration,
}

/// The way back of a flight to its store.
pub(crate) struct Return {
    pub(crate) store: Weak<Shared>,
    pub(crate) number: u64,
    pub(crate) began: Moment,
    pub(crate) waiters: watch::Sender<Option<Result<(), KeysUnavailable>>>,
}

/// Starts the task. It belongs to nobody: a request that is dropped does not take it along. It holds no handle of the store, and
/// ends when the last one (the sender of `store_gone`) goes.
pub(crate) fn launch(
    runtime: &Handle,
    source: Source,
    back: Return,
    mut store_gone: watch::Receiver<()>,
) {
    runtime.spawn(async move {
        // A cut-off flight must land too: `back` does it when it is dropped.
        let mut back = Some(back);
        let fetching = pin!(catch(fetch(&source)));
        let gone = pin!(store_gone.changed());
        if let Either::First(outcome) = first(fetching, gone).await
            && let Some(back) = back.take()
        {
            back.land(outcome);
        }
    });
}

impl Return {
    fn land(self, outcome: Result<Harvest, FetchError>) {
        if let Some(store) = self.store.upgrade() {
            let (answer, news) = store.land(self.number, self.began, outcome);
            self.waiters.send_replace(Some(answer));
            // Last: a log may be slow, or panic.
            if let Some(news) = news {
                news.tell(&store.label);
            }
        }
    }
}

/// Runs before the sender is dropped: whoever wakes up finds the store ready for another flight.
impl Drop for Return {
    fn drop(&mut self) {
        let landed = self.waiters.borrow().is_some();
        if !landed && let Some(store) = self.store.upgrade() {
            store.cut_off(self.number);
        }
    }
}

/// Tries the locations in order. Each gets its share of the time left, so that a silent one leaves time for the next.
async fn fetch(source: &Source) -> Result<Harvest, FetchError> {
    let began = source.clock.monotonic();
    let mut first_error = None;
    for (tried, location) in source.locations.iter().enumerate() {
        let spent = source.clock.monotonic().saturating_sub(began);
        let untried = u32::try_from(source.locations.len() - tried).unwrap_or(u32::MAX);
        let share = source.deadline.saturating_sub(spent) / untried;
        let attempt = pin!(fetch_one(source, location));
        let error = match first(attempt, source.clock.sleep(share)).await {
            Either::First(Ok(harvest)) => return Ok(harvest),
            Either::First(Err(error)) => error,
            Either::Second(()) => FetchErrorKind::Timeout.into(),
        };
        // The first location is the pool's own: its error says most.
        first_error.get_or_insert(error);
    }
    Err(first_error.unwrap_or_else(|| FetchErrorKind::NoFetcher.into()))
}

async fn fetch_one(source: &Source, location: &str) -> Result<Harvest, FetchError> {
    let fetched = source.fetcher.fetch(location).await?;
    Ok(Harvest {
        keys: document::read(&fetched.body)?,
        max_age: fetched.max_age,
    })
}

/// A panic of the fetcher (it is the user's code) is a failed fetch, not a dead store.
async fn catch(
    fetch: impl Future<Output = Result<Harvest, FetchError>>,
) -> Result<Harvest, FetchError> {
    let mut fetch = pin!(fetch);
    std::future::poll_fn(|cx| {
        // Nothing is used again after a panic: the future is only dropped.
        catch_unwind(AssertUnwindSafe(|| fetch.as_mut().poll(cx)))
            .unwrap_or_else(|_| Poll::Ready(Err(FetchErrorKind::Panicked.into())))
    })
    .await
}
