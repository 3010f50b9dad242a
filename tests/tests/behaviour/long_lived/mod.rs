//! What outlives its request ends when the token does.

mod events;
mod web_socket;

use std::time::Duration;

/// The life of a token of the test pool, but for the last second of it.
const MOST_OF_ITS_LIFE: Duration = Duration::from_secs(3600 - 1);

const A_SECOND: Duration = Duration::from_secs(1);
