//! One exchange for everybody who waits, and nobody stranded.

use std::time::Duration;

use cognito_core::clock::SystemClock;
use cognito_identity::{AwsSession, Reason, UserCredentials};
use tokio::task::JoinHandle;

use crate::{
    fake::{GET_CREDENTIALS, GET_ID},
    world::{World, secret},
};

type Waiter = JoinHandle<Result<AwsSession, Reason>>;

fn ask(credentials: &UserCredentials) -> Waiter {
    let credentials = credentials.clone();
    tokio::spawn(async move { credentials.session().await.map_err(|e| e.reason()) })
}

/// Lets every spawned task run up to where it waits.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_requests_of_one_user_are_one_exchange() {
    let world = World::new().await;
    // Requests bring tokens of their own: two devices, refreshed now and then.
    let one = world
        .credentials(&world.token("kim").claim("jti", "1"))
        .await;
    let two = world
        .credentials(&world.token("kim").claim("jti", "2"))
        .await;
    world.fake.set_open(false);
    let waiters: Vec<_> = (0..500).flat_map(|_| [ask(&one), ask(&two)]).collect();
    world.fake.until_called(1).await;
    settle().await;
    world.fake.set_open(true);
    let mut secrets = Vec::new();
    for waiter in waiters {
        secrets.push(secret(&waiter.await.unwrap().unwrap()).to_owned());
    }
    secrets.dedup();
    assert_eq!((secrets.len(), world.fake.counts()), (1, (1, 1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn users_do_not_wait_for_each_other() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    let lee = world.credentials(&world.token("lee")).await;
    world.fake.set_open(false);
    let waiters = [ask(&kim), ask(&lee)];
    world.fake.until_called(2).await;
    world.fake.set_open(true);
    for waiter in waiters {
        waiter.await.unwrap().unwrap();
    }
    assert_eq!(world.fake.counts(), (2, 2));
}

#[tokio::test]
async fn a_leader_that_is_cancelled_takes_nobody_along() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    world.fake.set_open(false);
    let leader = ask(&kim);
    world.fake.until_called(1).await;
    let followers: Vec<_> = (0..10).map(|_| ask(&kim)).collect();
    settle().await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    world.fake.set_open(true);
    for follower in followers {
        follower.await.unwrap().unwrap();
    }
    assert_eq!(world.fake.counts(), (1, 1));
}

#[tokio::test]
async fn an_exchange_that_nobody_waits_for_is_kept_for_the_next() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    world.fake.set_open(false);
    let leader = ask(&kim);
    world.fake.until_called(1).await;
    leader.abort();
    let _ = leader.await;
    world.fake.set_open(true);
    world.fake.until_called(2).await;
    kim.session().await.unwrap();
    assert_eq!(world.fake.counts(), (1, 1));
}

#[tokio::test]
async fn a_failure_is_told_to_everybody_and_not_remembered() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    world
        .fake
        .refuse(GET_ID, "TooManyRequestsException", "Rate exceeded");
    world.fake.set_open(false);
    let waiters: Vec<_> = (0..10).map(|_| ask(&kim)).collect();
    world.fake.until_called(1).await;
    settle().await;
    world.fake.set_open(true);
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap().unwrap_err(), Reason::TooManyRequests);
    }
    assert_eq!(world.fake.counts(), (1, 0));
    kim.session().await.unwrap();
    assert_eq!(world.fake.counts(), (2, 1));
}

