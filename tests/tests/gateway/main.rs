//! Claims by way of a gateway, against those of the token itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod answers;
mod equal;
mod manual;
mod recorded;
mod refused;
mod sample;
mod surface;
