//! The protocol of the key store (`cognito-core/src/jwks/protocol`), run by model checkers through every order in which threads
//! may meet, or through many of them.
//!
//! `build.rs` takes the very source files and puts a model checker's lock and swap in the place of `world.rs`. It does so once
//! as they are, and once for each bug of `planted.rs`, with that bug planted: a check that finds no bug shows nothing.
//!
//! - [loom](https://docs.rs/loom) goes through all orders of two or three threads, and all that the memory model lets a reader
//!   see: `tests/loom.rs`.
//! - [shuttle](https://docs.rs/shuttle) runs the same and larger scenarios by chance, `MODEL_SCHEDULES` of each:
//!   `tests/shuttle.rs`.

pub mod engine;
mod outside;

/// What the protocol calls `crate::clock`.
mod clock {
    pub(crate) use crate::outside::Clock;
}

include!(concat!(env!("OUT_DIR"), "/variants.rs"));
