use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    sync::LazyLock,
};

use aws_lc_rs::hmac::{self, HMAC_SHA256};

use super::CognitoClaims;

/// Stands for one subject of one pool, in this process: the key of a rate limiter, of a map of connections, of a cache.
///
/// Two tokens have equal keys if the same pool issued them to the same user or the same program, whichever kind of token it is
/// and whichever of the pool's issuers it names. The key tells nothing of the subject, so that it may be kept where a `sub` may
/// not: it is an HMAC-SHA-256, cut to 128 bits, under a random key of the process. So it differs from process to
/// process, and is nothing to store or to send. There is no way to make one but of verified claims.
///
/// The adapters take it from a request: `Cognito<SubjectKey>`. Elsewhere it is made of claims:
///
/// ```
/// use std::collections::HashMap;
/// use cognito_core::{SubjectKey, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// let mut requests = HashMap::new();
/// for subject in ["kim", "lee", "kim"] {
///     let claims = verifier.verify(&pool.access_token().subject(subject).mint()).await?;
///     *requests.entry(SubjectKey::of(&claims)).or_insert(0) += 1;
/// }
/// let mut counts: Vec<u32> = requests.into_values().collect();
/// counts.sort_unstable();
/// assert_eq!(counts, [1, 2]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct SubjectKey([u8; 16]);

impl SubjectKey {
    /// The key of whoever these claims are about.
    pub fn of<C>(claims: &CognitoClaims<C>) -> Self {
        static SECRET: LazyLock<hmac::Key> = LazyLock::new(secret);
        let pool = claims.user_pool_id().as_str();
        let mut context = hmac::Context::with_key(&SECRET);
        // With its length in front, no pool id runs over into the subject.
        context.update(&pool.len().to_be_bytes());
        context.update(pool.as_bytes());
        context.update(claims.subject().as_bytes());
        let tag = context.sign();
        Self(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }
}

/// Seeded by the standard library's per-process randomness, which cannot fail: nothing to be handled in the midst of a request.
fn secret() -> hmac::Key {
    let mut secret = [0; 32];
    for chunk in secret.chunks_exact_mut(8) {
        chunk.copy_from_slice(&RandomState::new().hash_one(0_u8).to_be_bytes());
    }
    hmac::Key::new(HMAC_SHA256, &secret)
}

/// Tells nothing: not even which of two keys it is.
impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        TokenUse,
        test_util::{TestPool, TokenBuilder},
    };

    async fn key(pool: &TestPool, token: TokenBuilder) -> SubjectKey {
        let both = [TokenUse::Access, TokenUse::Id];
        let verifier = pool.verifier_builder().accept(both).build().unwrap();
        SubjectKey::of(&verifier.verify(&token.mint()).await.unwrap())
    }

    #[tokio::test]
    async fn every_token_of_one_subject_has_one_key() {
        let pool = TestPool::new();
        let kim = key(&pool, pool.access_token().subject("kim")).await;
        let later = pool.access_token().subject("kim").username("other");
        assert_eq!(key(&pool, later.claim("jti", "2")).await, kim);
        assert_eq!(key(&pool, pool.id_token().subject("kim")).await, kim);
        let clone = kim;
        assert_eq!(clone, kim);
    }

    /// A pool has two issuers, and a user is the same under both.
    #[tokio::test]
    async fn every_issuer_of_a_pool_has_the_same_subjects() {
        let pool = TestPool::new();
        let token = pool.access_token().subject("kim");
        let issuer = format!(
            "https://issuer-{}",
            pool.issuer().strip_prefix("https://").unwrap()
        );
        let other = token.clone().claim("iss", issuer);
        assert_eq!(key(&pool, other).await, key(&pool, token).await);
    }

    #[tokio::test]
    async fn other_subjects_and_other_pools_have_other_keys() {
        let pool = TestPool::new();
        let other = TestPool::with_id("eu-west-1_Other".parse().unwrap());
        let kim = |pool: &TestPool| pool.access_token().subject("kim");
        let keys = [
            key(&pool, kim(&pool)).await,
            key(&pool, kim(&pool).subject("Kim")).await,
            key(&pool, kim(&pool).subject("kim ")).await,
            key(&pool, pool.machine_token()).await,
            key(&other, kim(&other)).await,
        ];
        for (at, one) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(one), "key {at} is another one's");
        }
    }

    #[tokio::test]
    async fn it_prints_nothing_of_itself() {
        let pool = TestPool::new();
        let key = key(&pool, pool.access_token()).await;
        assert_eq!(format!("{key:?}"), "SubjectKey { .. }");
    }
}
