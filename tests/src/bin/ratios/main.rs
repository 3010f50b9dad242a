//! What a token's verification costs, in units of the one RSA operation that nobody can spare.
//!
//! `cargo run --release -p cognito-tests --bin ratios` prints a line for each row: its name, its CPU time divided by that of
//! aws-lc-rs's `ParsedPublicKey::verify_sig` on the access token, and its allocations. `--rounds N` sets how often all rows
//! take turns, `--only NAME` leaves out all rows but one.
//!
//! | rows | what is measured |
//! |---|---|
//! | `uncached_..` | [`Verifier::verify`](cognito_core::Verifier::verify) of a good token whose key is at hand |
//! | `cached..` | the same of a token that the verifier remembers: by its SHA-256, and by all its bytes |
//! | `refuse_..` | the same of a bad token, without a cache |
//! | `axum_..`, `actix_..` | layer and extractor: a request to a handler that returns the subject, beyond one to a bare handler that returns a constant as long; `_cached` by all bytes |
//! | `custom_claims` | `uncached_id`, and the claims read into a struct |
//!
//! An allocation is a call of Rust's allocator by this thread; a reallocation is one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made should stop"
)]

mod arguments;
mod contest;
mod in_actix;
mod in_axum;
mod refused;
mod verified;

use std::io::{self, Write as _};

use cognito_tests::bench::{Shape, Site};

use self::{arguments::Arguments, contest::Contest};

fn main() {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("ratios: {why}");
            std::process::exit(2);
        }
    };
    let lines = actix_web::rt::System::new().block_on(measure(&arguments));
    io::stdout().write_all(lines.as_bytes()).unwrap();
}

async fn measure(arguments: &Arguments) -> String {
    let site = Site::new();
    for (name, shape) in Shape::ALL {
        eprintln!("{name} token: {} bytes", site.token(shape).len());
    }
    let mut contest = Contest::new(&site);
    verified::enter(&mut contest, &site).await;
    verified::enter_cached(&mut contest, &site).await;
    refused::enter(&mut contest, &site).await;
    in_axum::enter(&mut contest, &site).await;
    in_actix::enter(&mut contest, &site).await;
    verified::enter_custom(&mut contest, &site).await;

    let fetches = site.pool.fetches();
    let lines = contest.lines(arguments);
    assert_eq!(site.pool.fetches(), fetches, "keys were fetched meanwhile");
    lines
}
