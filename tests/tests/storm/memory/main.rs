//! What stays in memory after a million of everything: `cargo test -p cognito-tests --features storm --test memory -- --nocapture`.
//!
//! Counted twice: the bytes that Rust code holds, by an allocator that counts, and the whole process's, as the system tells.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a load test should stop at a surprise, and print its figures"
)]

mod held;
mod soak;
mod strangers;

use std::{alloc::System, sync::Mutex};

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One test at a time has the process.
static ALONE: Mutex<()> = Mutex::new(());
