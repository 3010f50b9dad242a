//! Who waits for a flight that was given up is not refused when it fails: the newer flight tells.

use super::{
    engine::{Arc, thread},
    protocol::Answer,
    world::{World, at, begun},
};
use crate::outside::FetchErrorKind;

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::cold();
    let given_up = begun(&world, "a", 0.0);
    let waiting = match world.protocol.ask("a", None, at(0.0)) {
        Answer::Wait(pending) => pending,
        _ => panic!("it is joined"),
    };
    // The first is overdue.
    let newer = begun(&world, "a", 6.0);
    let waiter = {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            let verdict = world.follow("a", waiting, at(6.0));
            assert!(verdict.is_key(), "refused: {verdict:?}");
        })
    };
    let pilot = {
        let world = Arc::clone(&world);
        thread::spawn(move || world.fly(newer, at(6.0)))
    };
    let error = FetchErrorKind::Connect.into();
    world.protocol.land(given_up.flight, Err(error), at(6.0));
    waiter.join().unwrap();
    pilot.join().unwrap();
    assert_eq!(world.fetches(), 1, "fetches");
}
