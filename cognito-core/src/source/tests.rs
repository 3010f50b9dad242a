//! Several sources, and what their tokens need.

use super::*;
use crate::test_util::TestHead;

fn find_in(sources: &[TokenSource], headers: &[(&str, &str)]) -> Result<String, Reason> {
    let head = headers
        .iter()
        .fold(TestHead::new("POST", "/"), |head, (name, value)| {
            head.header(name, *value)
        });
    let found = find(sources, &TrustedOrigins::default(), &head);
    found.and_then(Found::well_formed).map(Cow::into_owned)
}

const BEARER: (&str, &str) = ("authorization", "Bearer x");
const BASIC: (&str, &str) = ("authorization", "Basic x");
const HEADER: (&str, &str) = ("x-token", "x");
const COOKIE: (&str, &str) = ("cookie", "a=b; token=x");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

#[test]
fn several_sources_must_agree() {
    let sources = [TokenSource::bearer(), TokenSource::header("X-Token")];
    let find = |headers: &[(&str, &str)]| find_in(&sources, headers);
    assert_eq!(find(&[]), Err(Reason::MissingToken));
    assert_eq!(find(&[HEADER]).as_deref(), Ok("x"));
    assert_eq!(find(&[BASIC, HEADER]).as_deref(), Ok("x"));
    assert_eq!(find(&[BEARER, HEADER]).as_deref(), Ok("x"));
    let other = ("x-token", "y");
    assert_eq!(find(&[BEARER, other]), Err(Reason::ConflictingTokens));
    let empty = ("x-token", "");
    assert_eq!(find(&[BEARER, empty]), Err(Reason::MalformedRequest));
    assert_eq!(find(&[BASIC]), Err(Reason::NotBearer));
    // No source, no matter.
    assert_eq!(find(&[BEARER, COOKIE, OWN]).as_deref(), Ok("x"));
    assert_eq!(find(&[COOKIE, OWN]), Err(Reason::MissingToken));
}

/// Other sites cannot add a header.
#[test]
fn a_cookie_beside_a_header_needs_no_origin() {
    use Reason::{ConflictingTokens, MalformedRequest, MissingToken, NotBearer, UntrustedOrigin};
    let foreign = ("sec-fetch-site", "cross-site");
    let other_cookie = ("cookie", "token=y");
    for (headers, expected) in [
        (vec![], Err(MissingToken)),
        (vec![foreign], Err(MissingToken)),
        (vec![("cookie", "token="), foreign], Err(MissingToken)),
        (vec![BASIC, foreign], Err(NotBearer)),
        (vec![COOKIE, OWN], Ok("x")),
        (vec![COOKIE, foreign], Err(UntrustedOrigin)),
        (vec![COOKIE], Err(UntrustedOrigin)),
        (vec![BASIC, COOKIE, OWN], Ok("x")),
        (vec![BASIC, COOKIE, foreign], Err(UntrustedOrigin)),
        (vec![BEARER, COOKIE, foreign], Ok("x")),
        (vec![HEADER, COOKIE, foreign], Ok("x")),
        (vec![BEARER, foreign], Ok("x")),
        (vec![BEARER, other_cookie, OWN], Err(ConflictingTokens)),
        (vec![HEADER, other_cookie, foreign], Err(ConflictingTokens)),
        (vec![COOKIE, other_cookie, foreign], Err(ConflictingTokens)),
        (
            vec![("cookie", "token=\"x\""), foreign],
            Err(MalformedRequest),
        ),
    ] {
        let cookie = TokenSource::cookie("token");
        let (bearer, header) = (TokenSource::bearer(), TokenSource::header("x-token"));
        for sources in [
            [bearer.clone(), header.clone(), cookie.clone()],
            [cookie, header, bearer],
        ] {
            let found = find_in(&sources, &headers);
            assert_eq!(found.as_deref(), expected.as_deref(), "{headers:?}");
        }
    }
}

