//! Tokens that were verified before need not be verified again: an optional memory of a verifier.
//!
//! Turn on the feature `token-cache` and add one line:
//!
//! ```
//! use cognito_core::{test_util::TestPool, token_cache::TokenCacheSettings};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = TestPool::new();
//! let verifier = pool.verifier_builder().token_cache(TokenCacheSettings::default()).build()?;
//! let token = pool.access_token().mint();
//! for _ in 0..3 {
//!     verifier.verify(&token).await?;
//! }
//! let state = verifier.token_cache().ok_or("there is one")?;
//! assert_eq!((state.hits, state.misses, state.entries), (2, 1, 1));
//! # Ok(()) }
//! ```
//!
//! A hit spares decoding, parsing and the RSA arithmetic, and nothing else:
//!
//! - Only a token that passed every check of the verifier enters, its revocation store included. A refusal is not remembered.
//! - What a token is found by is the SHA-256 of all its bytes, or all its bytes; never a part of it.
//! - With every hit the clock is asked about `exp`, `nbf`, `iat` and the token's age, the pool must still be registered and its
//!   rule still accept the app client, the revocation store is asked, and the policies of routes hold as ever.
//! - An entry belongs to the key set that verified it. When a refresh brings other keys, it counts no more from that moment on.
//!   A hit triggers that refresh like any other request, and keys that are too old serve no hit.
//! - Nothing is shared between verifiers. What no longer holds is verified anew, so that a refusal has the same reason as ever.
//!
//! The memory is bounded by entries and bytes. Beside what all threads share, each thread keeps up to 32 tokens of up to 8 KiB that
//! it saw often: no thread then writes where another one reads.
//!
//! What it saves, and when that is worth it, is in the [manual](crate::manual::performance).

mod key;
mod near;
mod remembered;
mod settings;
mod shared;
mod state;

pub(crate) use self::{
    key::Key,
    remembered::{Origin, PoolMark},
    shared::TokenCache,
};
pub use self::{settings::TokenCacheSettings, state::TokenCacheState};

#[cfg(test)]
mod tests;
