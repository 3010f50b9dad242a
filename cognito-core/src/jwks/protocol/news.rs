//! What the end of a flight changed.

use std::time::Duration;

use super::{FetchError, backoff::Stock, snapshot::Snapshot, sync::Arc};

/// For the log. Found out under the lock, to be told when it is free: whoever hears it is the user's code.
#[derive(Debug)]
pub(crate) enum News {
    Refreshed {
        set: Arc<Snapshot>,
        added: usize,
        removed: usize,
        took: Duration,
    },
    Failed {
        error: FetchError,
        failures: u32,
        stock: Stock,
        loud: bool,
    },
}
