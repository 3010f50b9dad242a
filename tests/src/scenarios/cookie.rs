//! Tokens in cookies, and from whom they are taken.

use cognito_core::{Policy, Reason, TokenSource};

use super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [origins(), cookies(), several_places(), other_sites()]
        .into_iter()
        .flatten()
        .collect()
}

fn site(wants: Wants) -> Site {
    Site::new(wants).auth(|auth| {
        auth.token_sources([TokenSource::bearer(), TokenSource::cookie("__Host-token")])
            .trusted_origins(["https://app.example.com"])
    })
}

fn row(name: &str, request: Request, expected: Expected) -> Scenario {
    Scenario::new(format!("cookie: {name}"), site(Wants::Claims)).step(request, expected)
}

/// A request with a good token in the cookie, among others.
fn request(method: &'static str) -> Request {
    Request::new(method, "/me")
        .token(|pool| good(pool).mint())
        .token_in("cookie", "theme=dark; __Host-token=")
}

fn own(request: Request) -> Request {
    request.header("sec-fetch-site", "same-origin")
}

fn foreign(request: Request) -> Request {
    request.header("sec-fetch-site", "cross-site")
}

fn untrusted() -> Expected {
    forbidden(Reason::UntrustedOrigin).fetches(0)
}

/// What is sent, and whether it may read (`GET`) and write (`POST`).
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    bool,
    bool,
);

fn origins() -> Vec<Scenario> {
    const APP: (&str, &str) = ("origin", "https://app.example.com");
    const BLOG: (&str, &str) = ("origin", "https://blog.example.com");
    const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");
    const SAME_SITE: (&str, &str) = ("sec-fetch-site", "same-site");
    const CROSS_SITE: (&str, &str) = ("sec-fetch-site", "cross-site");
    const CASES: [Case; 15] = [
        ("the site's own page", &[SAME_ORIGIN], true, true),
        ("the address bar", &[("sec-fetch-site", "none")], true, true),
        ("a trusted neighbour", &[SAME_SITE, APP], true, true),
        ("a trusted stranger", &[CROSS_SITE, APP], true, true),
        ("another neighbour", &[SAME_SITE, BLOG], false, false),
        ("another neighbour's image", &[SAME_SITE], false, false),
        ("a stranger", &[CROSS_SITE, BLOG], false, false),
        ("a stranger's image", &[CROSS_SITE], false, false),
        ("a sandbox", &[CROSS_SITE, ("origin", "null")], false, false),
        (
            "a stranger's link",
            &[
                CROSS_SITE,
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
            ],
            true,
            false,
        ),
        ("an old browser's trusted page", &[APP], true, true),
        ("an old browser's stranger", &[BLOG], false, false),
        ("a silent client", &[], true, false),
        ("the site twice", &[SAME_ORIGIN, SAME_ORIGIN], false, false),
        ("the origin twice", &[SAME_ORIGIN, APP, APP], false, false),
    ];
    let expected = |is_taken| {
        if is_taken {
            Expected::admitted()
        } else {
            untrusted()
        }
    };
    let rows = CASES
        .into_iter()
        .flat_map(|(name, headers, reads, writes)| {
            [("GET", reads), ("POST", writes)].map(|(method, is_taken)| {
                let request = headers
                    .iter()
                    .fold(request(method), |request, (name, value)| {
                        request.header(name, *value)
                    });
                row(&format!("{method} by {name}"), request, expected(is_taken))
            })
        });
    rows.collect()
}

fn cookies() -> Vec<Scenario> {
    let get = |cookie: &'static str| own(Request::get()).header("cookie", cookie);
    vec![
        row(
            "no cookie",
            own(Request::get()),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "other cookies",
            get("token=x; __host-token=x"),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "an empty cookie",
            get("__Host-token="),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "a quoted token",
            get("__Host-token=\"x\""),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no token",
            get("__Host-token=x"),
            not_valid(Reason::MalformedToken),
        ),
        row(
            "two tokens",
            get("__Host-token=x; __Host-token=y"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "two headers with two tokens",
            get("__Host-token=x").header("cookie", "__Host-token=y"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "one token in two headers, among others",
            own(request("GET"))
                .header("cookie", "a=b")
                .token_in("cookie", "__Host-token="),
            Expected::admitted(),
        ),
        row(
            "an expired token",
            own(Request::get())
                .token(|pool| good(pool).claim("exp", now(pool) - 60).mint())
                .token_in("cookie", "__Host-token="),
            expired(),
        ),
    ]
}

fn several_places() -> Vec<Scenario> {
    let other_cookie = |request: Request| request.header("cookie", "__Host-token=x");
    let bearer = || Request::new("POST", "/me").bearer(good);
    vec![
        row("a header instead", foreign(bearer()), Expected::admitted()),
        row(
            "the same token in a header too",
            foreign(request("POST")).first_bearer(),
            Expected::admitted(),
        ),
        row(
            "another token in a header",
            other_cookie(own(bearer())),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "Basic in the header",
            own(request("POST")).header("authorization", "Basic dTpw"),
            Expected::admitted(),
        ),
        row(
            "Basic in the header, by a stranger",
            foreign(request("POST")).header("authorization", "Basic dTpw"),
            untrusted(),
        ),
        row(
            "a header without a token",
            own(request("POST")).header("authorization", "Bearer"),
            malformed(Reason::MalformedRequest),
        ),
    ]
}

/// A refusal is no anonymous request, wherever the token is verified.
fn other_sites() -> Vec<Scenario> {
    let scenario = |name: &str, site, request, expected| {
        Scenario::new(format!("cookie: {name}"), site).step(request, expected)
    };
    let mut rows = vec![
        scenario(
            "a stranger on an optional route",
            site(Wants::Optional).optional(),
            foreign(request("GET")),
            untrusted(),
        ),
        scenario(
            "a stranger without a token on an optional route",
            site(Wants::Optional).optional(),
            foreign(Request::get()),
            Expected::anonymous(),
        ),
        scenario(
            "a stranger where a group is wanted",
            site(Wants::Claims).require(Policy::group("admins")),
            foreign(request("GET")),
            untrusted(),
        ),
    ];
    for placement in [Placement::LayerAndExtractor, Placement::Extractor] {
        let here = || site(Wants::Claims).placed(placement);
        rows.extend([
            scenario(
                &format!("the site's own page, {placement:?}"),
                here(),
                own(request("POST")),
                Expected::admitted(),
            ),
            scenario(
                &format!("a stranger, {placement:?}"),
                here(),
                foreign(request("POST")),
                untrusted(),
            ),
        ]);
    }
    rows
}
