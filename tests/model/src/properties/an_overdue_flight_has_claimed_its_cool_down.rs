//! A flight that never came home has claimed its cool-down too; after that one thread begins the next.

use super::world::{World, at, together};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    world.is_down(true);
    for seconds in [400.0, 410.0, 420.0] {
        world.renew(at(seconds));
    }
    assert_eq!(world.fetches(), 4);
    let lost = world.protocol.renew_in_background(at(430.0));
    assert!(lost.is_some(), "it is due");
    // It failed in the moment of its deadline, after 5 s. The wait after four failures is 8 s, ten per cent more or less.
    together(2, &world, |world| world.renew(at(440.0)));
    assert_eq!(world.fetches(), 4, "fetches in the cool-down");
    together(2, &world, |world| world.renew(at(450.0)));
    assert_eq!(world.fetches(), 5, "fetches after the cool-down");
}
