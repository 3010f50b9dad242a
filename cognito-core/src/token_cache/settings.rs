use super::key::By;
use crate::BuildError;

/// How much a verifier remembers, and by what it finds a token again.
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | [`max_bytes`](Self::max_bytes) | 16 MiB | memory of all entries together |
/// | [`max_entries`](Self::max_entries) | 10,000 | tokens that are remembered |
/// | [`keep_whole_tokens`](Self::keep_whole_tokens) | no | find tokens by all their bytes rather than by their SHA-256 |
///
/// A number of zero is a [`BuildError`] when the verifier is built. When there is no room, what was used least makes some.
///
/// ```
/// use cognito_core::token_cache::TokenCacheSettings;
///
/// let settings = TokenCacheSettings::default().max_entries(50_000).max_bytes(128 * 1024 * 1024);
/// assert_ne!(settings, TokenCacheSettings::default());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenCacheSettings {
    pub(super) by: By,
    pub(super) max_bytes: usize,
    pub(super) max_entries: usize,
}

impl TokenCacheSettings {
    /// The memory that all entries take together, in bytes (default 16 MiB). A usual entry takes about 1.5 KiB, and the
    /// token's length more with [`keep_whole_tokens`](Self::keep_whole_tokens). Each thread may keep up to 32 tokens of up to
    /// 8 KiB beside.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// How many tokens are remembered (default 10,000). Choose it larger than the number of tokens that are in use within
    /// their lifetime.
    #[must_use]
    pub fn max_entries(mut self, entries: usize) -> Self {
        self.max_entries = entries;
        self
    }

    /// Finds tokens by all their bytes: a hit costs about a quarter of what it costs by SHA-256.
    ///
    /// **The tokens themselves then stay in the memory of the process**, until they make room. Who can read that memory, or a
    /// dump of it, can use them while they last. What a thread keeps near outlives the thread, until another one takes its place or
    /// the verifier is dropped. By default no token is kept: only its digest, and its claims.
    #[must_use]
    pub fn keep_whole_tokens(mut self) -> Self {
        self.by = By::Whole;
        self
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let numbers = [
            ("max_bytes", self.max_bytes),
            ("max_entries", self.max_entries),
        ];
        match numbers.into_iter().find(|(_, number)| *number == 0) {
            Some((setting, _)) => Err(BuildError::ZeroSetting { setting }),
            None => Ok(()),
        }
    }
}

impl Default for TokenCacheSettings {
    fn default() -> Self {
        Self {
            by: By::Digest,
            max_bytes: 16 * 1024 * 1024,
            max_entries: 10_000,
        }
    }
}
