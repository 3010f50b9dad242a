use dev_pool::DevPool;
use reqwest::Method;
use secrecy::ExposeSecret as _;

use super::{
    browser::OWN,
    world::{EMAIL, LIFE},
    *,
};

/// A hundred groups with names of so many characters.
fn join_groups(pool: &DevPool, of: char, characters: usize) {
    for nth in 0..100 {
        let name = format!("{nth:03}{}", of.to_string().repeat(characters - 3));
        pool.add_to_group(EMAIL, &name).unwrap();
    }
}

#[tokio::test]
async fn a_hundred_groups_are_kept_in_pieces_and_go_away_with_them() {
    let world = World::new().await;
    join_groups(&world.pool, 'g', 128);
    let browser = world.signed_in().await;
    let pieces = browser.cookie_names();
    assert!(pieces.len() > 4, "{pieces:?}");
    let answer = browser.fetch("/api/me").await;
    assert_eq!((answer.status, answer.set_cookies().count()), (200, 0));
    assert!(answer.body.contains(&format!("099{}", "g".repeat(125))));

    // Renewed, each piece is set anew.
    world.clock.advance(LIFE + 1);
    let answer = browser.fetch("/api/me").await;
    assert_eq!(
        (answer.status, answer.set_cookies().count()),
        (200, pieces.len())
    );
    assert_eq!(browser.cookie_names(), pieces);

    // A smaller session leaves no piece of the larger one.
    let mut smaller = world.session(&browser).unwrap();
    smaller.access_token = "x".repeat(6_000).into();
    smaller.renew_at = 0;
    let old = browser.copy(&world.url);
    for (name, value) in smaller.seal(&world.site.vault).unwrap() {
        browser.set_cookie(&name, &value);
    }
    assert_eq!(
        browser.cookie_names(),
        pieces,
        "the first ones are overwritten"
    );
    assert_eq!(
        world
            .session(&browser)
            .unwrap()
            .access_token
            .expose_secret()
            .len(),
        6_000
    );
    browser.submit("/sign-out", &[]).await;
    assert!(browser.cookie_names().is_empty());
    assert_eq!(old.fetch("/api/me").await.status, 401);
    assert!(old.cookie_names().is_empty());
}

#[tokio::test]
async fn pieces_that_a_smaller_session_does_not_need_are_removed() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    browser.set_cookie("__Host-session.1", "stale");
    browser.set_cookie("__Host-session.5", "stale");
    browser.set_cookie("__Host-session.8", "not ours");
    assert_eq!(browser.fetch("/api/me").await.status, 200);
    world.clock.advance(LIFE + 1);
    assert_eq!(browser.fetch("/api/me").await.status, 200);
    assert_eq!(
        browser.cookie_names(),
        ["__Host-session", "__Host-session.8"]
    );
}

#[tokio::test]
async fn what_no_browser_would_keep_is_refused_with_a_page() {
    let world = World::new().await;
    join_groups(&world.pool, 'é', 100);
    let browser = world.browser();
    let answer = browser.sign_in("/me").await;
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("too many groups"), "{}", answer.body);
    assert!(browser.cookie_names().is_empty());

    // The same at a renewal: the session ends, and nothing half is kept.
    let world = World::new().await;
    let browser = world.signed_in().await;
    join_groups(&world.pool, 'é', 100);
    world.clock.advance(LIFE + 1);
    let answer = browser.fetch("/api/me").await;
    assert!(answer.ends_session() && browser.cookie_names().is_empty());
}

#[tokio::test]
async fn mixed_old_and_forged_pieces_say_nothing() {
    let world = World::new().await;
    join_groups(&world.pool, 'g', 60);
    let (one, other) = (world.signed_in().await, world.signed_in().await);
    let names = one.cookie_names();
    assert!(names.len() >= 3, "{names:?}");
    let with = |change: &dyn Fn(&Browser)| {
        let browser = one.copy(&world.url);
        change(&browser);
        browser
    };
    let swap = |a: &str, b: &str, browser: &Browser| {
        browser.set_cookie(a, &one.cookie(b));
        browser.set_cookie(b, &one.cookie(a));
    };
    let mut broken = vec![
        with(&|browser| swap(&names[1], &names[2], browser)),
        with(&|browser| browser.set_cookie("__Host-session", "")),
        with(&|browser| browser.set_cookie("__Host-session", "1.AAAA")),
        with(&|browser| browser.set_cookie("__Host-session", "forged")),
    ];
    for name in &names {
        broken.push(with(&|browser| {
            browser.set_cookie(name, &other.cookie(name));
        }));
        let value = one.cookie(name);
        let last = if value.ends_with('A') { "B" } else { "A" };
        let changed = format!("{}{last}", &value[..value.len() - 1]);
        broken.push(with(&|browser| browser.set_cookie(name, &changed)));
        broken.push(with(&|browser| {
            browser.set_cookie(name, &value[..value.len() - 4]);
        }));
    }
    for name in &names[1..] {
        broken.push(with(&|browser| browser.forget(name)));
    }
    for browser in broken {
        let answer = browser.fetch("/api/me").await;
        assert_eq!(answer.status, 401);
        assert!(answer.ends_session() && browser.cookie_names().is_empty());
    }
    assert_eq!(one.fetch("/api/me").await.status, 200);
    // Without the first piece there is nothing that says what the others are.
    one.forget("__Host-session");
    assert_eq!(one.fetch("/api/me").await.status, 401);
    assert!(one.cookie_names().is_empty());
}

#[tokio::test]
async fn the_inner_cookie_from_outside_is_thrown_away() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let token = world.session(&browser).unwrap().access_token;
    let token = token.expose_secret();

    // Even a good token is none in that place; in the header it is what it is.
    let stranger = world.browser();
    stranger.set_cookie("access-token", token);
    assert_eq!(stranger.fetch("/api/me").await.status, 401);
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer)];
    let answer = world
        .browser()
        .send(Method::GET, "/api/me", &headers, None)
        .await;
    assert_eq!(answer.status, 200);

    // Beside a session it changes nothing.
    for forged in ["x", "", "a.b.c"] {
        browser.set_cookie("access-token", forged);
        assert_eq!(browser.fetch("/api/me").await.status, 200);
    }
    let answer = browser
        .send(Method::POST, "/notes", &[OWN], Some(&[("text", "n")]))
        .await;
    assert_eq!(answer.status, 303);
}
