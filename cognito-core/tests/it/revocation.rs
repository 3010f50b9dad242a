//! What a revocation store decides, when it is asked, and what happens when it does not answer.

mod store;

use std::{
    error::Error,
    fmt::Write as _,
    pin::pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll, Waker},
    time::Duration,
};

use cognito_core::{
    AuthError, Authenticator, Policy, Reach, Reason, Step, TokenUse, Verifier, VerifierBuilder,
    revocation::RevocationList,
    test_util::{TestHead, TestPool},
};

use self::store::{Answer, Store, Word};
use crate::request::{bearer, decide};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn both_kinds(pool: &TestPool) -> VerifierBuilder {
    pool.verifier_builder()
        .accept([TokenUse::Access, TokenUse::Id])
}

fn verifier(store: &Arc<Store>) -> Verifier {
    let builder = both_kinds(&POOL).revocation(Arc::clone(store));
    builder.build().unwrap()
}

fn reason<T>(decided: Result<T, AuthError>) -> Option<Reason> {
    decided.err().map(|error| error.reason())
}

fn sources(error: &dyn Error) -> Vec<String> {
    std::iter::successors(Some(error), |error: &&dyn Error| (*error).source())
        .map(ToString::to_string)
        .collect()
}

#[tokio::test]
async fn each_answer_has_its_consequence() {
    use Word::{Active, Failed, Revoked};
    let (access, id) = (POOL.access_token().mint(), POOL.id_token().mint());
    for (word, closed, open) in [
        (Active, None, None),
        (Revoked, Some(Reason::Revoked), Some(Reason::Revoked)),
        (Failed, Some(Reason::RevocationUnavailable), None),
    ] {
        for answer in [Answer::Now(word), Answer::Later(word)] {
            let store = Store::new(answer);
            let fail_open = both_kinds(&POOL).revocation_fail_open(Arc::clone(&store));
            let fail_open = fail_open.build().unwrap();
            for (verifier, expected) in [(verifier(&store), closed), (fail_open, open)] {
                let place = format!("{answer:?}, {verifier:?}");
                assert_eq!(reason(verifier.verify(&access).await), expected, "{place}");
                assert_eq!(reason(verifier.verify(&id).await), expected, "{place}");
                let only = verifier.verify_access(&access).await;
                assert_eq!(reason(only), expected, "{place}");
                assert_eq!(reason(verifier.verify_id(&id).await), expected, "{place}");
                let auth = Authenticator::new(verifier);
                let decided = decide(&auth, &bearer(&access)).await;
                assert_eq!(decided.err().map(|r| r.reason()), expected, "{place}");
                assert_eq!(store.asked(), 5, "{place}");
            }
        }
    }
}

