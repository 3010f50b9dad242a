//! The binary `judge`: what goes in on standard input, and what comes out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod command;
mod config;
mod input;
mod session;
mod verdict;
