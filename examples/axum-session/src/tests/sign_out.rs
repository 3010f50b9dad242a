use super::{world::LIFE, *};

#[tokio::test]
async fn a_sign_out_revokes_and_leads_to_the_pools_logout() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let session = world.session(&browser).unwrap();
    let kept = browser.copy(&world.url);
    let out = browser.submit("/sign-out", &[]).await;
    assert_eq!(out.status, 303);
    let home: String = oauth2::url::form_urlencoded::byte_serialize(world.url.as_bytes()).collect();
    assert!(
        out.location().contains("/cognito/logout?client_id="),
        "{}",
        out.location()
    );
    assert!(
        out.location().ends_with(&format!("&logout_uri={home}%2F")),
        "{}",
        out.location()
    );
    assert!(out.ends_session() && browser.cookie_names().is_empty());
    let refused = world.site.oauth.refresh(&session.refresh_token).await;
    assert!(refused.is_err());
    assert!(
        browser
            .open("/")
            .await
            .body
            .contains("You are not signed in")
    );

    // A copy of the cookie is of no use, though its access token has not expired.
    let answer = kept.fetch("/api/me").await;
    assert_eq!(answer.status, 401);
    assert!(answer.ends_session());
    let again = world.signed_in().await;
    assert_eq!(again.fetch("/api/me").await.status, 200);
}

#[tokio::test]
async fn an_expired_session_signs_out_too_and_is_not_renewed_for_it() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    assert_eq!(browser.submit("/sign-out", &[]).await.status, 303);
    assert!(browser.cookie_names().is_empty());
    assert_eq!(
        (world.front.token_requests(), world.front.revocations()),
        (0, 1)
    );
}

#[tokio::test]
async fn the_cookies_go_even_if_the_pool_does_not_answer() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let kept = browser.copy(&world.url);
    world.front.set(Fault::BadGateway);
    let out = browser.submit("/sign-out", &[]).await;
    assert_eq!(out.status, 200);
    assert!(
        out.body.contains("/cognito/logout?client_id="),
        "{}",
        out.body
    );
    assert!(out.ends_session() && browser.cookie_names().is_empty());
    world.front.set(Fault::None);
    // The pool knows nothing of it; this site does.
    world.clock.advance(LIFE + 1);
    assert_eq!(kept.fetch("/api/me").await.status, 401);
}

#[tokio::test]
async fn pages_of_other_sites_sign_nobody_out() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let post = |headers: Vec<(&'static str, &'static str)>| {
        let browser = browser.copy(&world.url);
        async move {
            let answer = browser
                .send(reqwest::Method::POST, "/sign-out", &headers, Some(&[]))
                .await;
            (answer.status, answer.set_cookies().count())
        }
    };
    for headers in [
        vec![],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site")],
        vec![
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-mode", "navigate"),
        ],
    ] {
        assert_eq!(post(headers.clone()).await, (403, 0), "{headers:?}");
    }
    assert_eq!(world.front.revocations(), 0);
    // Where browsers leave the cookie out, nothing is cleared either.
    browser.forget("__Host-session");
    let answer = browser.submit("/sign-out", &[]).await;
    assert_eq!(
        (
            answer.status,
            answer.location(),
            answer.set_cookies().count()
        ),
        (303, "/", 0)
    );
}
