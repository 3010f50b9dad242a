use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::task::JoinSet;

use super::{world::LIFE, *};

/// Twenty requests of one page at the same moment: their answers, each with the browser that got it.
async fn twenty(world: &World, browser: &Browser) -> Vec<(Answer, Browser)> {
    let mut requests = JoinSet::new();
    for _ in 0..20 {
        let browser = browser.copy(&world.url);
        requests.spawn(async move { (browser.fetch("/api/me").await, browser) });
    }
    requests.join_all().await
}

/// All of them have got the same new tokens.
fn assert_renewed(world: &World, before: &Browser, answers: &[(Answer, Browser)]) {
    let old = world.session(before).unwrap();
    let new = world.session(&answers[0].1).unwrap();
    assert_ne!(
        old.access_token.expose_secret(),
        new.access_token.expose_secret()
    );
    for (answer, browser) in answers {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.set_cookies().count(), 1);
        // To the byte: a browser may keep a piece of this answer and another of that.
        assert_eq!(browser.cookies(), answers[0].1.cookies());
    }
}

#[tokio::test]
async fn twenty_requests_with_an_expired_access_token_are_one_refresh() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    let answers = twenty(&world, &browser).await;
    assert_eq!(world.front.token_requests(), 1);
    assert_renewed(&world, &browser, &answers);
    // The pool sent no other refresh token, so the old one stays.
    let refresh = |browser| world.session(browser).unwrap().refresh_token;
    assert_eq!(
        refresh(&browser).expose_secret(),
        refresh(&answers[0].1).expose_secret()
    );
}

#[tokio::test]
async fn with_rotation_and_its_grace_it_is_one_refresh_too() {
    for grace in [0, 60] {
        let world = World::rotating(grace).await;
        let browser = world.signed_in().await;
        world.clock.advance(LIFE + 1);
        world.front.token_requests();
        let answers = twenty(&world, &browser).await;
        assert_eq!(world.front.token_requests(), 1);
        assert_renewed(&world, &browser, &answers);
        let refresh = |browser| world.session(browser).unwrap().refresh_token;
        assert_ne!(
            refresh(&browser).expose_secret(),
            refresh(&answers[0].1).expose_secret()
        );

        // Who is late still brings the old cookie, and gets the same new one.
        world.clock.advance(59);
        let late = twenty(&world, &browser).await;
        assert_eq!(world.front.token_requests(), 0);
        assert_renewed(&world, &browser, &late);

        // The new refresh token is the one that counts.
        world.clock.advance(LIFE);
        let newest = &answers[0].1;
        assert_eq!(newest.fetch("/api/me").await.status, 200);
        assert_eq!(world.front.token_requests(), 1);
    }
}

#[tokio::test]
async fn an_old_cookie_after_the_grace_ends_the_session_cleanly() {
    let world = World::rotating(60).await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    let old = browser.copy(&world.url);
    assert_eq!(browser.open("/me").await.status, 200);
    // The browser shows that it has the new cookie.
    assert_eq!(browser.open("/me").await.status, 200);
    world.clock.advance(60);
    let answer = old.open("/me").await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/sign-in?to=%2Fme")
    );
    // Had the browser a newer cookie when this answer arrives, it would lose it.
    assert_eq!(answer.set_cookies().count(), 0);
    assert_eq!(browser.open("/me").await.status, 200);
    // Nor does the old one lead round in circles.
    assert_eq!(old.sign_in("/me").await.status, 303);
    assert_eq!(old.open("/me").await.status, 200);
}

#[tokio::test]
async fn two_instances_are_covered_by_the_grace_and_by_nothing_else() {
    for (grace, expected) in [(60, 200), (0, 401)] {
        let world = World::rotating(grace).await;
        let other = world.other_instance().await;
        let browser = world.signed_in().await;
        world.clock.advance(LIFE + 1);
        let elsewhere = browser.copy(&other.url);
        assert_eq!(browser.fetch("/api/me").await.status, 200);
        let answer = elsewhere.fetch("/api/me").await;
        assert_eq!(answer.status, expected, "with a grace of {grace} s");
        let set = usize::from(expected == 200);
        assert_eq!(answer.set_cookies().count(), set, "nothing is taken away");
    }
}

#[tokio::test]
async fn tokens_are_renewed_in_their_last_minute_and_not_before() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.front.token_requests();
    world.clock.advance(LIFE - 61);
    let answer = browser.fetch("/api/me").await;
    assert_eq!((answer.status, answer.set_cookies().count()), (200, 0));
    assert_eq!(world.front.token_requests(), 0);
    world.clock.advance(1);
    let answer = browser.fetch("/api/me").await;
    assert_eq!((answer.status, answer.set_cookies().count()), (200, 1));
    assert_eq!(world.front.token_requests(), 1);
}

/// Shorter than Cognito's shortest, and than the memory of renewals.
#[tokio::test]
async fn access_tokens_of_seconds_are_renewed_at_half_their_life() {
    for grace in [None, Some(Duration::from_secs(60))] {
        let world = World::with(|client| {
            let client = client.access_token_validity(Duration::from_secs(10));
            match grace {
                Some(grace) => client.rotation(grace),
                None => client,
            }
        })
        .await;
        let browser = world.signed_in().await;
        let old = browser.copy(&world.url);
        world.front.token_requests();
        world.clock.advance(4);
        assert_eq!(browser.fetch("/api/me").await.status, 200);
        assert_eq!(world.front.token_requests(), 0);
        for _ in 0..3 {
            world.clock.advance(11);
            // The old cookie leads to the newest tokens, and both browsers to the same.
            let [new, old] = [
                browser.fetch("/api/me").await,
                old.copy(&world.url).fetch("/api/me").await,
            ];
            assert_eq!((new.status, old.status), (200, 200));
            assert_eq!(world.front.token_requests(), 1);
        }
    }
}

