//! The pool from outside: requests in, answers out, with a client that shares no code with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod admin;
mod browser;
mod claims;
mod client;
mod console;
mod federation;
mod flows;
mod groups;
mod http_rules;
mod import;
mod keys;
mod malformed;
mod new_address;
mod new_password;
mod oauth;
mod oauth_claims;
mod oauth_login;
mod oauth_pages;
mod oauth_refusals;
mod oauth_session;
mod refusals;
mod revocation;
mod rotation;
mod secret;
mod software_token;
mod srp_client;
mod strangers;
mod token_life;
