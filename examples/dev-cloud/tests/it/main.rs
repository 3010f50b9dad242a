//! The cloud from outside: requests in, answers out, with a client and a signer that share no code with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod classic_mistakes;
mod guests;
mod http_rules;
mod multipart;
mod objects;
mod permissions;
mod roles;
mod signatures;
mod signer;
mod uploads;
mod world;
