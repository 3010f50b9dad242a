//! What the measured programs have in common.

use std::error::Error;

use cognito_core::{UserPool, Verifier, token_cache::TokenCacheSettings};

/// What a program returns.
pub type Outcome = Result<(), Box<dyn Error>>;

/// The pool of the issuer's tokens, whose keys are served at `issuer`.
///
/// # Errors
/// If the issuer's ids are none.
pub fn user_pool(issuer: &str) -> Result<UserPool, Box<dyn Error>> {
    let pool = UserPool::new(POOL.parse()?, [CLIENT]);
    Ok(pool.jwks_uri(format!("{issuer}/jwks.json")))
}

/// A verifier that caches as the mode says.
///
/// # Errors
/// If there is no such mode.
pub fn verifier(mode: &str, issuer: &str) -> Result<Verifier, Box<dyn Error>> {
    let verifier = Verifier::builder().user_pool(user_pool(issuer)?);
    let verifier = match mode {
        "uncached" => verifier,
        "cached" => verifier.token_cache(TokenCacheSettings::default()),
        "cached-full-bytes" => {
            verifier.token_cache(TokenCacheSettings::default().keep_whole_tokens())
        }
        _ => return Err(format!("no such mode: {mode}").into()),
    };
    Ok(verifier.build()?)
}

/// What a bare server says: as long as a subject.
pub const CONSTANT: &str = "f4c81438-0000-7000-8000-fa4e00000001";

/// The pool of `TestPool::new`.
const POOL: &str = "us-east-1_TestPool1";
const CLIENT: &str = "testclient000000000000001";

/// The argument at this place of the command line.
///
/// # Errors
/// If there are fewer.
pub fn argument(at: usize, name: &str) -> Result<String, String> {
    std::env::args()
        .nth(at)
        .ok_or_else(|| format!("argument {at} is missing: {name}"))
}
