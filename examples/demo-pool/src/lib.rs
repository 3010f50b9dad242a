//! What the small examples share, so that each `main.rs` shows its idea alone: where the tokens come from, the listener, and the
//! `curl` lines to try.
//!
//! **For trying out only.** Without `COGNITO_USER_POOL_ID` in the environment, a [`Demo`] has a user pool in memory, and prints
//! tokens for anybody who can read the output: administrators' tokens too. Nothing of this crate belongs into a program that
//! guards something. There, a server has `Verifier::from_env()`, or a builder, and no code that can mint a token.
//!
//! ```
//! use demo_pool::{Curl, Demo, Trial};
//!
//! let trial = Trial::new()
//!     .token("READER", "the scope orders/read", |pools| pools.main().access_token().scope("orders/read"))
//!     .expect(200, "a reader sees the orders", Curl::get("/orders").bearer("READER"))
//!     .expect(401, "no token", Curl::get("/orders"));
//! let listener = Demo::in_memory().listen(&trial)?; // and the lines are printed
//! assert!(listener.local_addr()?.ip().is_loopback());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod curl;
mod demo;
mod error;
mod exchange;
mod log;
mod pools;
mod trial;

pub use self::{
    curl::Curl, demo::Demo, error::DemoError, exchange::Answer, pools::Pools, trial::Trial,
};
