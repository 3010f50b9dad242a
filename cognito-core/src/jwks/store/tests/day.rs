//! A day in virtual time, in about a second. The runtime has no timer: what needs another clock than the test's panics.

use tokio::runtime::Builder;

use super::{dice::Dice, world::*};
use crate::jwks::Lookup;

const DAY: u32 = 24 * 3600;

fn block_on<T>(test: impl Future<Output = T>) -> T {
    Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(test)
}

/// Lets the tasks run that are ready.
async fn turn() {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
}

async fn warm() -> World {
    let world = World::new();
    let Lookup::Wait(first) = world.store.lookup("a") else {
        panic!("nothing was fetched yet");
    };
    first.await.unwrap();
    world
}

#[test]
fn a_day_of_traffic_costs_one_fetch_an_interval() {
    block_on(async {
        let world = warm().await;
        for _ in 0..DAY {
            world.get_now("a").key();
            turn().await;
            world.clock.advance(SECOND);
        }
        let calls = world.endpoint.calls();
        // 288 intervals of five minutes, each up to a second longer.
        assert!((275..=296).contains(&calls), "{calls}");
    });
}

/// From its withdrawal on a key is accepted for one interval of 330 s at most, whenever that falls.
#[test]
fn under_traffic_a_withdrawn_key_is_accepted_for_one_interval_at_most() {
    for seed in 0..50 {
        let mut dice = Dice::of(seed);
        block_on(async {
            let world = warm().await;
            for _ in 0..dice.below(1200) {
                world.get_now("a").key();
                turn().await;
                world.clock.advance(SECOND);
            }
            world.endpoint.serves(&[("b", 2)]);
            let mut accepted = 0;
            while let Lookup::Found(_) = world.store.lookup("a") {
                turn().await;
                world.clock.advance(SECOND);
                accepted += 1;
            }
            assert!(accepted <= 331, "{accepted} s");
            world.get_now("b").key();
        });
    }
}

/// Nobody asks for a day: no call, no task, no sleeper; then the next request is served.
#[test]
fn an_idle_day_costs_nothing() {
    block_on(async {
        let world = warm().await;
        for _ in 0..DAY / 60 - 60 {
            world.clock.advance(MINUTE);
            turn().await;
            assert_eq!(world.clock.sleepers(), 0);
        }
        assert_eq!(world.endpoint.calls(), 1);
        let metrics = tokio::runtime::Handle::current().metrics();
        assert_eq!(metrics.num_alive_tasks(), 0);
        let Lookup::Wait(next) = world.store.lookup("a") else {
            panic!("the keys are older than an hour");
        };
        next.await.unwrap();
        assert_eq!(world.endpoint.calls(), 2);
    });
}
