//! A thread that waited for the lock comes with an old reading of the clock; the bucket is not fuller for it.

use super::{
    engine::{Arc, thread},
    world::{Verdict, World, at},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::warm();
    for kid in ["v", "w"] {
        assert_eq!(world.request(kid, at(5.0)), Verdict::Absent);
    }
    assert_eq!(world.fetches(), 3, "the bucket is empty");
    let late = {
        let world = Arc::clone(&world);
        thread::spawn(move || assert_eq!(world.request("x", at(5.0)), Verdict::Absent))
    };
    assert_eq!(world.request("y", at(9.0)), Verdict::Absent);
    late.join().unwrap();
    assert_eq!(world.tokens(at(9.9)), 0, "tokens");
}
