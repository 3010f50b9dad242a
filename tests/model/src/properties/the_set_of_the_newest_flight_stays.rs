//! Of two flights the set of the one that began last stays, and a reader never sees an older set after a newer one.

use super::{
    engine::{Arc, thread},
    protocol::Departure,
    world::{Model, World, at, begun, harvest},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::cold();
    let old = begun(&world, "a", 0.0);
    // The first is overdue.
    let new = begun(&world, "a", 6.0);
    let lander = |departure: Departure<Model>, version| {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            let harvest = harvest(version, &["a", "b"]);
            world.protocol.land(departure.flight, Ok(harvest), at(6.0));
            assert!(
                world.protocol.set().flight >= version,
                "an old set comes back"
            );
        })
    };
    let (old, new) = (lander(old, 1), lander(new, 2));
    let mut before = 0;
    for _ in 0..2 {
        let set = world.protocol.set();
        assert!(set.flight >= before, "an old set comes back");
        before = set.flight;
        if let Some(at) = set.keys.position("a") {
            let versions = [at, at + 1].map(|at| set.keys.at(at).version);
            assert_eq!(versions, [set.flight; 2], "a mix of two sets");
        }
    }
    old.join().unwrap();
    new.join().unwrap();
    assert_eq!(world.protocol.set().flight, 2, "an old set stays");
}