#[tokio::test]
async fn a_browser_that_gives_up_loses_no_rotated_token() {
    let world = World::rotating(0).await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    let gate = world.front.hold();
    let impatient = browser.copy(&world.url);
    let request = tokio::spawn(async move { impatient.fetch("/api/me").await.status });
    while world.front.token_requests() == 0 {
        tokio::task::yield_now().await;
    }
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    // The pool would not take the old refresh token again.
    assert_eq!(browser.fetch("/api/me").await.status, 200);
    assert_eq!(world.front.token_requests(), 0);
}

#[tokio::test]
async fn an_answer_that_is_lost_loses_no_session() {
    let world = World::rotating(0).await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    // The site has renewed the tokens; the browser never hears of it.
    let lost = browser.copy(&world.url);
    assert_eq!(lost.fetch("/api/me").await.status, 200);
    world.clock.advance(600);
    world.front.token_requests();
    assert_eq!(browser.fetch("/api/me").await.status, 200);
    assert_eq!(world.front.token_requests(), 0);
    assert_eq!(browser.cookies(), lost.cookies());
}

#[tokio::test]
async fn an_answer_without_an_id_token_keeps_who_is_known() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let before = world.session(&browser).unwrap().person;
    world.clock.advance(LIFE + 1);
    world.front.set(Fault::NoIdToken);
    let answer = browser.open("/me").await;
    assert_eq!((answer.status, answer.set_cookies().count()), (200, 1));
    assert_eq!(world.session(&browser).unwrap().person, before);
}

#[tokio::test]
async fn a_revoked_sign_in_is_over() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let token = world.session(&browser).unwrap().refresh_token;
    assert!(world.site.revoke(&token).await);
    world.clock.advance(LIFE + 1);
    let fetching = browser.copy(&world.url);
    let page = browser.open("/me").await;
    assert_eq!((page.status, page.location()), (303, "/sign-in?to=%2Fme"));
    let json = fetching.fetch("/api/me").await;
    assert_eq!(json.status, 401);
    assert!(json.header("www-authenticate").starts_with("Bearer"));
    for (answer, browser) in [(page, browser), (json, fetching)] {
        assert_eq!(answer.set_cookies().count(), 0);
        assert_eq!(browser.sign_in("/me").await.status, 303);
        assert_eq!(browser.fetch("/api/me").await.status, 200);
    }
}

#[tokio::test]
async fn a_pool_that_does_not_answer_ends_no_session() {
    for fault in [Fault::BadGateway, Fault::Garbage, Fault::UnknownClient] {
        let world = World::new().await;
        let browser = world.signed_in().await;
        world.front.token_requests();
        world.front.set(fault.clone());
        // Not yet expired: the old token is good enough.
        world.clock.advance(LIFE - 30);
        let answer = browser.fetch("/api/me").await;
        assert_eq!(
            (answer.status, answer.set_cookies().count()),
            (200, 0),
            "{fault:?}"
        );
        assert_eq!(world.front.token_requests(), 1);
        // Nor is the pool asked again at once.
        assert_eq!(browser.fetch("/api/me").await.status, 200);
        assert_eq!(world.front.token_requests(), 0);

        world.clock.advance(31);
        let answers = twenty(&world, &browser).await;
        assert_eq!(world.front.token_requests(), 1);
        for (answer, _) in answers {
            assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
            assert_eq!(answer.set_cookies().count(), 0);
        }
        let page = browser.open("/me").await;
        assert_eq!((page.status, page.header("retry-after")), (503, "5"));
        assert!(page.body.contains("Please try again"), "{}", page.body);
        // The start page and the way out are open all the same.
        assert!(browser.open("/").await.body.contains("You are signed in"));

        world.front.set(Fault::None);
        world.clock.advance(3);
        assert_eq!(browser.fetch("/api/me").await.status, 200, "{fault:?}");
    }
}

#[tokio::test]
async fn new_tokens_of_another_user_end_the_session_and_are_revoked() {
    let world = World::rotating(0).await;
    let browser = world.signed_in().await;
    let mut session = world.session(&browser).unwrap();
    "somebody-else".clone_into(&mut session.person.sub);
    for (name, value) in session.seal(&world.site.vault).unwrap() {
        browser.set_cookie(&name, &value);
    }
    world.clock.advance(LIFE + 1);
    assert_eq!(browser.fetch("/api/me").await.status, 401);
    world.revocations(1).await;
}

#[tokio::test]
async fn the_outcome_is_the_same_for_all_who_wait_when_the_session_is_over() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let token = world.session(&browser).unwrap().refresh_token;
    assert!(world.site.revoke(&token).await);
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    for (answer, _) in twenty(&world, &browser).await {
        assert_eq!((answer.status, answer.set_cookies().count()), (401, 0));
    }
    assert_eq!(world.front.token_requests(), 1);
}
