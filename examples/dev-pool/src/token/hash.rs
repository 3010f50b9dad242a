//! What the pool gave out and keeps: as hashes, which also spares memory.

use aws_lc_rs::digest;

/// The SHA-256 hash of a token, a code or a cookie.
pub(crate) type Hash = [u8; 32];

pub(crate) fn hash(secret: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    hash
}
