//! Sign-out, and another sign-in, against a renewal under way.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::yield_now};

use super::{world::LIFE, *};

#[tokio::test]
async fn a_sign_in_replaces_the_session_before_and_revokes_it() {
    let world = World::rotating(60).await;
    let browser = world.signed_in().await;
    let old = browser.copy(&world.url);
    assert_eq!(browser.sign_in("/me").await.status, 303);
    world.revocations(1).await;
    // A request that was sent before takes nothing away from the new session.
    let answer = old.fetch("/api/me").await;
    assert_eq!((answer.status, answer.set_cookies().count()), (401, 0));
    for _ in 0..2 {
        assert_eq!(browser.fetch("/api/me").await.status, 200);
        world.clock.advance(LIFE + 1);
    }
    assert_eq!(old.fetch("/api/me").await.status, 401);
    assert_eq!(world.front.revocations(), 1);
}

#[tokio::test]
async fn a_sign_in_wins_over_a_renewal_that_is_under_way() {
    let world = World::rotating(60).await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    let gate = world.front.hold();
    let slow = browser.copy(&world.url);
    let renewing = tokio::spawn(async move { slow.fetch("/api/me").await });
    while world.front.token_requests() == 0 {
        yield_now().await;
    }
    world.front.set(Fault::None);
    assert_eq!(browser.sign_in("/me").await.status, 303);
    gate.add_permits(1);
    let answer = renewing.await.unwrap();
    assert_eq!((answer.status, answer.set_cookies().count()), (401, 0));
    // The old refresh token and its successor.
    world.revocations(2).await;
    assert_eq!(browser.fetch("/api/me").await.status, 200);
}

#[tokio::test]
async fn a_sign_out_wins_over_a_renewal_that_is_under_way() {
    for world in [World::new().await, World::rotating(60).await] {
        let browser = world.signed_in().await;
        world.clock.advance(LIFE + 1);
        world.front.token_requests();
        let gate = world.front.hold();
        let slow = browser.copy(&world.url);
        let renewing = tokio::spawn(async move { (slow.fetch("/api/me").await, slow) });
        while world.front.token_requests() == 0 {
            yield_now().await;
        }
        // The new tokens are made, and on their way.
        let old = browser.copy(&world.url);
        world.front.set(Fault::None);
        let out = browser.submit("/sign-out", &[]).await;
        assert_eq!(out.status, 303);
        assert!(out.ends_session());
        gate.add_permits(1);

        let (answer, slow) = renewing.await.unwrap();
        assert_eq!((answer.status, answer.set_cookies().count()), (401, 0));
        assert_eq!(slow.cookies(), old.cookies());
        world.front.token_requests();
        // Nor does the old cookie bring it back: the site does not even ask.
        assert_eq!(old.fetch("/api/me").await.status, 401);
        assert_eq!(world.front.token_requests(), 0);
        assert!(!old.cookies().contains("__Host-session"));
        // The old refresh token and the one that nobody has got.
        world.revocations(2).await;
    }
}

/// The tokens are renewed already, and the page is being made.
#[tokio::test]
async fn a_sign_out_wins_over_a_page_that_is_under_way() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    let permits = Arc::new(Semaphore::new(0));
    let url = world.slow_route(Arc::clone(&permits)).await;
    let slow = browser.copy(&url);
    let page = tokio::spawn(async move { (slow.fetch("/slow").await, slow) });
    // The renewal has landed when another request knows its outcome.
    while world.front.token_requests() == 0 {
        yield_now().await;
    }
    assert_eq!(browser.copy(&world.url).fetch("/api/me").await.status, 200);
    assert_eq!(browser.submit("/sign-out", &[]).await.status, 303);
    permits.add_permits(1);
    let (answer, slow) = page.await.unwrap();
    // Nothing is set, or a new sign-in meanwhile would be lost. What the browser has is no good.
    assert_eq!((answer.status, answer.set_cookies().count()), (200, 0));
    assert_eq!(slow.copy(&world.url).fetch("/api/me").await.status, 401);
}

#[tokio::test]
async fn a_sign_out_with_an_old_cookie_ends_what_came_of_it() {
    let world = World::rotating(60).await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    let old = browser.copy(&world.url);
    assert_eq!(browser.fetch("/api/me").await.status, 200);
    assert_eq!(old.submit("/sign-out", &[]).await.status, 303);
    assert_eq!(
        world.front.revocations(),
        2,
        "the old refresh token and its successor"
    );
    let answer = browser.fetch("/api/me").await;
    assert_eq!(answer.status, 401);
    assert!(answer.ends_session());
    // Nor with another instance, which knows of no sign-out, once the access token is over.
    let copy = world.signed_in().await;
    let other = world.other_instance().await;
    let kept = copy.copy(&other.url);
    copy.submit("/sign-out", &[]).await;
    world.clock.advance(LIFE + 1);
    assert_eq!(kept.fetch("/api/me").await.status, 401);
}
