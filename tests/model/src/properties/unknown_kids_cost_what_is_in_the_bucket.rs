//! Unknown kids cost two fetches in a row, however many threads ask; each is answered.

use super::world::{Verdict, World, at, together};

/// Three threads that do this much meet in millions of orders.
pub(crate) const MOST_PREEMPTIONS: Option<usize> = Some(3);

pub(crate) fn scenario() {
    let world = World::warm();
    together(3, &world, |world| {
        assert_eq!(world.request("x", at(1.0)), Verdict::Absent);
    });
    together(2, &world, |world| {
        assert_eq!(world.request("y", at(1.0)), Verdict::Absent);
    });
    let (fetches, tokens) = (world.fetches() - 1, world.tokens(at(1.0)));
    assert_eq!(fetches + tokens as u64, 2, "{fetches} fetches");
}
