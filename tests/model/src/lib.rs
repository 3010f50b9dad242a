//! The protocol of the key store (`cognito-core/src/jwks/protocol`), run by model checkers through every order in which threads
//! may meet, or through many of them: each property says which.
//!
//! `build.rs` takes the very source files and puts a model checker's lock and swap in the place of `world.rs`. It does so once
//! as they are, and once for each bug of `planted.rs`, with that bug planted: a check that finds no bug shows nothing.
//!
//! - [loom](https://docs.rs/loom) goes through all orders of two or three threads, and all that the memory model lets a reader
//!   see: `tests/loom.rs`. Where a property names `MOST_PREEMPTIONS`, all orders are too many: the gate goes through those
//!   with at most so many preemptions, and `MODEL_PREEMPTIONS` through more.
//! - [shuttle](https://docs.rs/shuttle) runs the same and larger scenarios by chance, `MODEL_SCHEDULES` of each:
//!   `tests/shuttle.rs`.
//!
//! # What is left out
//!
//! What stands around the protocol is not in the model: `wait.rs`, `flight.rs`, `shared.rs`, `store.rs` and `keep_fresh.rs` use
//! tokio, which neither checker can run. `world.rs` does in their place what they do, as a copy that a reader has to compare.
//! So the timers of those who wait are missing, and with them whoever gives up before the flight has ended; the tests in
//! `jwks/store/tests` are there for that. The endpoint never asks for a pause nor limits the age of its keys: `retry_after` and
//! `max_age` are always `None`.

pub mod engine;
mod must_say;
mod outside;

pub use must_say::must_say;

/// What the protocol calls `crate::clock`.
mod clock {
    pub(crate) use crate::outside::Clock;
}

include!(concat!(env!("OUT_DIR"), "/variants.rs"));
