use serde::Serialize;

/// What a verifier's token cache held at one moment, and how it has served. Serializes for status pages.
///
/// See [`Verifier::token_cache`](crate::Verifier::token_cache).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenCacheState {
    /// The memory of the entries, in bytes. An entry counts for at least an even share of the
    /// [limit](super::TokenCacheSettings::max_bytes): one in `max_entries`.
    pub bytes: u64,
    /// Tokens that are remembered. Those that expired meanwhile count until they are used or make room.
    pub entries: u64,
    /// Verifications that were spared.
    pub hits: u64,
    /// Tokens that were looked for in vain, good or bad.
    pub misses: u64,
}
