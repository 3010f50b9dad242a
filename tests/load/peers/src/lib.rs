//! What the servers have in common: the same handler, and a free port of loopback.

use std::error::Error;

use serde::Deserialize;

/// What a program returns.
pub type Outcome = Result<(), Box<dyn Error>>;

/// The issuer of the tokens that `tests/load` mints.
pub const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1";

/// As long as a subject, for the bare server.
pub const CONSTANT: &str = "f4c81438-0000-7000-8000-fa4e00000001";

/// What the handler reads, for the crate that has no type of its own.
#[derive(Clone, Debug, Deserialize)]
pub struct Subject {
    /// Whose token it is.
    pub sub: String,
}

/// Where the keys are: the argument of every program.
///
/// # Errors
/// If there is none.
pub fn jwks_url() -> Result<String, String> {
    let issuer = std::env::args().nth(1).ok_or("usage: <program> <issuer>")?;
    Ok(format!("{issuer}/jwks.json"))
}

/// A listener that says its port.
///
/// # Errors
/// If there is no free port.
pub async fn listen() -> Result<tokio::net::TcpListener, std::io::Error> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    Ok(listener)
}
