//! A flight has claimed its cool-down before it fetches: nobody tries again in that time.

use super::world::{Verdict, World, at, together};
use crate::outside::FetchErrorKind;

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::cold();
    world.is_down(true);
    together(3, &world, |world| {
        let verdict = world.request("a", at(0.0));
        assert_eq!(verdict, Verdict::Unavailable(FetchErrorKind::Connect));
    });
    assert_eq!(world.fetches(), 1, "fetches");
}