/// A load balancer adds these to whatever request has its session cookie.
#[test]
fn a_header_of_a_load_balancers_session_needs_an_origin() {
    let foreign = ("sec-fetch-site", "cross-site");
    let balanced = ("x-amzn-oidc-accesstoken", "x");
    let sources = [
        TokenSource::header("X-Amzn-Oidc-Accesstoken"),
        TokenSource::cookie("token"),
        TokenSource::header("x-token"),
        TokenSource::bearer(),
    ];
    for (headers, expected) in [
        (vec![balanced], Err(Reason::UntrustedOrigin)),
        (vec![balanced, foreign], Err(Reason::UntrustedOrigin)),
        (
            vec![balanced, COOKIE, foreign],
            Err(Reason::UntrustedOrigin),
        ),
        (vec![balanced, OWN], Ok("x")),
        (vec![balanced, COOKIE, OWN], Ok("x")),
        // Only the site itself can have added these.
        (vec![balanced, HEADER, foreign], Ok("x")),
        (vec![balanced, BEARER, foreign], Ok("x")),
    ] {
        let found = find_in(&sources, &headers);
        assert_eq!(found.as_deref(), expected.as_deref(), "{headers:?}");
    }
    for (name, is_ambient) in [
        ("x-amzn-oidc-accesstoken", true),
        ("X-AMZN-OIDC-DATA", true),
        ("x-amzn-oidc", false),
        ("x-amzn-trace-id", false),
        ("my-x-amzn-oidc-accesstoken", false),
    ] {
        assert_eq!(TokenSource::header(name).is_ambient(), is_ambient, "{name}");
    }
}

#[test]
fn two_cookies_are_two_sources() {
    let sources = [TokenSource::cookie("a"), TokenSource::cookie("b")];
    let find = |cookie| find_in(&sources, &[("cookie", cookie), OWN]);
    assert_eq!(find("a=x").as_deref(), Ok("x"));
    assert_eq!(find("b=x").as_deref(), Ok("x"));
    assert_eq!(find("a=x; b=x").as_deref(), Ok("x"));
    assert_eq!(find("a=x; b=y"), Err(Reason::ConflictingTokens));
    let foreign = ("sec-fetch-site", "cross-site");
    let refused = find_in(&sources, &[("cookie", "a=x; b=x"), foreign]);
    assert_eq!(refused, Err(Reason::UntrustedOrigin));
}

#[test]
fn a_source_knows_its_headers() {
    let custom = TokenSource::custom("mine", ["X-One", "cookie"], |_| None);
    for (source, names) in [
        (
            TokenSource::amplify("1example", TokenUse::Access),
            &["cookie"][..],
        ),
        (TokenSource::bearer(), &["authorization"]),
        (TokenSource::cookie("Token"), &["cookie"]),
        (custom, &["x-one", "cookie"]),
        (TokenSource::header("X-Token"), &["x-token"]),
        (
            TokenSource::web_socket("Bearer"),
            &["sec-websocket-protocol"],
        ),
    ] {
        let found: Vec<_> = source.header_names().collect();
        assert_eq!(found, names, "{source:?}");
    }
}

/// Each of the sources beside each other one: the same token is taken, another one is a conflict, wherever it stands.
#[test]
fn every_two_sources_must_agree() {
    let places = [
        (TokenSource::bearer(), "authorization", "Bearer "),
        (TokenSource::header("x-token"), "x-token", ""),
        (TokenSource::cookie("token"), "cookie", "token="),
        (
            TokenSource::amplify("1example", TokenUse::Id),
            "cookie",
            "CognitoIdentityServiceProvider.1example.LastAuthUser=jo; CognitoIdentityServiceProvider.1example.jo.idToken=",
        ),
        (
            TokenSource::web_socket("bearer"),
            "sec-websocket-protocol",
            "orders.v1, bearer.",
        ),
        (
            TokenSource::custom("mine", ["x-mine"], |head| {
                head.header("x-mine", 0).map(String::from_utf8_lossy)
            }),
            "x-mine",
            "",
        ),
    ];
    for (at, (one, one_header, one_prefix)) in places.iter().enumerate() {
        for (_, (other, other_header, other_prefix)) in
            places.iter().enumerate().filter(|(nth, _)| *nth != at)
        {
            let sources = [one.clone(), other.clone()];
            let found = |one_token: &str, other_token: &str| {
                let (one, other) = (
                    format!("{one_prefix}{one_token}"),
                    format!("{other_prefix}{other_token}"),
                );
                find_in(&sources, &[(one_header, &one), (other_header, &other), OWN])
            };
            assert_eq!(found("x", "x").as_deref(), Ok("x"), "{sources:?}");
            let conflict = Err(Reason::ConflictingTokens);
            assert_eq!(found("x", "y"), conflict, "{sources:?}");
        }
    }
}

