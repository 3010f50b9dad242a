//! What is counted, under which names, and that no stranger can add to them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod bounded;
mod documented;
mod numbers;
mod recorded;
mod tenants;
