use std::sync::Arc;

use cognito_tower::{assert_no_open_routes, core::test_util::TestPool};
use reqwest::Method;

use super::{browser::OWN, world::LIFE, *};
use crate::{cookie::Vault, oauth::AppClient, routes, site::Site};

#[tokio::test]
async fn pages_lead_to_the_sign_in_and_scripts_get_a_401() {
    let world = World::new().await;
    let browser = world.browser();
    for (path, to) in [
        ("/me", "%2Fme"),
        ("/admin?x=1", "%2Fadmin%3Fx%3D1"),
        ("/no-such-page", "%2Fno-such-page"),
    ] {
        let answer = browser.open(path).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), format!("/sign-in?to={to}"));
        let answer = browser.fetch(path).await;
        assert_eq!((answer.status, answer.location()), (401, ""));
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(
            answer.header("www-authenticate"),
            r#"Bearer realm="cognito""#
        );
    }
    // An old browser says what it wants only.
    let accept = [("accept", "text/html,application/xhtml+xml")];
    let answer = browser.send(Method::GET, "/me", &accept, None).await;
    assert_eq!(answer.status, 303);
    // A form is not sent again after the sign-in.
    let answer = browser.submit("/notes", &[("text", "x")]).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    let signed_in = world.signed_in().await;
    for (answer, status) in [
        (signed_in.open("/no-such-page").await, 404),
        (signed_in.submit("/me", &[]).await, 405),
    ] {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.body.contains("No such page"), "{}", answer.body);
    }
    let script = signed_in.fetch("/no-such-page").await;
    assert_eq!((script.status, &*script.body), (404, ""));
}

/// Browsers ask for it by themselves, with the cookies.
#[tokio::test]
async fn the_icon_is_open_and_renews_nothing() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.clock.advance(LIFE + 1);
    world.front.token_requests();
    let icon = browser.fetch("/favicon.ico").await;
    assert_eq!((icon.status, icon.set_cookies().count()), (204, 0));
    assert_eq!(icon.header("cache-control"), "max-age=86400");
    assert_eq!(world.front.token_requests(), 0);
    assert_eq!(world.browser().open("/favicon.ico").await.status, 204);
}

#[tokio::test]
async fn who_may_not_gets_a_403_as_a_page_or_as_json() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let page = browser.open("/admin").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (403, "text/html; charset=utf-8")
    );
    assert!(page.body.contains("Not allowed"), "{}", page.body);
    let json = browser.fetch("/admin").await;
    assert_eq!(
        (json.status, json.header("content-type")),
        (403, "application/problem+json")
    );

    world
        .pool
        .add_to_group(super::world::EMAIL, "admins")
        .unwrap();
    assert_eq!(world.signed_in().await.open("/admin").await.status, 200);
}

#[tokio::test]
async fn forms_are_taken_from_the_sites_own_pages_only() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let own_origin = [("origin", &*world.url)];
    let post = async |headers: &[(&str, &str)], text: &str| {
        let answer = browser
            .send(Method::POST, "/notes", headers, Some(&[("text", text)]))
            .await;
        answer.status
    };
    assert_eq!(post(&[OWN], "first <i>").await, 303);
    assert_eq!(post(&own_origin, "second").await, 303);
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ],
        &[("sec-fetch-site", "same-site")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ],
        &[OWN, OWN],
    ] {
        assert_eq!(post(headers, "forged").await, 403, "{headers:?}");
    }
    let page = browser.open("/me").await.body;
    assert!(
        page.contains("<li>second</li><li>first &lt;i&gt;</li>"),
        "{page}"
    );
    assert!(!page.contains("forged"), "{page}");

    let form = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
    ];
    let page = browser.send(Method::POST, "/notes", &form, Some(&[("text", "forged")]));
    let page = page.await.body;
    assert!(
        page.contains("The request came from a page of another site."),
        "{page}"
    );

    // A link from elsewhere opens a page; a script from elsewhere reads nothing.
    let link = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(
        browser.send(Method::GET, "/me", &link, None).await.status,
        200
    );
    let script = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
    ];
    assert_eq!(
        browser
            .send(Method::GET, "/api/me", &script, None)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_session_that_the_verifier_refuses_leads_to_no_circle() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let mut session = world.session(&browser).unwrap();
    session.access_token = "eyJhbGciOiJub25lIn0.e30.e30".to_owned().into();
    for (name, value) in session.seal(&world.site.vault).unwrap() {
        browser.set_cookie(&name, &value);
    }
    let page = browser.open("/me").await;
    assert_eq!((page.status, page.location()), (401, ""));
    assert!(page.body.contains("Please sign in again"), "{}", page.body);
    assert_eq!(page.set_cookies().count(), 0);
    assert_eq!(browser.sign_in("/me").await.status, 303);
    assert_eq!(browser.open("/me").await.status, 200);
}

#[tokio::test]
async fn every_answer_keeps_scripts_frames_and_caches_away() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    for path in [
        "/",
        "/me",
        "/api/me",
        "/admin",
        "/sign-in",
        "/callback",
        "/assets/ask.js",
        "/assets/none",
    ] {
        let answer = browser.open(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        let cache = if path == "/assets/ask.js" {
            "no-cache"
        } else {
            "no-store"
        };
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert!(!answer.body.contains("<script>") && !answer.body.contains("style="));
    }
}

#[tokio::test]
async fn no_guarded_route_is_open() {
    let pool = TestPool::new();
    let app = AppClient {
        id: pool.client_id().to_owned(),
        secret: "secret".to_owned().into(),
        api: "https://cognito-idp.us-east-1.amazonaws.com/".to_owned(),
        domain: "https://auth.example.com".to_owned(),
        site: "https://example.com".to_owned(),
    };
    let verifiers = [(); 2].map(|()| pool.verifier_builder());
    let site = Site::new(app, verifiers, Vault::random(), pool.clock().clone());
    let site = Arc::new(site.unwrap());
    let router = routes::guarded(&site);
    let table = router.table();
    assert_eq!(
        table.to_string(),
        "METHOD  PATH     ACCESS\n\
         GET     /me      user\n\
         GET     /api/me  user\n\
         POST    /notes   user\n\
         GET     /admin   user & group(admins)\n\
         any     /*       authenticated\n"
    );
    assert_no_open_routes(routes::app(site), &table, &pool).await;
}
