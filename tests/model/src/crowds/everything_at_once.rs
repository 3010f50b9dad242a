//! Six threads do anything at any time: known and unknown kids, an endpoint that goes down and comes back, flights that are cut
//! off or come home too late, and a clock that moves on meanwhile.

use shuttle::rand::{Rng, thread_rng};

use super::{
    engine::{Arc, thread},
    world::{Fate, World, at},
};

pub(crate) const MOST_PREEMPTIONS: Option<usize> = None;

const THREADS: usize = 6;
const ACTS: usize = 4;

pub(crate) fn scenario() {
    let world = World::warm_with(any_fate);
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let mut seen = 0;
                for _ in 0..ACTS {
                    act(&world);
                    let set = world.protocol.set();
                    assert!(set.flight >= seen, "an old set comes back");
                    seen = set.flight;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let seconds = world.seconds();
    let tokens = world.tokens(at(seconds));
    assert!(tokens <= 2, "{tokens} tokens");
    // Two to begin with, and another one every five seconds.
    let most = 2.0 + seconds / 5.0;
    assert!(world.spent() <= most, "{} of {most}", world.spent());
}

fn act(world: &World) {
    // Between this reading and the lock other threads act, and time goes on.
    let now = at(world.seconds());
    match thread_rng().gen_range(0..8) {
        0 => world.pass(thread_rng().gen_range(0.1..3.0)),
        1 => world.pass([400.0, 4000.0][thread_rng().gen_range(0..2)]),
        2 => world.is_down(thread_rng().gen_bool(0.5)),
        3 | 4 => {
            let verdict = world.request("a", now);
            assert!(verdict.is_key(), "refused: {verdict:?}");
        }
        other => {
            let kid = ["x", "y", "z"][other - 5];
            let verdict = world.request(kid, now);
            assert!(!verdict.is_key(), "{kid} is nowhere: {verdict:?}");
        }
    }
}

fn any_fate() -> Fate {
    match thread_rng().gen_range(0..8) {
        0 => Fate::CutOff,
        1 => Fate::Late,
        _ => Fate::Lands,
    }
}
