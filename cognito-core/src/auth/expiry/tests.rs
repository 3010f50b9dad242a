use std::task::Waker;

use super::*;
use crate::test_util::{ManualClock, TestPool};

const SECOND: Duration = Duration::from_secs(1);
/// The wall clock when each test begins.
const NOW: u64 = 1_800_000_000;

fn is_over(expiry: &mut Expiry) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    Pin::new(expiry).poll(&mut context).is_ready()
}

/// A token that ends after this many seconds, or ended before as many, and the clock that it is looked at by.
async fn token(ends_after: i64) -> (Expiry, ManualClock) {
    let pool = TestPool::new();
    let clock = pool.clock().clone();
    clock.set_wall(NOW);
    let verifier = pool.verifier();
    let exp = NOW.checked_add_signed(ends_after).unwrap();
    let token = pool.access_token().claim("exp", exp).mint();
    let claims = verifier.verify(&token).await.unwrap();
    (Expiry::of(&claims, &verifier), clock)
}

#[tokio::test]
async fn it_ends_with_the_token_and_not_before() {
    let (mut expiry, clock) = token(3600).await;
    assert!(!is_over(&mut expiry));
    clock.advance(Duration::from_nanos(3_599_999_999_999));
    assert!(!is_over(&mut expiry));
    assert_eq!(expiry.remaining(), Duration::from_nanos(1));
    clock.advance(Duration::from_nanos(1));
    assert!(is_over(&mut expiry));
    assert_eq!(expiry.remaining(), Duration::ZERO);
    assert!(is_over(&mut expiry), "and stays over");
}

/// The verifier's leeway is a minute: it lets tokens in for so long, and keeps no connection open.
#[tokio::test]
async fn leeway_is_not_added() {
    let (mut expiry, _clock) = token(-59).await;
    assert_eq!(expiry.remaining(), Duration::ZERO);
    assert!(is_over(&mut expiry));
}

#[tokio::test]
async fn a_fraction_of_a_second_counts() {
    let pool = TestPool::new();
    pool.clock().set_wall(NOW);
    let verifier = pool.verifier();
    let token = pool.access_token().claim("exp", 1_800_000_000.25).mint();
    let claims = verifier.verify(&token).await.unwrap();
    let expiry = Expiry::of(&claims, &verifier);
    assert_eq!(expiry.remaining(), Duration::from_millis(250));
}

/// A task that waits is woken by the timer, in pieces, and by nothing else.
#[tokio::test]
async fn a_task_is_woken_at_the_end() {
    let (expiry, clock) = token(100).await;
    let task = tokio::spawn(expiry);
    for passed in [30, 30, 30, 10] {
        tokio::task::yield_now().await;
        assert!(!task.is_finished());
        assert_eq!(clock.sleepers(), 1);
        clock.advance(passed * SECOND);
    }
    task.await.unwrap();
    assert_eq!(clock.sleepers(), 0);
}

/// As after a suspend of the host: timers stood still, and the wall clock did not.
#[tokio::test]
async fn a_wall_clock_that_jumped_forward_is_seen_after_one_piece() {
    let (expiry, clock) = token(3600).await;
    let task = tokio::spawn(expiry);
    tokio::task::yield_now().await;
    clock.set_wall(NOW + 7200);
    tokio::task::yield_now().await;
    assert!(!task.is_finished(), "no timer has gone off yet");
    clock.advance_monotonic(PIECE);
    task.await.unwrap();
}

#[tokio::test]
async fn a_wall_clock_that_is_set_forward_ends_it_whenever_it_is_looked_at() {
    let (mut expiry, clock) = token(3600).await;
    assert!(!is_over(&mut expiry));
    clock.set_wall(NOW + 3600);
    assert_eq!(expiry.remaining(), Duration::ZERO);
    assert!(is_over(&mut expiry));
    assert_eq!(clock.sleepers(), 0);
    clock.set_wall(NOW);
    assert!(is_over(&mut expiry), "over is over");
}

#[tokio::test]
async fn a_wall_clock_that_is_set_back_makes_no_token_live_longer() {
    let (mut expiry, clock) = token(100).await;
    clock.set_wall(NOW - 86_400);
    assert_eq!(expiry.remaining(), 100 * SECOND);
    assert!(!is_over(&mut expiry));
    clock.advance(99 * SECOND);
    assert!(!is_over(&mut expiry));
    clock.advance(SECOND);
    assert!(is_over(&mut expiry));
}

#[tokio::test]
async fn it_leaves_no_sleeper_behind() {
    let (mut expiry, clock) = token(100).await;
    assert_eq!(clock.sleepers(), 0, "nothing sleeps before it is awaited");
    assert!(!is_over(&mut expiry));
    assert!(!is_over(&mut expiry));
    assert_eq!(clock.sleepers(), 1);
    let mut clone = expiry.clone();
    assert!(!is_over(&mut clone));
    assert_eq!(clock.sleepers(), 2);
    drop(expiry);
    assert_eq!(clock.sleepers(), 1);
    drop(clone);
    assert_eq!(clock.sleepers(), 0);
}

/// The deadline is the token's, however late it was cloned.
#[tokio::test]
async fn a_clone_ends_at_the_same_time() {
    let (mut expiry, clock) = token(100).await;
    clock.advance(60 * SECOND);
    let mut clone = expiry.clone();
    assert_eq!(clone.remaining(), 40 * SECOND);
    clock.advance_monotonic(40 * SECOND);
    assert!(is_over(&mut clone) && is_over(&mut expiry));
}

#[test]
fn it_goes_wherever_a_future_goes() {
    fn anywhere<T: Future<Output = ()> + Clone + Send + Sync + Unpin + 'static>() {}
    anywhere::<Expiry>();
}

#[tokio::test]
async fn the_systems_clock_ends_it_too() {
    let pool = TestPool::new();
    let verifier = Verifier::builder()
        .user_pool(pool.user_pool())
        .fetcher(pool.clone())
        .build()
        .unwrap();
    let now = since_1970(std::time::SystemTime::now());
    let token = pool.access_token().claim("iat", now.as_secs());
    let token = token.claim("exp", now.as_secs_f64() + 0.1).mint();
    let claims = verifier.verify(&token).await.unwrap();
    let mut expiry = Expiry::of(&claims, &verifier);
    (&mut expiry).await;
    assert_eq!(expiry.remaining(), Duration::ZERO);
}

#[tokio::test]
async fn it_prints_when_it_ends_and_nothing_of_the_token() {
    let (expiry, _clock) = token(100).await;
    assert_eq!(format!("{expiry:?}"), "Expiry { ends: 1800000100, .. }");
}
