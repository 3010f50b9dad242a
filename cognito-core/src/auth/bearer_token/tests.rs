use super::*;
use crate::{
    Authenticator, Rejection, Step, TokenSource,
    test_util::{TestHead, TestPool},
};

/// A pool, an authenticator that looks everywhere, and a token.
async fn site() -> (TestPool, Authenticator, String) {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    verifier.prefetch().await.unwrap();
    let auth = Authenticator::builder(verifier).token_sources([
        TokenSource::bearer(),
        TokenSource::header("x-token"),
        TokenSource::cookie("__Host-token"),
    ]);
    let token = pool.access_token().mint();
    (pool, auth.build().unwrap().or_anonymous(), token)
}

fn decide(auth: &Authenticator, head: &TestHead) -> Authentication {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided.unwrap(),
        Step::Pending(_) => panic!("the key is at hand"),
    }
}

fn get() -> TestHead {
    TestHead::get("/orders")
}

#[tokio::test]
async fn it_is_found_in_each_place_again() {
    let (_pool, auth, text) = site().await;
    let cookie = || format!("theme=dark; __Host-token={text}");
    for head in [
        get().bearer(&text),
        get().header("authorization", format!("bEARER {text}")),
        get().header("x-token", text.clone()),
        get().header("cookie", cookie()),
        get().bearer(&text).header("cookie", cookie()),
        TestHead::new("POST", "/orders")
            .header("cookie", cookie())
            .header("sec-fetch-site", "same-origin"),
    ] {
        let decided = decide(&auth, &head);
        let token: BearerToken = decided.extract(&head).unwrap();
        assert!(token.expose() == text, "another token");
        let optional: Option<BearerToken> = decided.extract(&head).unwrap();
        assert!(optional.unwrap().expose() == text, "another token");
    }
}

/// Whatever a handler would send on: never a token that nobody verified.
#[tokio::test]
async fn another_token_than_the_verified_one_is_not_handed_out() {
    let (pool, auth, text) = site().await;
    let head = get().bearer(&text);
    let decided = decide(&auth, &head);
    let other = pool.access_token().subject("another").mint();
    let mut forged = text.clone();
    forged.insert(text.find('.').unwrap() + 5, 'A');
    for later in [
        get(),
        get().bearer(&other),
        get().bearer(&forged),
        get().bearer("a"),
        get().header("authorization", "Basic dTpw"),
        get().bearer(&text).header("x-token", other.clone()),
        head.bearer(&text),
    ] {
        let closed = |refused: Rejection| (refused.status(), refused.reason());
        let expected = (500, Reason::LayerMissing);
        let refused = decided.extract::<BearerToken>(&later).map_err(closed);
        assert_eq!(refused.unwrap_err(), expected);
        let refused = decided.extract::<Option<BearerToken>>(&later);
        assert_eq!(refused.map_err(closed).unwrap_err(), expected);
    }
}

/// Nobody verified what came with an anonymous request, such as a preflight that was let through.
#[tokio::test]
async fn an_anonymous_request_has_none() {
    let (_pool, auth, text) = site().await;
    let decided = decide(&auth, &get());
    let head = get().bearer(&text);
    let refused = decided.extract::<BearerToken>(&head).unwrap_err();
    assert_eq!(refused.reason(), Reason::MissingToken);
    assert!(matches!(
        decided.extract::<Option<BearerToken>>(&head),
        Ok(None)
    ));
}

#[tokio::test]
async fn it_prints_its_length_only() {
    let (_pool, auth, text) = site().await;
    let head = get().bearer(&text);
    let token: BearerToken = decide(&auth, &head).extract(&head).unwrap();
    let expected = format!("BearerToken(len={})", text.len());
    assert_eq!(format!("{token:?}"), expected);
    assert_eq!(format!("{token:#?}"), expected);
}
