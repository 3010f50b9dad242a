use std::thread;

use super::world::*;
use crate::BuildError;

fn small() -> TokenCacheSettings {
    TokenCacheSettings::default()
}

#[tokio::test]
async fn entries_and_bytes_are_bounded() {
    let pool = TestPool::new();
    let tokens: Vec<_> = (0..150)
        .map(|n| {
            let long = "x".repeat(n * 40);
            let token = pool.access_token().subject(&format!("u{n}"));
            token.claim("long", long).mint()
        })
        .collect();
    for (entries, bytes) in [
        (1, 64 * 1024),
        (2, 64 * 1024),
        (10, 1024 * 1024),
        (33, 1024 * 1024),
        (100, 1024 * 1024),
        (10_000, 64 * 1024),
        (10_000, 500),
    ] {
        for settings in [small(), small().keep_whole_tokens()] {
            let settings = settings.max_entries(entries).max_bytes(bytes);
            let verifier = remembering(&pool, &settings);
            for token in tokens.iter().chain(&tokens) {
                verifier.verify(token).await.unwrap();
                let state = state(&verifier);
                assert!(state.entries <= entries as u64, "{settings:?} {state:?}");
                assert!(state.bytes <= bytes as u64, "{settings:?} {state:?}");
            }
            let is_of_use = state(&verifier).entries > 0;
            assert_eq!(is_of_use, bytes > 500, "{settings:?}");
        }
    }
}

#[tokio::test]
async fn whole_tokens_count_with_their_bytes() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let mut bytes = Vec::new();
    for settings in both() {
        let verifier = remembering(&pool, &settings);
        warm(&verifier, &token).await;
        bytes.push(state(&verifier).bytes);
    }
    let settings = small().max_entries(1_000_000);
    for settings in [settings.clone(), settings.keep_whole_tokens()] {
        let verifier = remembering(&pool, &settings);
        warm(&verifier, &token).await;
        bytes.push(state(&verifier).bytes);
    }
    let [.., digest, whole] = bytes[..] else {
        panic!("four verifiers");
    };
    assert_eq!(whole - digest, token.len() as u64);
    assert!(
        bytes[0] >= 16 * 1024 * 1024 / 10_000,
        "an even share at least"
    );
}

#[test]
fn numbers_of_zero_are_mistakes() {
    let pool = TestPool::new();
    for (settings, named) in [
        (small().max_entries(0), "max_entries"),
        (small().max_bytes(0), "max_bytes"),
    ] {
        let built = pool.verifier_builder().token_cache(settings).build();
        let error = built.unwrap_err();
        assert!(matches!(error, BuildError::ZeroSetting { setting } if setting == named));
    }
}

#[test]
fn nothing_of_a_token_is_printed() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let token = pool.access_token().subject("u-secret").mint();
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build().unwrap();
        runtime.block_on(warm(&verifier, &token));
        let printed = format!("{verifier:?} {:?} {settings:?}", state(&verifier));
        for secret in [
            "u-secret",
            token.get(..40).unwrap(),
            token.rsplit('.').next().unwrap(),
        ] {
            assert!(!printed.contains(secret));
        }
    }
}

/// Each thread verifies tokens of its own and some that all share, while entries make room for others.
#[test]
fn no_thread_sees_anothers_claims() {
    for settings in both() {
        let pool = TestPool::new();
        let settings = settings.max_entries(12);
        let verifier = remembering(&pool, &settings);
        let token = |name: &str| (name.to_owned(), pool.access_token().subject(name).mint());
        let shared: Vec<_> = (0..4).map(|n| token(&format!("shared{n}"))).collect();
        thread::scope(|scope| {
            for worker in 0..4 {
                let own: Vec<_> = (0..6).map(|n| token(&format!("{worker}-{n}"))).collect();
                let (verifier, shared) = (&verifier, &shared);
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = { runtime }.build().unwrap();
                    for _ in 0..40 {
                        for (name, token) in own.iter().chain(shared) {
                            let claims = runtime.block_on(verifier.verify(token)).unwrap();
                            assert!(claims.subject() == name);
                        }
                    }
                });
            }
        });
        let state = state(&verifier);
        assert_eq!(state.hits + state.misses, 4 * 40 * 10);
        assert!(state.hits > 0 && state.entries <= 12);
    }
}
