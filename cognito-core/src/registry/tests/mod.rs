//! The table of the module, row by row, on a clock that the test moves.

mod cold;
mod cost;
mod evict;
mod flood;
mod forget;
mod lifetime;
#[cfg(feature = "tracing")]
mod log;
mod renew;
mod seats;
mod threads;
mod trust;
mod walk;
mod world;
