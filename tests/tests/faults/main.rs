//! The fault model of the key store, as one table.
//!
//! Every row begins with a store that has keys, or none; then something fails, and the row's right behaviour is asserted; then
//! [all six invariants](invariants) are, and that the endpoint's new keys are accepted when it is good again. The fetcher is
//! the real one, over real sockets; time is the store's own, and passes only when the row says so or a fetch hangs.
//!
//! For Linux: it looks at `/proc`, stops processes, and knows how long a backlog is.
//!
//! `FAULT=<part of a name>` runs the rows whose name has it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "test code: a surprise should stop the test"
)]

mod clocks;
mod failing;
mod fetches;
mod invariants;
mod keys;
mod limit;
mod process;
mod rotation;
mod row;
mod runtimes;
mod serving;
mod station;
mod stations;
mod subject;
mod suspended;
mod table;
mod waiters;
mod wire;
mod world;

use std::{panic, time::Instant};

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test, for the rows look at the memory of the process.
#[test]
fn every_row_holds() {
    if let Some(endpoint) = station::endpoint() {
        return station::serve(&endpoint);
    }
    // A backtrace keeps what it has read of the program, and the rows look at memory.
    panic::set_hook(Box::new(|panicked| eprintln!("{panicked}")));
    the_table_is_complete();
    let played = process::played();
    let wanted = played
        .or_else(|| std::env::var("FAULT").ok())
        .unwrap_or_default();
    let mut failed = Vec::new();
    for row in table::rows() {
        if row.to_string().contains(&wanted) {
            let begun = Instant::now();
            failed.extend(row.run().err());
            eprintln!("{:6} ms  {row}", begun.elapsed().as_millis());
        }
    }
    assert!(
        failed.is_empty(),
        "{} failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

/// Every fault of the model is provoked, or it is said why not; and no row is of another model.
fn the_table_is_complete() {
    let rows = table::rows();
    for fault in table::FAULTS {
        let is_provoked = rows.iter().any(|row| row.fault == fault);
        let is_excused = table::NOT_PROVOKED.iter().any(|(of, ..)| *of == fault);
        assert!(is_provoked || is_excused, "nothing provokes: {fault}");
    }
    for row in rows {
        assert!(
            table::FAULTS.contains(&row.fault),
            "not in the model: {row}"
        );
    }
    for (fault, what, why) in table::NOT_PROVOKED {
        assert!(table::FAULTS.contains(&fault), "not in the model: {fault}");
        eprintln!("    not provoked  {fault}: {what}, for {why}");
    }
}
