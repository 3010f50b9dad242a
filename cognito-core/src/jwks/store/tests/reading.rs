//! What it costs to read a key that is at hand.

use std::{
    sync::{
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    time::Duration,
};

use super::world::*;
use crate::jwks::{Lookup, key_set::KeySet};

/// Beyond the jittered interval.
const LATER: Duration = Duration::from_secs(331);

/// Fresh keys, and keys that are due for a refresh which is on its way.
const AGES: [Duration; 2] = [Duration::ZERO, LATER];

async fn aged(age: Duration) -> World {
    let world = World::warm().await;
    world.endpoint.is_silent();
    world.pass(age).await;
    world.get_now("a").key();
    world.settled().await;
    world
}

#[tokio::test(start_paused = true)]
async fn reading_a_known_key_allocates_nothing() {
    for age in AGES {
        let world = aged(age).await;
        let mut found = 0;
        let cost = allocation_counter::measure(|| {
            for _ in 0..1000 {
                found += u32::from(matches!(world.store.lookup("a"), Lookup::Found(_)));
            }
        });
        assert_eq!((found, cost.count_total), (1000, 0), "{age:?}");
    }
}

/// The look for allocations sees one.
#[tokio::test(start_paused = true)]
async fn a_wait_for_a_key_is_an_allocation() {
    let world = World::new();
    let cost = allocation_counter::measure(|| drop(world.store.lookup("a")));
    assert!(cost.count_total > 0);
}

#[tokio::test(start_paused = true)]
async fn reading_a_known_key_waits_for_no_lock() {
    for age in AGES {
        let world = aged(age).await;
        let locked = world.store.0.protocol.control.lock().unwrap();
        let store = world.store.clone();
        let (tell, told) = mpsc::channel();
        // A thread of its own: if it waits, this one finds out.
        std::thread::spawn(move || {
            let is_found = matches!(store.lookup("a"), Lookup::Found(_)) && store.is_ready();
            tell.send(is_found)
        });
        let is_found = told.recv_timeout(Duration::from_secs(20));
        assert_eq!(is_found, Ok(true), "{age:?}");
        drop(locked);
    }
}

/// Readers on all threads, while the endpoint puts new material under the same name again and again: the set of each generation
/// has its own, and no reader finds it in another.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_sees_one_set_or_the_next_and_never_a_mix() {
    static STOP: AtomicBool = AtomicBool::new(false);
    const ROTATIONS: u8 = 200;
    let material = |generation| -> KeySet { static_keys(&[("a", generation)]).into_set() };
    let world = World::warm().await;

    let readers: Vec<_> = (0..4)
        .map(|_| {
            let store = world.store.clone();
            let sets: Vec<_> = (0..=ROTATIONS).map(material).collect();
            tokio::spawn(async move {
                let mut seen = 0;
                while !STOP.load(SeqCst) {
                    let Lookup::Found(key) = store.lookup("a") else {
                        panic!("the key is always there");
                    };
                    let set = &sets[usize::try_from(key.generation()).unwrap()];
                    assert!(*key == *set.at(0), "{key:?}");
                    seen += 1;
                    tokio::task::yield_now().await;
                }
                seen
            })
        })
        .collect();
    for generation in 2..=ROTATIONS {
        world.endpoint.serves(&[("a", generation)]);
        world.clock.advance(LATER);
        // Any reader finds that the refresh is due.
        while world.store.state().generation < u64::from(generation) {
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
    }
    STOP.store(true, SeqCst);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    assert!(world.endpoint.calls() >= usize::from(ROTATIONS));
}
