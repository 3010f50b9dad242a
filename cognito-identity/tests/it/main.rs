//! `cognito-identity` against an identity pool of our own on a loopback port.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod exchange;
mod expiry;
mod fake;
mod flights;
mod refusals;
mod sdk_clients;
mod secrets;
mod world;
