//! Known kids of an ageing set are served at once, and one of the requests renews it.

use super::world::{World, at, together};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    together(3, &world, |world| {
        let verdict = world.request("a", at(400.0));
        assert!(verdict.is_key(), "refused: {verdict:?}");
    });
    assert_eq!(world.fetches(), 2, "fetches");
    assert_eq!(
        world.protocol.set().flight,
        2,
        "the renewed set is in force"
    );
}
