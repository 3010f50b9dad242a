use super::world::*;
use crate::{
    ClientSet, UserPool,
    clock::{Clock as _, since_1970},
};

#[tokio::test]
async fn a_remembered_token_ends_with_its_times() {
    let hour = Duration::from_secs(3600);
    let passing = |seconds| Duration::from_secs(seconds);
    for settings in both() {
        for (name, age, after, reason) in [
            ("exp", None, hour + passing(60), Some(Reason::Expired)),
            ("exp", None, hour + passing(59), None),
            ("age", Some(10 * MINUTE), passing(601), Some(Reason::TooOld)),
            ("age", Some(10 * MINUTE), passing(600), None),
        ] {
            let pool = TestPool::new();
            let mut builder = pool.verifier_builder().token_cache(settings.clone());
            if let Some(age) = age {
                builder = builder.max_token_age(age);
            }
            let verifier = builder.build().unwrap();
            let token = pool.access_token().expires_in(hour).mint();
            warm(&verifier, &token).await;
            pool.clock().advance(after);
            // Older keys are renewed first, and that costs the hit.
            let seen = verifier.verify(&token).await.err();
            assert_eq!(seen.map(|e| e.reason()), reason, "{name} {after:?}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_is_asked_too() {
    for settings in both() {
        for claim in ["nbf", "iat"] {
            let pool = TestPool::new();
            let verifier = remembering(&pool, &settings);
            let now = since_1970(pool.clock().wall()).as_secs();
            let token = pool.access_token().without("iat").claim(claim, now).mint();
            warm(&verifier, &token).await;
            pool.clock().set_wall(now - 61);
            assert_eq!(
                refusal(&verifier, &token).await,
                Reason::NotYetValid,
                "{claim}"
            );
            pool.clock().set_wall(now - 60);
            assert!(verifier.verify(&token).await.is_ok(), "{claim}");
        }
    }
}

#[tokio::test]
async fn the_rule_about_app_clients_is_asked_too() {
    for settings in both() {
        let pool = TestPool::new();
        let clients = ClientSet::new([pool.client_id()]).unwrap();
        let user_pool = UserPool::with_client_set(pool.id().clone(), clients.clone());
        let builder = Verifier::builder()
            .user_pool(user_pool)
            .token_cache(settings);
        let builder = builder.clock(pool.clock().clone()).fetcher(pool.clone());
        let verifier = builder.build().unwrap();
        let token = pool.access_token().mint();
        warm(&verifier, &token).await;
        clients.insert("other").unwrap();
        clients.remove(pool.client_id()).unwrap();
        assert_eq!(refusal(&verifier, &token).await, Reason::ClientMismatch);
    }
}

#[tokio::test]
async fn which_app_client_a_token_is_of_follows_the_rule() {
    for settings in both() {
        let pool = TestPool::new();
        let clients = ClientSet::new(["b"]).unwrap();
        let user_pool = UserPool::with_client_set(pool.id().clone(), clients.clone());
        let builder = Verifier::builder()
            .user_pool(user_pool)
            .accept([TokenUse::Id])
            .token_cache(settings);
        let builder = builder.clock(pool.clock().clone()).fetcher(pool.clone());
        let verifier = builder.build().unwrap();
        let token = pool.id_token().claim("aud", ["a", "b"]).mint();
        for _ in 0..3 {
            assert_eq!(verifier.verify(&token).await.unwrap().client_id(), "b");
        }
        clients.insert("a").unwrap();
        assert_eq!(verifier.verify(&token).await.unwrap().client_id(), "a");
    }
}
