pub(super) use std::time::Duration;

pub(super) use crate::{
    Reason, TokenUse, Verifier,
    test_util::TestPool,
    token_cache::{TokenCacheSettings, TokenCacheState},
};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// By digest, and by all bytes.
pub(super) fn both() -> [TokenCacheSettings; 2] {
    let settings = TokenCacheSettings::default();
    [settings.clone(), settings.keep_whole_tokens()]
}

/// A verifier of `pool`'s tokens that remembers.
pub(super) fn remembering(pool: &TestPool, settings: &TokenCacheSettings) -> Verifier {
    let builder = pool.verifier_builder().token_cache(settings.clone());
    builder.build().unwrap()
}

pub(super) fn state(verifier: &Verifier) -> TokenCacheState {
    verifier.token_cache().unwrap()
}

/// Verifies it until every level of the memory has it.
pub(super) async fn warm(verifier: &Verifier, token: &str) {
    for _ in 0..4 {
        verifier.verify(token).await.unwrap();
    }
    assert_eq!(state(verifier).hits, 3);
}

pub(super) async fn refusal(verifier: &Verifier, token: &str) -> Reason {
    verifier.verify(token).await.unwrap_err().reason()
}

/// Lets fetches that were begun in the background end.
pub(super) async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}
