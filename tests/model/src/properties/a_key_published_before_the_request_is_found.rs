//! A kid that the endpoint had before the request came in is never called absent: a set that was on its way by then proves
//! nothing.

use super::{
    engine::{Arc, thread},
    world::{Verdict, World, at},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    let other = {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            assert_eq!(world.request("x", at(1.0)), Verdict::Absent);
        })
    };
    world.publish("b");
    let verdict = world.request("b", at(1.0));
    assert!(verdict.is_key(), "not found: {verdict:?}");
    other.join().unwrap();
}
