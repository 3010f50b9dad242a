//! **For development only.** A user pool in one process that plays the Amazon Cognito API on loopback.
//!
//! Sites mount it so that a stranger can sign up, sign in and see their own page without an AWS account, and so that client code
//! written for Cognito runs unchanged: `amazon-cognito-identity-js`, Amplify, the AWS SDKs and pycognito all speak to it. It
//! really checks passwords (SRP included), codes and tokens, and its tokens carry the issuer, the claims and the two signing keys
//! that those of Cognito carry. But anyone who can reach it can read every code in its mailbox, and its arithmetic is not made
//! to withstand an attacker. Never let it listen on anything but loopback, and never trust its keys in production.
//!
//! The pool knows no web framework: hand [`DevPool::answer`] a [`Request`] and send its [`Answer`]; on axum, [`on_axum::serve`] does.
//! What a real pool never does, it tells of sign-outs: [`DevPool::on_revocation`].
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
//! | `/cognito/oauth2/authorize` | GET | an authorization code for a client's browser | refused |
//! | `/cognito/oauth2/token` | POST | tokens for a code, a refresh token, or a client itself | allowed |
//! | `/cognito/oauth2/userInfo` | GET, POST | the attributes of who bears an access token | allowed |
//! | `/cognito/oauth2/revoke` | POST | ends the sign-in of a refresh token | allowed |
//! | `/cognito/login` | GET, POST | the hosted login page | refused |
//! | `/cognito/logout` | GET | ends the browser's session there | refused |
//! | `/cognito/idp/<provider>` | GET, POST | the page that plays a [`Provider`] | refused |
//! | `/dev` | GET | the developers' page: users, groups, mails, keys, and switches | refused |
//! | `/dev/state.json` | GET | what that page shows, without passwords and secrets | refused |
//! | `/dev/mailbox.json` | GET | the mails that were not sent | refused |
//! | `/dev/rotate-keys` | POST | new signing keys; the old ones are gone | refused |
//! | `/dev/jwks` | POST `{"mode":"slow"}` | the key set as it is (`ok`), or `unavailable`, `garbage`, `slow`, `empty` | refused |
//! | `/dev/import` | POST `text/csv` | [users from a CSV file](DevPool::import_csv), with a report on each row | refused |
//! | `/dev/users/<action>` | POST `{"username":"a@example.com"}` | `confirm`, `reset`, `disable`, `enable`, `sign-out`; with a `group`, `add-to-group` and `remove-from-group` | refused |
//! | `/dev/sign-out-everybody` | POST `{}` | revokes every sign-in | refused |
//!
//! The API plays the sign-in of users (SRP or password, new passwords for temporary ones, authenticator apps), their accounts,
//! and what their administrators call: users, groups with precedence and role, import jobs. A confidential app client has to
//! prove its secret everywhere. The administrators' operations are real Cognito's for requests signed with AWS credentials,
//! which there are none of here: they are taken from any program on this machine, and refused to pages of another origin.
//!
//! The OAuth endpoints are those of a user pool's domain: code grant with or without PKCE, refresh, client credentials. Their
//! pages work without script, and nothing runs in them. A browser stays signed in there for an hour. People come from other
//! providers through pages that play them: those ask who one is and believe it.
//!
//! Refresh tokens [rotate](AppClient::rotation) for the clients that are set up so, there and in the API, and
//! [`DevPool::token_requests`] counts what the token endpoint was asked.
//!
//! A server waits for [`Answer::delay`] before it sends an answer.
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
mod console;
mod credentials;
mod error;
mod federation;
mod fetch_jwks;
mod group;
mod http;
mod import;
mod jwks_mode;
mod limit;
mod mailbox;
mod mfa;
mod oauth;
pub mod on_axum;
mod password_policy;
mod pool;
mod profile;
mod random;
mod secret_hash;
mod shared;
mod simulation;
mod srp;
mod token;
mod totp;
mod user;
mod users;
mod waiting;

pub use self::{
    builder::{BuildError, DevPoolBuilder},
    client::AppClient,
    credentials::{Credentials, NewUser},
    error::ApiError,
    federation::Provider,
    http::{Answer, MAX_BODY, Request, loopback_host},
    import::{ImportError, ImportOutcome, ImportReport, ImportedRow, MAX_CSV},
    jwks_mode::JwksMode,
    mailbox::{Mail, MailKind},
    pool::DevPool,
    token::{keys::OldKeys, requests::TokenRequests, revoked::Revoked},
};
