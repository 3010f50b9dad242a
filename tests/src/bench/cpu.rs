use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The CPU time that the calling thread has used, in seconds.
///
/// # Panics
/// If the system has no such clock.
pub fn thread_seconds() -> f64 {
    let time: Duration = clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap();
    time.as_secs_f64()
}
