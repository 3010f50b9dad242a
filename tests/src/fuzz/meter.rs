//! The CPU time of the crate's work alone, without the model's and without signatures.

use std::{cell::Cell, time::Duration};

/// Shows how much CPU time the thread has had. Brought by the caller: it takes a crate that only the fuzzer needs.
pub type CpuClock = fn() -> Duration;

thread_local! {
    static CLOCK: Cell<Option<CpuClock>> = const { Cell::new(None) };
    static MOST: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// What the costliest single decision about an input cost: one verification, or one key set read.
pub fn costliest(clock: CpuClock, target: super::Target, data: &[u8]) -> Duration {
    CLOCK.set(Some(clock));
    MOST.set(Duration::ZERO);
    target(data);
    CLOCK.set(None);
    MOST.get()
}

/// Does the crate's work, and takes its time where that is asked for.
pub(super) fn metered<T>(work: impl FnOnce() -> T) -> T {
    let Some(clock) = CLOCK.get() else {
        return work();
    };
    let begun = clock();
    let done = work();
    MOST.set(MOST.get().max(clock().saturating_sub(begun)));
    done
}
