//! The default fetcher over real TLS: whose certificates it trusts, and which way it goes.
//!
//! What a process takes from its environment is seen in a process of its own: a test runs itself once more, with other variables.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod child;
mod environment;
mod own_client;
mod proxy;

/// The name by which certificates and proxies know the server; another port than its own leads nowhere.
fn at_localhost(port: u16) -> String {
    format!("https://localhost:{port}/jwks.json")
}
