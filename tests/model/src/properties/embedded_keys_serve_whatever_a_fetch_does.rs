//! A token names a key that the program does not have, and its fetch fails: an embedded key is served all the same, however old it is.

use super::world::{Verdict, World, at, together};
use crate::outside::FetchErrorKind;

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

const DAYS: f64 = 24.0 * 3600.0;

pub(crate) fn scenario() {
    let world = World::embedded();
    world.is_down(true);
    together(2, &world, |world| {
        let verdict = world.request("new", at(100.0 * DAYS));
        let unavailable = Verdict::Unavailable(FetchErrorKind::Connect);
        assert_eq!(verdict, unavailable, "told otherwise");
        let verdict = world.request("embedded", at(100.0 * DAYS));
        assert!(verdict.is_key(), "refused: {verdict:?}");
    });
    assert_eq!(world.fetches(), 1, "fetches");
}
