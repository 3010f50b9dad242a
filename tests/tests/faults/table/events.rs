//! What happens around the fetch: requests that go, runtimes that end, descriptors that run out, other pools.

use std::{fs::File, sync::atomic::Ordering::SeqCst};

use crate::{
    row::{Plays, Row},
    runtimes, stations, waiters,
};

const RUNTIME: &str = "runtime dropped / built twice";
const PANIC: &str = "panic in the refresh task";
const LEADER: &str = "leader request cancelled";
const HANGS: &str = "requests go on while a fetch hangs";
const ALL_CANCELLED: &str = "all waiters cancelled";
const HERD: &str = "10 k cold requests";
const STARVED: &str = "CPU starvation (blocked worker)";
const SHUTDOWN: &str = "shutdown during fetch";
const DESCRIPTORS: &str = "file descriptor / port exhaustion";
const SEVERAL: &str = "several issuers, one dead";
const START: &str = "start-up while the endpoint is down";

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new(
            RUNTIME,
            "one after another",
            Plays::Apart(runtimes::one_after_another),
        ),
        Row::new(
            RUNTIME,
            "dropped in a fetch",
            Plays::Apart(runtimes::dropped_in_a_fetch),
        ),
        Row::new(
            RUNTIME,
            "dropped while others wait",
            Plays::Apart(runtimes::dropped_while_others_wait),
        ),
        Row::new(
            RUNTIME,
            "nobody drives it",
            Plays::Apart(runtimes::nobody_drives),
        ),
        Row::provoked(PANIC, "every time", "panicked", |world| {
            world.fetches.panics.store(true, SeqCst);
        }),
        Row::cold(LEADER, "20 others wait", |w| {
            Box::pin(waiters::leader_cancelled(w))
        }),
        Row::cold(
            LEADER,
            "3,000 requests that wait 200 ms for a fetch of 300 ms",
            |w| Box::pin(waiters::impatient(w)),
        ),
        Row::cold(ALL_CANCELLED, "20 of 20", |w| {
            Box::pin(waiters::all_cancelled(w))
        }),
        Row::cold(HERD, "half of them go", |w| Box::pin(waiters::herd(w))),
        Row::warm(HANGS, "and after it", |w| Box::pin(waiters::incessant(w))),
        Row::new(
            STARVED,
            "one of two workers",
            Plays::Apart(runtimes::short_of_threads),
        ),
        Row::cold(SHUTDOWN, "the last handle goes", |w| {
            Box::pin(stations::shut_down_in_a_fetch(w))
        }),
        Row::provoked(
            DESCRIPTORS,
            "no file descriptor is left",
            "connect",
            |world| {
                let files = std::iter::from_fn(|| File::open("/dev/null").ok());
                world.descriptors.lock().unwrap().extend(files);
            },
        )
        .within(64),
        Row::warm(SEVERAL, "and it is flooded", |w| {
            Box::pin(stations::one_dead(w))
        }),
        Row::cold(START, "prefetch tells, requests are told 503", |w| {
            Box::pin(stations::down_at_the_start(w))
        }),
        Row::cold(START, "keys came with the program", |w| {
            Box::pin(stations::down_with_keys_at_hand(w))
        }),
    ]
}
