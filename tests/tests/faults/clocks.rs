//! Clocks that jump, and one that stands still.

use std::time::Duration;

use cognito_core::{Reason, clock::Clock as _};
use cognito_tests::fault_server::{Port, Reply};

use crate::{
    subject::{Subject as _, Verdict},
    world::{HOUR, INTERVAL, SECOND, START, World},
};

pub(crate) const YEARS: i64 = 10 * 365 * 24 * 3600;
pub(crate) const ONE_HOUR: i64 = 3600;
/// Back to the first second of 1970.
pub(crate) const TO_1970: i64 = -(START.cast_signed());

/// The wall clock jumps, and later back; the endpoint answers.
pub(crate) async fn jump(world: &World, seconds: i64) {
    let before = world.token(0);
    world.clock.set_wall(START.saturating_add_signed(seconds));
    // Token times follow the wall clock.
    let reason = if seconds > 0 {
        Reason::Expired
    } else {
        Reason::NotYetValid
    };
    assert_eq!(world.ask(&before).await, Verdict::Refused(reason));
    // A jump ahead makes the keys old: one refresh. One back makes them no younger, and no older.
    world.accepts_many().await;
    let fetches = 1 + usize::from(seconds > 0);
    assert_eq!(world.fetches.begun(), fetches);
    world.pass(INTERVAL).await;
    world.accepts_many().await;
    assert_eq!(world.fetches.begun(), fetches + 1);

    let passed = world.clock.monotonic().as_secs();
    world.clock.set_wall(START + passed);
    world.accepts_many().await;
    // Back ahead it makes the keys look old again.
    assert!(world.fetches.begun() <= fetches + 2);
}

/// The wall clock jumps while the endpoint is down: keys that look older than a day are not used.
pub(crate) async fn jump_in_an_outage(world: &World, seconds: i64) {
    world.server.port(Port::Closed);
    world.clock.set_wall(START.saturating_add_signed(seconds));
    if seconds == YEARS {
        world.ask_key(0).await.retry_after();
        assert!(!world.state().ready);
    } else {
        world.accepts_many().await;
    }
    assert!(world.fetches.begun() <= 2, "{}", world.fetches.begun());
}

/// A frozen process: the monotonic clock stood still for two hours, and a key was withdrawn meanwhile. The first request waits
/// for the refresh and does not trust the old key.
pub(crate) async fn frozen(world: &World) {
    world.publish(&[2, 3]);
    freeze(world);
    let verdict = world.ask_key(0).await;
    assert_eq!(verdict, Verdict::Refused(Reason::UnknownKid));
    world.took(&[2, 3]);
    assert_eq!(world.ask_key(2).await, Verdict::Accepted);
    assert_eq!(world.fetches.begun(), 2);
}

/// The same, and the endpoint is slow after it: after two seconds the old keys serve.
pub(crate) async fn frozen_with_a_slow_endpoint(world: &World) {
    world.server.answer(Reply::silence());
    freeze(world);
    let (verdict, waited) = world.ask_timed(&world.token(0)).await;
    assert_eq!(verdict, Verdict::Accepted);
    let patience = 2 * SECOND..=2 * SECOND + Duration::from_millis(250);
    assert!(patience.contains(&waited), "{waited:?}");
    assert_eq!(world.fetches.begun(), 2);
}

/// Frozen in the middle of a fetch, and the connection is lost meanwhile: that fetch counts as dead, another one is flown.
pub(crate) async fn frozen_in_a_fetch(world: &World) {
    world.server.answer(Reply::silence());
    world.clock.advance(INTERVAL);
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    world.server.until(|counts| counts.stalled == 1).await;
    freeze(world);
    world.publish(&[2, 3]);
    world.server.reset_connections();
    let verdict = world.ask_key(0).await;
    let waits_or_knows = [Verdict::Refused(Reason::UnknownKid), Verdict::Accepted];
    assert!(waits_or_knows.contains(&verdict), "{verdict:?}");
    // At the latest when the back-off of the lost fetch is over.
    world.pass(2 * SECOND).await;
    assert_eq!(world.ask_key(2).await, Verdict::Accepted);
    world.took(&[2, 3]);
}

fn freeze(world: &World) {
    let passed = world.clock.monotonic() + 2 * HOUR;
    world.clock.set_wall(START + passed.as_secs());
}
