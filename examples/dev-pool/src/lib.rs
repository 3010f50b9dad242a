//! **For development only.** A user pool in one process that plays the Amazon Cognito API on loopback.
//!
//! Sites mount it so that a stranger can sign up, sign in and see their own page without an AWS account, and so that client code
//! written for Cognito runs unchanged: `amazon-cognito-identity-js`, Amplify, the AWS SDKs and pycognito all speak to it. It
//! really checks passwords (SRP included), codes and tokens, and its tokens carry the issuer, the claims and the two signing keys
//! that those of Cognito carry. But anyone who can reach it can read every code in its mailbox, and its arithmetic is not made
//! to withstand an attacker. Never let it listen on anything but loopback, and never trust its keys in production.
//!
//! The crate knows no web framework: hand [`DevPool::answer`] a [`Request`] and send its [`Answer`]. What a real pool never does, it
//! tells of sign-outs: [`DevPool::on_revocation`].
//!
//! ```
//! use dev_pool::{DevPool, Request};
//!
//! let pool = DevPool::builder().build()?;
//! let path = format!("/cognito/{}/.well-known/jwks.json", pool.user_pool_id());
//! let request = Request::new("GET", path).header("host", "127.0.0.1:3000");
//! let answer = pool.answer(&request).expect("the path is the pool's");
//! assert_eq!(answer.status, 200);
//! assert!(pool.answer(&Request::new("GET", "/me")).is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | Path | Method | What it is | Cross-origin |
//! |---|---|---|---|
//! | `/cognito`, `/cognito/` | POST | the Cognito API | allowed |
//! | `/cognito/<pool id>/.well-known/jwks.json` | GET | the public keys | allowed |
//! | `/cognito/<pool id>/.well-known/openid-configuration` | GET | discovery | allowed |
//! | `/dev/mailbox.json` | GET | the mails that were not sent | refused |
//! | `/dev/rotate-keys` | POST | new signing keys; the old ones are gone | refused |
//!
//! Every request must name a loopback host (`127.0.0.1`, `localhost` or `[::1]`), or else a page on the internet could reach the
//! pool by DNS rebinding. Nothing is kept on disk, and everything that is kept in memory is bounded.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod api;
mod attribute;
mod builder;
mod challenge;
mod client;
mod code;
mod credentials;
mod error;
mod federation;
mod group;
mod http;
mod jwks_mode;
mod limit;
mod mailbox;
mod mfa;
mod oauth;
mod password_policy;
mod pool;
mod random;
mod secret_hash;
mod shared;
mod simulation;
mod srp;
mod token;
mod totp;
mod user;
mod waiting;

pub use self::{
    builder::{BuildError, DevPoolBuilder},
    client::AppClient,
    credentials::{Credentials, NewUser},
    error::ApiError,
    federation::Provider,
    http::{Answer, MAX_BODY, Request},
    jwks_mode::JwksMode,
    mailbox::{Mail, MailKind},
    pool::DevPool,
    token::{keys::OldKeys, revoked::Revoked},
};