/// The leader's token was revoked; a follower's was not. What AWS says of the one is not said of the other.
#[tokio::test]
async fn a_refused_token_does_not_speak_for_the_others() {
    let world = World::new().await;
    let revoked = world
        .credentials(&world.token("kim").claim("jti", "1"))
        .await;
    let good = world
        .credentials(&world.token("kim").claim("jti", "2"))
        .await;
    world.fake.refuse(
        GET_ID,
        "NotAuthorizedException",
        "Invalid login token. Token is revoked.",
    );
    world.fake.set_open(false);
    let leader = ask(&revoked);
    world.fake.until_called(1).await;
    let same_token = ask(&revoked);
    let other_token = ask(&good);
    settle().await;
    world.fake.set_open(true);
    assert_eq!(leader.await.unwrap().unwrap_err(), Reason::NotAuthorized);
    assert_eq!(
        same_token.await.unwrap().unwrap_err(),
        Reason::NotAuthorized
    );
    other_token.await.unwrap().unwrap();
    assert_eq!(world.fake.counts(), (2, 1));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_given_up() {
    let world = World::with(|builder| builder.deadline(Duration::from_secs(10))).await;
    let kim = world.credentials(&world.token("kim")).await;
    world.fake.set_open(false);
    let waiters = [ask(&kim), ask(&kim)];
    world.fake.until_called(1).await;
    settle().await;
    world.advance(10);
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap().unwrap_err(), Reason::Unavailable);
    }
    world.fake.set_open(true);
    kim.session().await.unwrap();
}

/// The exchange runs on the runtime of whoever asked first, and that may end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exchange_that_ends_with_its_runtime_is_begun_anew() {
    let world = World::new().await;
    let kim = world.credentials(&world.token("kim")).await;
    world.fake.set_open(false);
    let other = tokio::runtime::Builder::new_multi_thread();
    let other = { other }.worker_threads(1).enable_all().build().unwrap();
    let led = kim.clone();
    other.spawn(async move { led.session().await.map(drop) });
    world.fake.until_called(1).await;
    let follower = ask(&kim);
    settle().await;
    other.shutdown_background();
    world.fake.until_called(2).await;
    world.fake.set_open(true);
    follower.await.unwrap().unwrap();
    assert_eq!(world.fake.counts(), (2, 1));
}

#[test]
fn without_a_runtime_there_are_no_credentials_and_nothing_is_stuck() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let kim = runtime.block_on(world.credentials(&world.token("kim")));
    let mut asking = std::pin::pin!(kim.session());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = asking.as_mut().poll(&mut context) else {
        panic!("it cannot have begun");
    };
    assert_eq!(error.reason(), Reason::NoRuntime);
    runtime.block_on(kim.session()).unwrap();
}

/// Tokio's timer panics there, in the task of the exchange. It would do so again: no other try.
#[test]
fn a_runtime_without_its_timer_is_none() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::with(|builder| builder.clock(SystemClock::default())));
    let kim = runtime.block_on(world.credentials(&world.token("kim")));
    let without = tokio::runtime::Builder::new_current_thread();
    let without = { without }.enable_io().build().unwrap();
    let refused = without.block_on(kim.session()).unwrap_err();
    assert_eq!(
        (refused.reason(), refused.status()),
        (Reason::NoRuntime, 500)
    );
    runtime.block_on(kim.session()).unwrap();
}

/// What was on the way when the user signed out is not kept for the next sign-in.
#[tokio::test]
async fn what_is_on_the_way_when_a_user_is_forgotten_is_not_kept() {
    let world = World::new().await;
    let token = world.token("kim");
    let kim = world.credentials(&token).await;
    world.fake.set_open(false);
    let waiter = ask(&kim);
    world.fake.until_called(1).await;
    world
        .pool
        .forget(&world.claims(&token.mint()).await)
        .unwrap();
    world.fake.set_open(true);
    waiter.await.unwrap().unwrap();
    assert_eq!(world.pool.kept(), 0);
    kim.session().await.unwrap();
    assert_eq!((world.fake.counts(), world.pool.kept()), ((2, 2), 1));
}

#[tokio::test]
async fn a_forgotten_exchange_does_not_end_the_one_after_it() {
    let world = World::new().await;
    let token = world.token("kim");
    let kim = world.credentials(&token).await;
    world
        .fake
        .refuse(GET_CREDENTIALS, "InternalErrorException", "No");
    world.fake.set_open(false);
    let first = ask(&kim);
    world.fake.until_called(1).await;
    world
        .pool
        .forget(&world.claims(&token.mint()).await)
        .unwrap();
    let second = ask(&kim);
    world.fake.until_called(2).await;
    world.fake.set_open(true);
    let outcomes = [first.await.unwrap(), second.await.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    kim.session().await.unwrap();
}
