//! The fuzz targets of `cognito-tests`, watched for inputs that cost much.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "test code: a surprise should stop the fuzzer"
)]

use std::{
    env, fs,
    path::Path,
    sync::{
        Once,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

#[path = "../../src/fuzz/mod.rs"]
pub mod target;

/// What the costliest input took so far, in microseconds.
static MOST: AtomicU64 = AtomicU64::new(100);

/// Runs a target. With `FUZZ_SLOWEST` set, each input that costs the crate more CPU than all before it is written to a file in
/// that folder: libFuzzer keeps what reaches new code, not what is slow. The example `cost` judges them.
pub fn watch(name: &str, target: target::Target, data: &[u8]) {
    // The first run makes the keys.
    static READY: Once = Once::new();
    READY.call_once(|| target(b""));
    let cost =
        u64::try_from(target::costliest(cpu_time, target, data).as_micros()).unwrap_or(u64::MAX);
    if MOST.fetch_max(cost, Ordering::Relaxed) < cost
        && let Some(folder) = env::var_os("FUZZ_SLOWEST")
    {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{cost:08}")), data).unwrap();
    }
}

/// The CPU time that this thread has had: a busy machine does not count.
#[must_use]
pub fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.try_into().unwrap()
}
