//! What the browser keeps for the site, and how.

mod pieces;
mod received;
mod vault;

pub(crate) use self::{
    pieces::{Oversized, assemble, is_piece, split},
    received::Received,
    vault::Vault,
};

/// Browsers take a cookie of this prefix from the host itself only, and only with `Secure` and `Path=/`.
pub(crate) const SESSION: &str = "__Host-session";
/// A sign-in that has begun.
pub(crate) const SIGN_IN: &str = "__Host-sign-in";

/// No script reads it, no other site's form sends it, no neighbour (another subdomain) replaces it.
const ATTRIBUTES: &str = "; Path=/; Secure; HttpOnly; SameSite=Lax";

/// A `Set-Cookie` value for as long as the browser runs.
pub(crate) fn set(name: &str, value: &str) -> String {
    format!("{name}={value}{ATTRIBUTES}")
}

/// A `Set-Cookie` value for some seconds.
pub(crate) fn set_for(name: &str, value: &str, seconds: u64) -> String {
    format!("{name}={value}{ATTRIBUTES}; Max-Age={seconds}")
}

/// A `Set-Cookie` value that takes the cookie away.
pub(crate) fn clear(name: &str) -> String {
    set_for(name, "", 0)
}
