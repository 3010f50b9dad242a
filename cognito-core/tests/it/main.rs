//! The public API against the test kit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop"
)]

mod bad_signature;
mod bench;
mod build_error;
mod build_message;
mod cause;
mod claim_manual;
mod claim_quirk;
mod claim_shape;
mod claim_sharing;
mod claim_table;
mod claim_time;
mod debug_output;
mod envelope;
mod header_rules;
mod hostile_input;
mod issuer;
mod key_rules;
mod log;
mod mutation;
mod payload_rules;
mod precedence;
mod principal;
mod privacy;
mod property;
mod reason;
mod request;
mod revocation;
mod sample;
mod set;