#[tokio::test]
async fn a_failing_store_is_a_503_that_tells_the_cause_to_the_server_only() {
    for answer in [Answer::Now(Word::Failed), Answer::Later(Word::Failed)] {
        let auth = Authenticator::new(verifier(&Store::new(answer)));
        let head = bearer(&POOL.access_token().mint());
        let rejection = decide(&auth, &head).await.unwrap_err();
        let error = rejection.error();
        assert_eq!(
            sources(error),
            [
                "the revocation store did not answer",
                "the revocation store failed",
                "connection refused"
            ]
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
        assert_eq!(rejection.status(), 503);
        let headers: Vec<_> = rejection.headers().collect();
        assert!(headers.contains(&("retry-after", "1".into())));
        assert!(headers.iter().all(|(name, _)| *name != "www-authenticate"));
        assert!(!rejection.body().contains("refused"));
    }
}

#[tokio::test]
async fn a_silent_store_is_waited_for_two_seconds() {
    for is_open in [false, true] {
        let pool = TestPool::new();
        let store = Store::new(Answer::Never);
        let builder = pool.verifier_builder();
        let verifier = if is_open {
            builder.revocation_fail_open(Arc::clone(&store))
        } else {
            builder.revocation(Arc::clone(&store))
        };
        let verifier = verifier.build().unwrap();
        verifier.prefetch().await.unwrap();
        let token = pool.access_token().mint();
        let mut decision = pin!(verifier.verify(&token));
        let mut context = Context::from_waker(Waker::noop());
        assert!(decision.as_mut().poll(&mut context).is_pending());
        pool.clock().advance(Duration::from_millis(1999));
        assert!(decision.as_mut().poll(&mut context).is_pending());
        assert_eq!(store.in_the_air(), 1);
        pool.clock().advance(Duration::from_millis(1));
        let Poll::Ready(decided) = decision.as_mut().poll(&mut context) else {
            panic!("two seconds have passed");
        };
        assert_eq!(store.in_the_air(), 0);
        match decided {
            Ok(_) => assert!(is_open),
            Err(error) => {
                assert!(!is_open);
                assert_eq!(error.reason(), Reason::RevocationUnavailable);
                assert_eq!(sources(&error).last().unwrap(), "no answer within 2s");
            }
        }
        assert_eq!(pool.clock().sleepers(), 0);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_anyway_never_reaches_the_store() {
    let store = Store::new(Answer::Now(Word::Revoked));
    let builder = POOL.verifier_builder().revocation(Arc::clone(&store));
    let verifier = builder
        .max_token_age(Duration::from_secs(60))
        .build()
        .unwrap();
    let now = 1_763_000_000_u64;
    let too_old = POOL.access_token().claim("iat", now - 61).mint();
    let mut refused = vec![(too_old, Reason::TooOld)];
    refused.extend(
        POOL.bad_tokens()
            .into_iter()
            .map(|bad| (bad.token().to_owned(), bad.reason())),
    );
    for (token, expected) in refused {
        assert_eq!(reason(verifier.verify(&token).await), Some(expected));
        assert_eq!(store.asked(), 0, "{expected}");
    }
    let auth = Authenticator::builder(verifier).optional().build().unwrap();
    assert!(decide(&auth, &TestHead::get("/")).await.is_ok());
    assert_eq!(store.asked(), 0);
    let revoked = bearer(&POOL.access_token().mint());
    let rejection = decide(&auth, &revoked).await.unwrap_err();
    assert_eq!(rejection.reason(), Reason::Revoked);
}

#[tokio::test]
async fn the_store_speaks_before_any_policy() {
    let policies = || {
        [
            Policy::machine(),
            Policy::scope("orders/read"),
            Policy::group("admins"),
            Policy::custom("never", |_| false),
            Policy::max_auth_age(Duration::from_secs(1)),
        ]
    };
    let token = POOL.access_token().claim("auth_time", 1_762_000_000).mint();
    for (word, expected) in [
        (Word::Revoked, Some(Reason::Revoked)),
        (Word::Failed, Some(Reason::RevocationUnavailable)),
        (Word::Active, None),
    ] {
        for answer in [Answer::Now(word), Answer::Later(word)] {
            for policy in policies() {
                let builder = Authenticator::builder(verifier(&Store::new(answer)));
                let auth = builder.require(policy).build().unwrap();
                let rejection = decide(&auth, &bearer(&token)).await.unwrap_err();
                match expected {
                    Some(expected) => assert_eq!(rejection.reason(), expected),
                    None => assert!([401, 403].contains(&rejection.status())),
                }
                let is_503 = rejection.status() == 503;
                assert_eq!(is_503, word == Word::Failed);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_from_memory_needs_no_future() {
    let store = Store::new(Answer::Now(Word::Active));
    let verifier = verifier(&store);
    verifier.prefetch().await.unwrap();
    let auth = Authenticator::new(verifier);
    let head = bearer(&POOL.access_token().mint());
    assert!(matches!(auth.authenticate(&head), Step::Ready(Ok(_))));
    *store.answer.lock().unwrap() = Answer::Now(Word::Revoked);
    assert!(matches!(auth.authenticate(&head), Step::Ready(Err(_))));
    *store.answer.lock().unwrap() = Answer::Later(Word::Active);
    assert!(matches!(auth.authenticate(&head), Step::Pending(_)));
}

#[tokio::test]
async fn the_store_is_waited_for_after_the_key() {
    for (word, expected) in [(Word::Active, None), (Word::Revoked, Some(Reason::Revoked))] {
        let pool = TestPool::new();
        let store = Store::new(Answer::Later(word));
        let builder = pool.verifier_builder().revocation(Arc::clone(&store));
        let auth = Authenticator::new(builder.build().unwrap());
        let step = auth.authenticate(&bearer(&pool.access_token().mint()));
        let Step::Pending(waiting) = step else {
            panic!("neither the key nor the store is at hand");
        };
        assert_eq!(store.asked(), 0);
        let decided = waiting.await;
        assert_eq!(decided.err().map(|r| r.reason()), expected);
        assert_eq!((store.asked(), pool.fetches()), (1, 1));
    }
    // Without its key there is nothing to ask about.
    let pool = TestPool::new();
    pool.set_available(false);
    let store = Store::new(Answer::Later(Word::Revoked));
    let builder = pool.verifier_builder().revocation(Arc::clone(&store));
    let decided = builder.build().unwrap();
    let decided = decided.verify(&pool.access_token().mint()).await;
    assert_eq!(reason(decided), Some(Reason::KeysUnavailable));
    assert_eq!(store.asked(), 0);
}

#[tokio::test]
async fn a_dropped_request_takes_its_question_back() {
    let store = Store::new(Answer::Never);
    let verifier = verifier(&store);
    verifier.prefetch().await.unwrap();
    let auth = Authenticator::new(verifier);
    let head = bearer(&POOL.access_token().mint());
    let Step::Pending(waiting) = auth.authenticate(&head) else {
        panic!("the store does not answer at once");
    };
    let mut waiting = Box::pin(waiting);
    let mut context = Context::from_waker(Waker::noop());
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    assert_eq!(store.in_the_air(), 1);
    drop(waiting);
    assert_eq!(store.in_the_air(), 0);
}

#[tokio::test]
async fn an_extractor_does_not_ask_again() {
    let store = Store::new(Answer::Later(Word::Active));
    let auth = Authenticator::new(verifier(&store));
    let head = bearer(&POOL.access_token().mint());
    let decided = decide(&auth, &head).await.unwrap();
    let reach = Reach::of(Some(&auth), None);
    assert!(reach.taken_over(Some(&decided)).is_some());
    assert_eq!(store.asked(), 1);
}

/// The token's last second passes while the store thinks.
#[tokio::test]
async fn a_token_that_expires_during_the_wait_is_expired() {
    const EXP: u64 = 1_763_000_001;
    let words = [Word::Active, Word::Revoked, Word::Failed];
    let answers = words.map(Answer::Later).into_iter().chain([Answer::Never]);
    for (answer, is_open) in answers.flat_map(|answer| [(answer, false), (answer, true)]) {
        for (now, has_expired) in [(EXP + 59, false), (EXP + 60, true)] {
            let pool = TestPool::new();
            let store = Store::new(answer);
            let builder = pool.verifier_builder();
            let verifier = if is_open {
                builder.revocation_fail_open(store)
            } else {
                builder.revocation(store)
            };
            let verifier = verifier.build().unwrap();
            verifier.prefetch().await.unwrap();
            let token = pool.access_token().claim("exp", EXP).mint();
            let mut decision = pin!(verifier.verify(&token));
            let mut context = Context::from_waker(Waker::noop());
            assert!(decision.as_mut().poll(&mut context).is_pending());
            pool.clock().advance_monotonic(Duration::from_secs(2));
            pool.clock().set_wall(now);
            let found = reason(decision.await);
            let place = format!("{answer:?}, {now}, open: {is_open}");
            if has_expired {
                assert_eq!(found, Some(Reason::Expired), "{place}");
            } else {
                assert_ne!(found, Some(Reason::Expired), "{place}");
                // The other answers are as ever.
                let refuses = match answer {
                    Answer::Later(Word::Active) => false,
                    Answer::Later(Word::Revoked) => true,
                    _ => !is_open,
                };
                assert_eq!(found.is_some(), refuses, "{place}");
            }
        }
    }
}

#[test]
fn a_second_store_is_refused() {
    let store = || Store::new(Answer::Now(Word::Active));
    let one = || POOL.verifier_builder().revocation(store());
    let open = || POOL.verifier_builder().revocation_fail_open(store());
    for two in [
        one().revocation(store()),
        one().revocation_fail_open(store()),
        open().revocation(store()),
        open().revocation_fail_open(store()),
        one().revocation(store()).revocation(store()),
    ] {
        assert_eq!(
            two.build().unwrap_err().to_string(),
            "`revocation` has no effect: another revocation store was set after it; set one, which may ask several"
        );
    }
    assert!(one().build().is_ok() && open().build().is_ok());
}

#[tokio::test]
async fn a_list_is_a_store_whose_clones_share_their_entries() {
    let list = RevocationList::builder()
        .clock(POOL.clock().clone())
        .build()
        .unwrap();
    let verifier = both_kinds(&POOL).revocation(list.clone()).build().unwrap();
    let of = |sign_in: &str| {
        let (access, id) = (POOL.access_token(), POOL.id_token());
        [access, id].map(|token| token.claim("origin_jti", sign_in).mint())
    };
    let (phone, laptop) = (of("phone"), of("laptop"));
    let claims = verifier.verify_access(&phone[0]).await.unwrap();
    list.sign_out(&claims).unwrap();
    for token in &phone {
        let decided = verifier.verify(token).await;
        assert_eq!(reason(decided), Some(Reason::Revoked));
    }
    let claims = verifier.verify_id(&laptop[1]).await.unwrap();
    list.sign_out_everywhere(&claims).unwrap();
    for token in &laptop {
        let decided = verifier.verify(token).await;
        assert_eq!(reason(decided), Some(Reason::Revoked));
    }
}

#[tokio::test]
async fn nothing_of_the_token_is_said() {
    const MARKER: &str = "Zx9Marker";
    let token = ["sub", "jti", "origin_jti", "username"]
        .into_iter()
        .fold(POOL.access_token(), |token, name| token.claim(name, MARKER))
        .mint();
    let list = RevocationList::new();
    let plain = POOL.verifier().verify(&token).await.unwrap();
    list.sign_out(&plain).unwrap();
    list.sign_out_everywhere(&plain).unwrap();
    let failing = Store::new(Answer::Later(Word::Failed));
    let verifiers = [
        POOL.verifier_builder().revocation(list.clone()),
        POOL.verifier_builder().revocation(failing),
    ];
    for builder in verifiers {
        let mut said = format!("{builder:?} {list:?}");
        let auth = Authenticator::new(builder.build().unwrap());
        let rejection = decide(&auth, &bearer(&token)).await.unwrap_err();
        write!(said, "{auth:?} {rejection:?} {}", rejection.body()).unwrap();
        write!(said, "{:?}", sources(rejection.error())).unwrap();
        assert!(!said.contains(MARKER), "{said}");
        let signature = token.rsplit('.').next().unwrap();
        assert!(!said.contains(signature), "{said}");
    }
}
