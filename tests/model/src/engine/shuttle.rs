//! Many orders of many threads, by chance. A failure prints the seed of its schedule.

pub use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Release};

use shuttle::{
    Config, Runner,
    scheduler::{PctScheduler, RandomScheduler},
};
pub use shuttle::{
    sync::{Condvar, Mutex, MutexGuard, atomic::AtomicUsize},
    thread,
};

use super::swap::{Place, Swap};
pub use super::{Guard, RandomState};

/// The swap that the checker looks into.
pub type ArcSwap<T> = Swap<T, AtomicUsize>;

/// Schedules of a scenario, unless `MODEL_SCHEDULES` says otherwise.
const SCHEDULES: u64 = 400;

/// Where chance begins, unless `MODEL_SEED` says otherwise: the gate is the same every time.
const SEED: u64 = 4;

/// Turns at which a schedule of the second half departs from running one thread after another: most bugs need no more.
const TURNS: usize = 3;

/// Runs `scenario` many times: half of them with threads that take turns anywhere, half with few turns at points picked by chance.
///
/// # Panics
/// If the scenario does, or if its threads wait for each other.
pub fn explore(_most_preemptions: Option<usize>, scenario: impl Fn() + Send + Sync + 'static) {
    let number = |name, default| {
        std::env::var(name).map_or(default, |number| number.parse().expect("it is a number"))
    };
    let config = || {
        let mut config = Config::new();
        // Said by the documentation of this package: weak memory is loom's.
        config.silence_warnings = true;
        config
    };
    let seed = number("MODEL_SEED", SEED);
    let half = usize::try_from(number("MODEL_SCHEDULES", SCHEDULES)).expect("it is small") / 2;
    let scenario = Arc::new(scenario);
    let same = Arc::clone(&scenario);
    let anywhere = RandomScheduler::new_from_seed(seed, half);
    Runner::new(anywhere, config()).run(move || scenario());
    let few = PctScheduler::new_from_seed(seed, TURNS, half);
    Runner::new(few, config()).run(move || same());
    println!("{} schedules from seed {seed}", 2 * half);
}

impl Place for AtomicUsize {
    fn first() -> Self {
        Self::new(0)
    }

    fn load_acquire(&self) -> usize {
        self.load(Acquire)
    }

    fn store_release(&self, place: usize) {
        self.store(place, Release);
    }
}
