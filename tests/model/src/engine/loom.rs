//! Every order of few threads, or all that have few preemptions, and every value that the memory model lets them read.

pub use std::sync::Arc;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

pub use loom::{
    sync::{Condvar, Mutex, MutexGuard, atomic::AtomicUsize},
    thread,
};

use super::swap::{Place, Swap};
pub use super::{Guard, RandomState};

/// The swap that the checker looks into.
pub type ArcSwap<T> = Swap<T, AtomicUsize>;

/// Runs `scenario` in every order within the bound, and says how many there are.
///
/// `most_preemptions` bounds how often a thread is put off in favour of another although it could go on; most bugs need one or
/// two. `MODEL_PREEMPTIONS` takes the place of the bound, where there is one.
///
/// # Panics
/// If the scenario does, or if its threads wait for each other.
pub fn explore(most_preemptions: Option<usize>, scenario: impl Fn() + Send + Sync + 'static) {
    let asked = std::env::var("MODEL_PREEMPTIONS").ok();
    let asked = asked.map(|number| number.parse().expect("MODEL_PREEMPTIONS is a number"));
    let mut model = loom::model::Builder::new();
    model.preemption_bound = most_preemptions.map(|most| asked.unwrap_or(most));
    let orders = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&orders);
    model.check(move || {
        counted.fetch_add(1, Relaxed);
        scenario();
    });
    println!("{} orders", orders.load(Relaxed));
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
