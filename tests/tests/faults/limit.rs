//! The fetcher's own limit for a connection, in real time.

use std::time::{Duration, Instant};

use cognito_tests::fault_server::Port;

use crate::{subject::Subject as _, world::World};

/// A connection that is never made is given up after two seconds, though the store would wait for five.
pub(crate) async fn of_connecting(world: &World) {
    world.server.port(Port::Full);
    let begun = Instant::now();
    world.ask_key(0).await.retry_after();
    let took = begun.elapsed();
    // Far from the two seconds at its end, for the machine may be busy.
    let limit = Duration::from_millis(1900)..Duration::from_secs(12);
    assert!(limit.contains(&took), "{took:?}");
    let state = world.state();
    assert_eq!((state.failures, state.last_error), (1, Some("timeout")));
    // The store's own deadline has not come: its clock stood still.
    assert_eq!(world.longest_wait(), Duration::ZERO);
}
