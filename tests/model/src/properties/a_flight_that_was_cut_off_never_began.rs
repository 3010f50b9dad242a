//! A flight that was cut off never began: its token and its back-off are given back, and who is woken finds the way free.

use super::{
    engine::{Arc, thread},
    world::{Verdict, World, at, begun},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    let cut_off = begun(&world, "x", 1.0);
    let waiter = {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            let verdict = world.request("y", at(1.0));
            assert_eq!(verdict, Verdict::Absent);
        })
    };
    world.protocol.cut_off(cut_off.flight);
    waiter.join().unwrap();
    assert_eq!(world.fetches(), 2, "fetches");
    assert_eq!(world.tokens(at(1.0)), 1, "tokens");
}
