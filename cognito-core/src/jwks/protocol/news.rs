//! What the end of a flight changed.

use std::time::Duration;

use super::{FetchError, snapshot::Snapshot, world::Arc};

/// For the log. Found out under the lock, to be told when it is free: whoever hears it is the user's code.
#[derive(Debug)]
pub(crate) enum News {
    Refreshed {
        set: Arc<Snapshot>,
        added: usize,
        removed: usize,
        /// Flights in a row that failed before this one.
        failed_before: u32,
        took: Duration,
    },
    Failed {
        failure: Failure,
        /// Worth a warning.
        loud: bool,
        /// The first failure since the keys became too old to be used.
        dropped: bool,
    },
}

#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: FetchError,
    /// In a row, with this one.
    pub(crate) failures: u32,
    /// Old keys serve on.
    pub(crate) is_serving: bool,
    pub(crate) took: Duration,
}
