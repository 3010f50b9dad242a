//! What outlives its request ends when the token does.

mod events;
mod web_socket;

use std::time::Duration;

/// How long a token of the test pool is good for.
const TOKEN_LIFE: Duration = Duration::from_secs(3600);

/// Before the token's end.
const A_SECOND: Duration = Duration::from_secs(1);
