//! What becomes of tokens when keys or clocks change: there is no memory of tokens that were accepted.

use std::time::Duration;

use crate::{
    Authenticator, Policy, Reason, Step, Verifier, VerifierBuilder,
    revocation::RevocationList,
    test_util::{TestHead, TestPool},
};

async fn verdict(verifier: &Verifier, token: &str) -> Result<(), Reason> {
    let decided = verifier.verify(token).await;
    decided.map(drop).map_err(|error| error.reason())
}

/// Accepted three times, and then something changes.
async fn accepted(verifier: &Verifier, token: &str) {
    for _ in 0..3 {
        assert_eq!(verdict(verifier, token).await, Ok(()));
    }
}

async fn settled() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Key, time, age and revocation of a token are looked at each time it comes.
#[tokio::test(start_paused = true)]
async fn a_token_that_was_accepted_is_decided_anew() {
    let pool = TestPool::new();
    let long = || pool.access_token().expires_in(Duration::from_secs(86_400));
    let build = |more: fn(VerifierBuilder) -> VerifierBuilder| {
        more(pool.verifier_builder()).build().unwrap()
    };

    let verifier = build(|builder| builder);
    let short = pool.access_token().expires_in(Duration::from_secs(300));
    let short = short.mint();
    accepted(&verifier, &short).await;
    pool.clock().advance(Duration::from_secs(300 + 60));
    assert_eq!(verdict(&verifier, &short).await, Err(Reason::Expired));
    settled().await;

    let young = build(|builder| builder.max_token_age(Duration::from_secs(600)));
    let token = long().mint();
    accepted(&young, &token).await;
    pool.clock().advance(Duration::from_secs(600 + 61));
    assert_eq!(verdict(&young, &token).await, Err(Reason::TooOld));

    let list = RevocationList::builder().clock(pool.clock().clone());
    let list = list.build().unwrap();
    let builder = pool.verifier_builder().revocation(list.clone());
    let revoking = builder.build().unwrap();
    let token = long().mint();
    let claims = revoking.verify_access(&token).await.unwrap();
    accepted(&revoking, &token).await;
    list.sign_out(&claims).unwrap();
    assert_eq!(verdict(&revoking, &token).await, Err(Reason::Revoked));

    // In the same instant in which the set without its key is in force.
    let token = long().mint();
    accepted(&verifier, &token).await;
    pool.rotate();
    let new = long().mint();
    accepted(&verifier, &new).await;
    assert_eq!(verdict(&verifier, &token).await, Err(Reason::UnknownKid));
}

#[tokio::test]
async fn a_policy_sees_a_token_each_time() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let token = pool.access_token().mint();
    accepted(&verifier, &token).await;
    let closed = Authenticator::builder(verifier.clone()).require(Policy::scope("none"));
    let closed = closed.build().unwrap();
    let head = TestHead::get("/").bearer(&token);
    for _ in 0..2 {
        let Step::Ready(Err(rejection)) = closed.authenticate(&head) else {
            panic!("the key is at hand, and the scope is not there");
        };
        assert_eq!(rejection.reason(), Reason::InsufficientScope);
    }
}

/// The wall says whether a token is expired; how old the keys are both clocks say.
#[tokio::test(start_paused = true)]
async fn token_times_follow_the_wall_clock() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let token = pool.access_token().mint();
    accepted(&verifier, &token).await;

    pool.clock().advance_monotonic(Duration::from_secs(7200));
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    assert_eq!(pool.fetches(), 2, "the keys are two hours old");

    let minted = 1_763_000_000;
    pool.clock().set_wall(minted + 3600 + 60);
    assert_eq!(verdict(&verifier, &token).await, Err(Reason::Expired));
    pool.clock().set_wall(minted);
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    pool.clock().set_wall(minted - 3600);
    assert!(verdict(&verifier, &token).await.is_err(), "not issued yet");
    settled().await;
}

/// `Retry-After` is in whole seconds: those of the cool-down, rounded up. A request at that time causes the next fetch.
#[tokio::test(start_paused = true)]
async fn retry_after_is_rounded_up_to_seconds() {
    let pool = TestPool::new();
    pool.set_available(false);
    let verifier = pool.verifier();
    let auth = Authenticator::new(verifier.clone());
    let head = TestHead::get("/").bearer(&pool.access_token().mint());
    let mut seen = Vec::new();
    for _ in 0..20 {
        let refused = match auth.authenticate(&head) {
            Step::Ready(decided) => decided,
            Step::Pending(waiting) => waiting.await,
        };
        let rejection = refused.unwrap_err();
        let left = verifier.key_states()[0].cooling_down.unwrap();
        let told = rejection.headers().find(|(name, _)| *name == "retry-after");
        let told: u64 = told.unwrap().1.parse().unwrap();
        assert_eq!(
            u128::from(told),
            left.as_millis().div_ceil(1000),
            "{left:?}"
        );
        seen.push(told);
        let fetches = pool.fetches();
        pool.clock().advance(Duration::from_secs(told));
        let Step::Pending(waiting) = auth.authenticate(&head) else {
            panic!("the cool-down is over");
        };
        drop(waiting);
        settled().await;
        assert_eq!(pool.fetches(), fetches + 1);
    }
    assert_eq!(seen[0], 1);
    assert!(seen.contains(&5) || seen.contains(&6), "{seen:?}");
}
