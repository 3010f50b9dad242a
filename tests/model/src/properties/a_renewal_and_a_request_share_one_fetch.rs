//! Who renews without asking for a key (`prefetch`, and the task that keeps keys fresh) and who asks for one begin one flight
//! between them.

use super::{
    engine::{Arc, thread},
    protocol::Boarded,
    world::{End, World, at},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

pub(crate) fn scenario() {
    let world = World::cold();
    let request = {
        let world = Arc::clone(&world);
        thread::spawn(move || {
            let verdict = world.request("a", at(0.0));
            assert!(verdict.is_key(), "refused: {verdict:?}");
        })
    };
    prefetch(&world);
    request.join().unwrap();
    assert_eq!(world.fetches(), 1, "fetches");
}

fn prefetch(world: &World) {
    match world.protocol.renew(at(0.0)) {
        Ok(Some(Boarded { landing, departure })) => {
            if let Some(departure) = departure {
                world.fly(departure, at(0.0));
            }
            let end = landing.end();
            assert!(matches!(end, End::Landed(Ok(()))), "no landing");
        }
        // The request was quicker.
        Ok(None) => {}
        Err(unavailable) => panic!("refused: {:?}", unavailable.kind()),
    }
    assert!(world.protocol.set().flight >= 1, "the set is not there");
}