/// What a page of another site cannot make a browser send says who sends it; what it can does not.
#[test]
fn only_what_browsers_add_by_themselves_needs_an_origin() {
    let foreign = ("sec-fetch-site", "cross-site");
    let amplify = (
        "cookie",
        "CognitoIdentityServiceProvider.1example.LastAuthUser=jo; CognitoIdentityServiceProvider.1example.jo.accessToken=x",
    );
    let offered = ("sec-websocket-protocol", "bearer.x");
    let mine = ("x-mine", "x");
    let first = |name: &'static str| {
        TokenSource::custom("mine", [name], move |head| {
            head.header(name, 0).map(String::from_utf8_lossy)
        })
    };
    let sources = [
        TokenSource::amplify("1example", TokenUse::Access),
        TokenSource::web_socket("bearer"),
        first("x-mine"),
        first("x-amzn-oidc-mine"),
    ];
    let balanced = ("x-amzn-oidc-mine", "x");
    for (headers, expected) in [
        (vec![amplify, foreign], Err(Reason::UntrustedOrigin)),
        (vec![amplify], Err(Reason::UntrustedOrigin)),
        (vec![amplify, OWN], Ok("x")),
        (vec![balanced, foreign], Err(Reason::UntrustedOrigin)),
        (
            vec![balanced, amplify, foreign],
            Err(Reason::UntrustedOrigin),
        ),
        (vec![balanced, OWN], Ok("x")),
        (vec![offered, foreign], Ok("x")),
        (vec![mine, foreign], Ok("x")),
        (vec![amplify, offered, foreign], Ok("x")),
        (vec![amplify, mine, foreign], Ok("x")),
    ] {
        let found = find_in(&sources, &headers);
        assert_eq!(found.as_deref(), expected.as_deref(), "{headers:?}");
    }
}

/// What is borrowed from the request is not copied.
#[test]
fn a_token_is_found_without_allocating() {
    let sources = [
        TokenSource::bearer(),
        TokenSource::header("x-token"),
        TokenSource::cookie("token"),
        TokenSource::amplify("1example", TokenUse::Access),
        TokenSource::web_socket("bearer"),
    ];
    let amplify = (
        "cookie",
        "CognitoIdentityServiceProvider.1example.LastAuthUser=a@b; CognitoIdentityServiceProvider.1example.a%40b.accessToken=x",
    );
    let offered = ("sec-websocket-protocol", "orders.v1, bearer.x");
    let trusted = TrustedOrigins::default();
    for headers in [
        vec![BEARER],
        vec![HEADER],
        vec![COOKIE, OWN],
        vec![amplify, OWN],
        vec![offered],
        vec![BEARER, HEADER, COOKIE, amplify, offered],
    ] {
        let head = headers
            .iter()
            .fold(TestHead::new("POST", "/"), |head, (name, value)| {
                head.header(name, *value)
            });
        let mut found = Ok(Cow::Borrowed(""));
        let used = allocation_counter::measure(|| found = find_checked(&sources, &trusted, &head));
        assert_eq!(found.as_deref(), Ok("x"), "{headers:?}");
        assert_eq!(used.count_total, 0, "{headers:?}");
    }
}
