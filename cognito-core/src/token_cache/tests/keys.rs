use super::world::*;
use crate::jwks::{KeyStore, StaticKeys};

#[tokio::test]
async fn what_a_withdrawn_key_signed_is_gone_with_the_refresh() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;

        pool.rotate();
        assert!(
            verifier.verify(&token).await.is_ok(),
            "nobody can know it yet"
        );
        pool.clock().advance(6 * MINUTE);
        // This hit is what has the keys renewed.
        assert!(verifier.verify(&token).await.is_ok());
        settle().await;
        assert_eq!(pool.fetches(), 2);
        assert_eq!(refusal(&verifier, &token).await, Reason::UnknownKid);
        assert_eq!(state(&verifier).entries, 0);
        let young = pool.access_token().mint();
        assert!(verifier.verify(&young).await.is_ok());
    }
}

#[tokio::test]
async fn other_keys_make_every_entry_be_verified_anew() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;

        pool.rotate_with_overlap();
        pool.clock().advance(6 * MINUTE);
        verifier.verify(&token).await.unwrap();
        settle().await;
        let before = state(&verifier);
        assert!(verifier.verify(&token).await.is_ok());
        assert_eq!(state(&verifier).misses, before.misses + 1);
        assert!(verifier.verify(&token).await.is_ok());
        assert_eq!(state(&verifier).hits, before.hits + 1);
    }
}

#[tokio::test]
async fn the_same_keys_fetched_again_keep_what_they_signed() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;
        for _ in 0..5 {
            pool.clock().advance(6 * MINUTE);
            verifier.verify(&token).await.unwrap();
            settle().await;
        }
        assert_eq!(pool.fetches(), 6);
        assert_eq!((state(&verifier).hits, state(&verifier).misses), (8, 1));
    }
}

#[tokio::test]
async fn keys_that_are_too_old_serve_no_hit() {
    let day = 24 * 60 * MINUTE;
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let token = pool.access_token().expires_in(2 * day).mint();
        warm(&verifier, &token).await;
        pool.set_available(false);
        pool.clock().advance(day);
        // A fetch is tried first: it is not a hit.
        assert!(verifier.verify(&token).await.is_ok());
        assert_eq!(state(&verifier).hits, 3);
        pool.clock().advance(MINUTE);
        assert_eq!(refusal(&verifier, &token).await, Reason::KeysUnavailable);
        pool.set_available(true);
        pool.clock().advance(MINUTE);
        assert!(verifier.verify(&token).await.is_ok());
    }
}

/// Embedded keys do not age, so that hits go on without a fetch; what replaces them ends what they signed.
#[tokio::test]
async fn embedded_keys_serve_hits_until_a_token_names_another_one() {
    let day = 24 * 60 * MINUTE;
    for settings in both() {
        let pool = TestPool::new();
        let keys = KeyStore::builder(&pool.user_pool())
            .fetcher(pool.clone())
            .clock(pool.clock().clone())
            .embedded_keys(StaticKeys::from_json(pool.jwks()).unwrap());
        let builder = Verifier::builder()
            .user_pool_with_keys(pool.user_pool(), keys.build().unwrap())
            .clock(pool.clock().clone())
            .token_cache(settings);
        let verifier = builder.build().unwrap();
        let token = pool.access_token().expires_in(200 * day).mint();
        warm(&verifier, &token).await;
        pool.clock().advance(100 * day);
        assert!(verifier.verify(&token).await.is_ok());
        assert_eq!((state(&verifier).hits, pool.fetches()), (4, 0));

        pool.rotate();
        let young = pool.access_token().mint();
        assert!(verifier.verify(&young).await.is_ok());
        assert_eq!(pool.fetches(), 1);
        assert_eq!(refusal(&verifier, &token).await, Reason::UnknownKid);
    }
}

#[tokio::test]
async fn a_token_that_differs_in_one_byte_is_another_one() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        let forgetful = pool.verifier();
        forgetful.prefetch().await.unwrap();
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;
        for at in (0..token.len())
            .step_by(7)
            .chain(token.len() - 40..token.len())
        {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            let expected = refusal(&forgetful, &other).await;
            assert_eq!(refusal(&verifier, &other).await, expected, "byte {at}");
        }
        for other in [
            format!("{token}A"),
            token[1..].to_owned(),
            format!(" {token}"),
        ] {
            let expected = refusal(&forgetful, &other).await;
            assert_eq!(refusal(&verifier, &other).await, expected);
        }
        assert_eq!((state(&verifier).hits, state(&verifier).entries), (3, 1));
    }
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    for settings in both() {
        let pool = TestPool::new();
        let verifier = remembering(&pool, &settings);
        for _ in 0..3 {
            for bad in pool.bad_tokens() {
                assert_eq!(
                    refusal(&verifier, bad.token()).await,
                    bad.reason(),
                    "{}",
                    bad.name()
                );
            }
        }
        assert_eq!((state(&verifier).hits, state(&verifier).entries), (0, 0));
    }
}

#[tokio::test]
async fn a_remembered_token_is_of_one_kind() {
    for settings in both() {
        let pool = TestPool::new();
        let builder = pool.verifier_builder().token_cache(settings);
        let verifier = builder
            .accept([TokenUse::Access, TokenUse::Id])
            .build()
            .unwrap();
        let access = pool.access_token().mint();
        warm(&verifier, &access).await;
        let error = verifier.verify_id(&access).await.unwrap_err();
        assert_eq!(error.reason(), Reason::WrongTokenUse);
        let id = pool.id_token().mint();
        for _ in 0..3 {
            verifier.verify_id(&id).await.unwrap();
            let error = verifier.verify_access(&id).await.unwrap_err();
            assert_eq!(error.reason(), Reason::WrongTokenUse);
        }
    }
}

#[tokio::test]
async fn verifiers_share_nothing() {
    for settings in both() {
        let pool = TestPool::new();
        let [one, other] = [remembering(&pool, &settings), remembering(&pool, &settings)];
        let token = pool.access_token().mint();
        warm(&one, &token).await;
        assert_eq!(state(&other), state(&remembering(&pool, &settings)));
        warm(&other, &token).await;
        assert_eq!(state(&one.clone()), state(&one));
    }
}
