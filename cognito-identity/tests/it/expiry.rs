//! Ends of credentials and of tokens, under virtual time.

use std::time::Duration;

use cognito_identity::Reason;

use crate::{
    fake::GET_CREDENTIALS,
    world::{World, secret},
};

#[tokio::test]
async fn credentials_are_renewed_five_minutes_before_their_end() {
    let world = World::new().await;
    let first = world.session(&world.token("kim")).await.unwrap();
    world.advance(3299);
    let kept = world.session(&world.token("kim")).await.unwrap();
    assert_eq!(secret(&kept), secret(&first));
    world.advance(1);
    let second = world.session(&world.token("kim")).await.unwrap();
    assert_ne!(secret(&second), secret(&first));
    assert_eq!(world.fake.counts(), (1, 2), "the identity is known");
    assert_eq!(world.pool.kept(), 1);
}

#[tokio::test]
async fn the_margin_can_be_set() {
    let world = World::with(|builder| builder.margin(Duration::ZERO)).await;
    world.session(&world.token("kim")).await.unwrap();
    world.advance(3599);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.counts(), (1, 1));
    world.advance(1);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.counts(), (1, 2));
}

#[tokio::test]
async fn short_credentials_are_used_by_half() {
    let world = World::new().await;
    world.fake.script().life = Duration::from_mins(1);
    world.session(&world.token("kim")).await.unwrap();
    world.advance(29);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.counts(), (1, 1));
    world.advance(1);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.counts(), (1, 2));
}

/// A process that was frozen, or a wall clock that was set back: the other clock knows.
#[tokio::test]
async fn either_clock_ends_them() {
    let world = World::new().await;
    world.session(&world.token("kim")).await.unwrap();
    world.clock().advance_monotonic(Duration::from_hours(1));
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(world.fake.counts(), (1, 2));
}

#[tokio::test]
async fn an_expired_token_makes_no_provider() {
    let world = World::new().await;
    let token = world
        .token("kim")
        .expires_in(Duration::from_mins(10))
        .mint();
    let claims = world.claims(&token).await;
    world.advance(599);
    assert!(world.pool.credentials_for(&claims, &token).is_ok());
    world.advance(1);
    let refused = world.pool.credentials_for(&claims, &token).unwrap_err();
    assert_eq!(
        (refused.reason(), refused.status()),
        (Reason::TokenExpired, 401)
    );
}

#[tokio::test]
async fn a_token_that_expires_before_the_first_use_asks_for_nothing() {
    let world = World::new().await;
    let token = world.token("kim").expires_in(Duration::from_mins(10));
    let kim = world.credentials(&token).await;
    world.advance(600);
    assert_eq!(
        kim.session().await.unwrap_err().reason(),
        Reason::TokenExpired
    );
    assert_eq!(world.fake.counts(), (0, 0));
}

/// As AWS has it: credentials outlive the token that they were given for.
#[tokio::test]
async fn what_a_token_fetched_serves_to_its_end_and_no_longer() {
    let world = World::new().await;
    let token = world.token("kim").expires_in(Duration::from_mins(10));
    let kim = world.credentials(&token).await;
    let first = kim.session().await.unwrap();
    for passed in [600, 2999] {
        world.advance(passed);
        assert_eq!(secret(&kim.session().await.unwrap()), secret(&first));
    }
    world.advance(1);
    assert_eq!(
        kim.session().await.unwrap_err().reason(),
        Reason::TokenExpired
    );
    assert_eq!(world.fake.counts(), (1, 1));
}

/// The user's other device goes on; the one whose token has ended has no part in it.
#[tokio::test]
async fn an_expired_token_gets_nothing_that_was_fetched_after_its_end() {
    let world = World::new().await;
    let old = world.token("kim").expires_in(Duration::from_mins(10));
    let old = world.credentials(&old).await;
    world.advance(600);
    world.session(&world.token("kim")).await.unwrap();
    assert_eq!(
        old.session().await.unwrap_err().reason(),
        Reason::TokenExpired
    );
}

/// Five minutes in which the service may be away without anybody noticing.
#[tokio::test]
async fn old_credentials_serve_while_they_cannot_be_renewed() {
    let world = World::new().await;
    let first = world.session(&world.token("kim")).await.unwrap();
    world.advance(3300);
    world
        .fake
        .refuse(GET_CREDENTIALS, "TooManyRequestsException", "Rate exceeded");
    for passed in [0, 0, 9] {
        world.advance(passed);
        let old = world.session(&world.token("kim")).await.unwrap();
        assert_eq!(secret(&old), secret(&first));
        // A service that asks for fewer requests gets no more for a while.
        assert_eq!(world.fake.counts(), (1, 2), "{passed} s later");
    }
    world.advance(1);
    let new = world.session(&world.token("kim")).await.unwrap();
    assert_ne!(secret(&new), secret(&first));
    assert_eq!(world.fake.counts(), (1, 3));
}

/// Until the deadline of the exchange all of the user's requests would wait for what they do not need yet.
#[tokio::test]
async fn one_request_waits_for_a_slow_renewal_and_the_others_do_not() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    let first = kim.session().await.unwrap();
    world.advance(3300);
    world.fake.set_open(false);
    let renewing = kim.clone();
    let renewing = tokio::spawn(async move { renewing.session().await });
    world.fake.until_called(3).await;
    let meanwhile = tokio::time::timeout(Duration::from_secs(5), kim.session());
    let meanwhile = meanwhile.await.unwrap().unwrap();
    assert_eq!(secret(&meanwhile), secret(&first));
    world.fake.set_open(true);
    let second = renewing.await.unwrap().unwrap();
    assert_ne!(secret(&second), secret(&first));
    assert_eq!(world.fake.counts(), (1, 2));
}

#[tokio::test]
async fn old_credentials_do_not_serve_after_a_refusal_or_after_their_end() {
    for (passed, code, reason) in [
        (3300, "NotAuthorizedException", Reason::NotAuthorized),
        (3600, "TooManyRequestsException", Reason::TooManyRequests),
    ] {
        let world = World::new().await;
        world.session(&world.token("kim")).await.unwrap();
        world.advance(passed);
        for operation in [GET_CREDENTIALS, crate::fake::GET_ID] {
            world.fake.refuse(operation, code, "No");
        }
        assert_eq!(
            world.session(&world.token("kim")).await.unwrap_err(),
            reason
        );
    }
}

/// By a clock that is hours ahead of the service's: what comes has ended already.
#[tokio::test]
async fn ended_credentials_are_handed_out_and_not_kept_as_good() {
    let world = World::new().await;
    world.fake.script().life = Duration::ZERO;
    for count in 1..=2 {
        world.session(&world.token("kim")).await.unwrap();
        assert_eq!(world.fake.counts(), (1, count));
    }
}
