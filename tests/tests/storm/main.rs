//! Load on real servers: `cargo test -p cognito-tests --features storm --test storm -- --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a load test should stop at a surprise, and print its figures"
)]

mod rotation;
