//! A user pool in one process, for tests: it mints good tokens and every kind of bad one. No socket, no AWS account.
//!
//! ```
//! use cognito_core::{Reason, test_util::TestPool};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let pool = TestPool::new();
//! let verifier = pool.verifier();
//!
//! let good = pool.access_token().subject("u1").group("admins").mint();
//! assert_eq!(verifier.verify(&good).await.unwrap().subject(), "u1");
//!
//! for bad in pool.bad_tokens() {
//!     let error = verifier.verify(bad.token()).await.unwrap_err();
//!     assert_eq!(error.reason(), bad.reason(), "{}", bad.name());
//! }
//! # }
//! ```
//!
//! The feature `test-util` is for tests and development servers: a program that has it can mint tokens for keys that it
//! made itself, and for no others.

mod bad_token;
#[cfg(feature = "gateway")]
mod gateway_context;
mod manual_clock;
mod open_routes;
mod pool;
mod signing_key;
mod test_head;
mod token_builder;

pub use self::{
    bad_token::BadToken,
    manual_clock::ManualClock,
    open_routes::{OpenRoute, OpenRoutes, Probe},
    pool::TestPool,
    signing_key::SigningKey,
    test_head::TestHead,
    token_builder::TokenBuilder,
};
