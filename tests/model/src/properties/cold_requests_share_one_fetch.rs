//! N threads that find no keys begin one flight, and each gets its key.

use super::world::{World, at, together};

/// Three threads that do this much meet in millions of orders.
pub(crate) const MOST_PREEMPTIONS: Option<usize> = Some(3);

pub(crate) fn scenario() {
    let world = World::cold();
    together(3, &world, |world| {
        let verdict = world.request("a", at(0.0));
        assert!(verdict.is_key(), "refused: {verdict:?}");
    });
    assert_eq!(world.fetches(), 1, "fetches");
}
