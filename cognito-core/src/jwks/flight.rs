//! The detached task that fetches, and the promise that it always lands.

use std::{
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch};

use super::{
    document,
    fetch::FetchJwks,
    fetch_error::{FetchErrorKind, KeysUnavailable},
    protocol::{Flight, Harvest, Host, Outcome},
    shared::Shared,
};
use crate::{
    clock::Clock,
    future::{Either, first, unless_it_panics},
};

/// What waiters wait for. `None` while the flight is in the air; a closed channel means that it was cut off.
pub(crate) type Landing = watch::Receiver<Option<Result<(), KeysUnavailable>>>;
type Waiters = watch::Sender<Option<Result<(), KeysUnavailable>>>;

/// Flights run as tasks of the caller's runtime.
pub(crate) enum Tokio {}

/// Where keys come from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) fetcher: Arc<dyn FetchJwks>,
    /// Tried in order.
    pub(crate) locations: Arc<[Box<str>]>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) deadline: Duration,
}

/// The way back of a flight to its store. Dropped without a landing, it says that the flight was cut off.
pub(crate) struct Return {
    store: Weak<Shared>,
    /// Until it has ended.
    flight: Option<Flight<Tokio>>,
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
        let fetching = pin!(fetch(&source));
        let gone = pin!(store_gone.changed());
        if let Either::First(outcome) = first(fetching, gone).await {
            back.land(outcome);
        }
    });
}

impl Host for Tokio {
    type Runtime = Handle;
    type Tell = Waiters;
    type Wait = Landing;

    fn runtime() -> Result<Handle, FetchErrorKind> {
        Handle::try_current().map_err(|_| FetchErrorKind::NoRuntime)
    }

    fn channel() -> (Waiters, Landing) {
        watch::channel(None)
    }

    fn tell(waiters: Waiters, answer: Result<(), KeysUnavailable>) {
        waiters.send_replace(Some(answer));
    }
}

impl Return {
    pub(crate) fn new(store: &Arc<Shared>, flight: Flight<Tokio>) -> Self {
        Self {
            store: Arc::downgrade(store),
            flight: Some(flight),
        }
    }

    fn land(mut self, outcome: Outcome) {
        if let Some(store) = self.store.upgrade()
            && let Some(flight) = self.flight.take()
        {
            // Everyone was told: now the log, for it may be slow, or panic.
            if let Some(news) = store.protocol.land(flight, outcome, store.now()) {
                news.tell(&store.name);
            }
        }
    }
}

impl Drop for Return {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade()
            && let Some(flight) = self.flight.take()
        {
            store.protocol.cut_off(flight);
        }
    }
}

/// Tries the locations in order. Each gets its share of the time left, so that a silent one leaves time for the next.
async fn fetch(source: &Source) -> Outcome {
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

/// A panic of the fetcher (it is the user's code) is a failed fetch, not a dead store: the next location is tried.
async fn fetch_one(source: &Source, location: &str) -> Outcome {
    // Called within the future, for the call itself may panic.
    let fetched = unless_it_panics(async { source.fetcher.fetch(location).await }).await;
    let fetched = fetched.ok_or(FetchErrorKind::Panicked)??;
    Ok(Harvest {
        keys: document::read(&fetched.body)?,
        max_age: fetched.max_age,
    })
}
