//! A key set endpoint that misbehaves on command.
//!
//! A [`FaultServer`] listens on a free port of 127.0.0.1, on a thread and a runtime of its own: tests may block, drop or count
//! the tasks of theirs. It answers each request with the next [`Reply`] of its script, and with the standing one when the
//! script is over; both may be changed at any time. TCP's own faults are states of its [`Port`], those of TLS are
//! [`Certificate`]s. It counts what came in.
//!
//! ```
//! use std::time::Duration;
//! use cognito_core::{UserPool, Verifier, test_util::TestPool};
//! use cognito_tests::fault_server::{FaultServer, Reply};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let pool = TestPool::new();
//! let server = FaultServer::start();
//! server.answer(Reply::ok(pool.jwks())); // from now on
//! server.script([Reply::status(503).header("retry-after", "7")]); // but first this, once
//!
//! let user_pool = UserPool::new(pool.id().clone(), [pool.client_id()]).jwks_uri(server.url());
//! let clock = pool.clock().clone();
//! let verifier = Verifier::builder().user_pool(user_pool).clock(clock.clone()).build()?;
//! let token = pool.access_token().mint();
//! assert_eq!(verifier.verify(&token).await.unwrap_err().status(), 503);
//! clock.advance(Duration::from_secs(7));
//! assert!(verifier.verify(&token).await.is_ok());
//! assert_eq!(server.counts().requests, 2);
//! # Ok::<(), cognito_core::BuildError>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A reply that is [held](Reply::held) waits for [`FaultServer::release`]: no test need sleep.

mod bomb;
mod certificate;
mod connection;
mod counts;
mod port;
mod reply;
mod script;
mod server;

pub use self::{
    certificate::{Certificate, trusted_root},
    counts::{Counts, Request},
    port::Port,
    reply::Reply,
    server::FaultServer,
};

#[cfg(test)]
mod tests;
