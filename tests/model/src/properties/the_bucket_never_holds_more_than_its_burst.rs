//! The bucket never holds more than its burst, whatever comes back to it and when.

use super::{
    engine::{Arc, thread},
    world::{World, at, begun, harvest},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    let paid = begun(&world, "b", 1.0);
    let lander = {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            let harvest = harvest(2, &["a", "b"]);
            world.protocol.land(paid.flight, Ok(harvest), at(5.5));
        })
    };
    let verdict = world.request("b", at(5.5));
    assert!(verdict.is_key(), "refused: {verdict:?}");
    lander.join().unwrap();
    assert_eq!(world.tokens(at(20.0)), 2, "tokens");
}
