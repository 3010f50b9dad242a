use super::*;
use secrecy::ExposeSecret as _;

#[tokio::test]
async fn a_sign_in_ends_where_it_began_and_no_answer_has_a_token() {
    let world = World::new().await;
    let browser = world.browser();
    let refused = browser.open("/me?tab=1").await;
    assert_eq!(
        (refused.status, refused.location()),
        (303, "/sign-in?to=%2Fme%3Ftab%3D1")
    );
    let began = browser.open(refused.location()).await;
    let query = began.location().split_once('?').unwrap().1;
    for parameter in [
        "response_type=code",
        "code_challenge_method=S256",
        "scope=openid+email+profile",
    ] {
        assert!(query.split('&').any(|other| other == parameter), "{query}");
    }
    for parameter in ["state=", "nonce=", "code_challenge="] {
        let value = query
            .split('&')
            .find_map(|other| other.strip_prefix(parameter));
        assert!(value.unwrap().len() >= 22, "{query}");
    }
    assert_eq!(browser.cookie_names(), ["__Host-sign-in"]);
    let back = browser.log_in(began.location()).await;
    let signed_in = browser.open(&back).await;
    assert_eq!((signed_in.status, signed_in.location()), (303, "/me?tab=1"));
    assert_eq!(browser.cookie_names(), ["__Host-session"]);

    let session = world.session(&browser).unwrap();
    let (page, json) = (browser.open("/me").await, browser.fetch("/api/me").await);
    assert_eq!((page.status, json.status), (200, 200));
    assert!(
        page.body.contains("Ann &lt;b&gt;&amp;&lt;/b&gt;"),
        "{}",
        page.body
    );
    assert!(json.body.contains(&session.person.sub), "{}", json.body);
    for answer in [&signed_in, &page, &json] {
        let all = format!("{:?}{}", answer.headers, answer.body);
        for token in [&session.access_token, &session.refresh_token] {
            assert!(!all.contains(token.expose_secret()), "{all}");
        }
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(world.front.token_requests(), 1);
}

#[tokio::test]
async fn a_callback_counts_in_the_browser_that_began_the_sign_in_only_and_once() {
    let world = World::new().await;
    let (victim, attacker) = (world.browser(), world.browser());
    let theirs = attacker.open("/sign-in").await;
    let theirs = attacker.log_in(theirs.location()).await;

    // A link to the attacker's callback, in a browser without a sign-in, and in one with its own.
    let refused = victim.open(&theirs).await;
    assert_eq!((refused.status, refused.set_cookies().count()), (400, 0));
    let began = victim.open("/sign-in").await;
    let own = victim.log_in(began.location()).await;
    let refused = victim.open(&theirs).await;
    assert_eq!((refused.status, refused.set_cookies().count()), (400, 0));
    for changed in [
        own.replace("state=", "state=x"),
        own.replace("state=", "x="),
    ] {
        assert_eq!(victim.open(&changed).await.status, 400, "{changed}");
    }
    assert_eq!(world.front.token_requests(), 0);

    // Its own still counts.
    let sign_in = victim.cookie("__Host-sign-in");
    assert_eq!(victim.open(&own).await.status, 303);
    // Not twice, even with the cookie kept.
    victim.forget("__Host-session");
    assert_eq!(victim.open(&own).await.status, 400);
    victim.set_cookie("__Host-sign-in", &sign_in);
    let again = victim.open(&own).await;
    assert_eq!(again.status, 400);
    assert!(victim.cookie_names().is_empty());
}

#[tokio::test]
async fn a_sign_in_takes_ten_minutes_at_most_however_long_the_cookie_is_kept() {
    let world = World::new().await;
    let browser = world.browser();
    let began = browser.open("/sign-in").await;
    world.clock.advance(400);
    let in_time = browser.log_in(began.location()).await;
    let kept = browser.cookie("__Host-sign-in");
    world.clock.advance(199);
    assert_eq!(browser.open(&in_time).await.status, 303);
    world.clock.advance(1);
    browser.set_cookie("__Host-sign-in", &kept);
    world.front.token_requests();
    assert_eq!(browser.open(&in_time).await.status, 400);
    assert_eq!(world.front.token_requests(), 0);
}

#[tokio::test]
async fn a_sign_in_that_was_given_up_says_so() {
    let world = World::new().await;
    for query in ["error=access_denied", "error=server_error&code=x", "x=y"] {
        let browser = world.browser();
        let began = browser.open("/sign-in").await;
        let (_, state) = began.location().split_once("state=").unwrap();
        let state = state.split('&').next().unwrap();
        let answer = browser
            .open(&format!("/callback?{query}&state={state}"))
            .await;
        assert_eq!(answer.status, 400);
        assert!(
            answer.body.contains("You are not signed in"),
            "{}",
            answer.body
        );
        assert!(browser.cookie_names().is_empty());
    }
    assert_eq!(world.front.token_requests(), 0);
}

#[tokio::test]
async fn links_to_the_sign_in_lead_to_no_other_site() {
    let world = World::new().await;
    for to in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/\t/evil.example",
        "javascript:x",
    ] {
        let answer = world.browser().sign_in(to).await;
        assert_eq!((answer.status, answer.location()), (303, "/me"), "{to}");
    }
}

#[tokio::test]
async fn no_tokens_no_session() {
    let world = World::new().await;
    for (fault, status) in [
        (Fault::BadGateway, 503),
        (Fault::Garbage, 503),
        (Fault::UnknownClient, 503),
        (Fault::NoIdToken, 400),
    ] {
        let browser = world.browser();
        let began = browser.open("/sign-in").await;
        let back = browser.log_in(began.location()).await;
        world.front.set(fault.clone());
        assert_eq!(browser.open(&back).await.status, status, "{fault:?}");
        assert!(browser.cookie_names().is_empty());
        world.front.set(Fault::None);
    }
}
