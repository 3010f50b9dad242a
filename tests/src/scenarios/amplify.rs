//! Tokens in Amplify's cookies.

use cognito_core::{Reason, TokenSource, TokenUse, test_util::TestPool};

use super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [
        user::rows(),
        tokens(),
        other_sites(),
        several_places(),
        optional(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const CLIENT: &str = "testclient000000000000001";

/// Cookies, or the beginning of one, of the site's app client.
macro_rules! cookies {
    ($first:literal $(, $more:literal)*) => {
        concat!(
            "CognitoIdentityServiceProvider.testclient000000000000001.", $first
            $(, "; CognitoIdentityServiceProvider.testclient000000000000001.", $more)*
        )
    };
}

mod user;

fn site(wants: Wants) -> Site {
    Site::new(wants).auth(|auth| {
        let amplify = TokenSource::amplify(CLIENT, TokenUse::Access);
        auth.token_sources([TokenSource::bearer(), amplify])
            .trusted_origins(["https://app.example.com"])
    })
}

fn row(name: &str, request: Request, expected: Expected) -> Scenario {
    Scenario::new(format!("Amplify: {name}"), site(Wants::Claims)).step(request, expected)
}

/// A request of a page of the site, with a good token after these cookies.
fn own(cookies: &'static str) -> Request {
    with_token("GET", cookies).header("sec-fetch-site", "same-origin")
}

fn with_token(method: &'static str, cookies: &'static str) -> Request {
    Request::new(method, "/me")
        .token(|pool| good(pool).mint())
        .token_in("cookie", cookies)
}

const JO: &str = cookies!("LastAuthUser=jo", "jo.accessToken=");

fn tokens() -> Vec<Scenario> {
    let get = |cookies: &'static str| {
        let request = Request::get().header("cookie", cookies);
        request.header("sec-fetch-site", "same-origin")
    };
    let id_tokens = || {
        let site = Site::new(Wants::Id).verifying(|verifier| verifier.accept([TokenUse::Id]));
        site.auth(|auth| auth.token_sources([TokenSource::amplify(CLIENT, TokenUse::Id)]))
    };
    vec![
        row(
            "no token",
            get(cookies!("LastAuthUser=jo", "jo.accessToken=x")),
            not_valid(Reason::MalformedToken).fetches(0),
        ),
        row(
            "an empty token",
            get(cookies!("LastAuthUser=jo", "jo.accessToken=")),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "a quoted token",
            get(cookies!("LastAuthUser=jo", "jo.accessToken=\"x\"")),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "two tokens",
            own(JO).header("cookie", cookies!("jo.accessToken=x")),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "an expired token",
            own(JO).token(|pool| good(pool).claim("exp", now(pool) - 60).mint()),
            expired(),
        ),
        row(
            "an ID token in the access token's place",
            own(JO).token(|pool| pool.id_token().mint()),
            not_valid(Reason::WrongTokenUse),
        ),
        row(
            "another app client's token",
            own(JO).token(|pool| good(pool).claim("client_id", "other").mint()),
            not_valid(Reason::ClientMismatch),
        ),
        // Who it is, the token says.
        row(
            "a token of another user than the cookie says",
            own(JO).token(|pool| good(pool).username("al").mint()),
            Expected::admitted(),
        ),
        Scenario::new("Amplify: an ID token", id_tokens()).step(
            own(cookies!(
                "LastAuthUser=jo",
                "jo.accessToken=y",
                "jo.idToken="
            ))
            .token(|pool| TestPool::id_token(pool).mint()),
            Expected::admitted(),
        ),
        Scenario::new("Amplify: no ID token", id_tokens())
            .step(own(JO), no_credentials(Reason::MissingToken)),
    ]
}

/// As with any cookie.
fn other_sites() -> Vec<Scenario> {
    const NAVIGATE: [(&str, &str); 3] = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    let mut rows = Vec::new();
    for (name, headers, reads, writes) in [
        (
            "the site's own page",
            &[("sec-fetch-site", "same-origin")][..],
            true,
            true,
        ),
        (
            "a trusted neighbour",
            &[
                ("sec-fetch-site", "same-site"),
                ("origin", "https://app.example.com"),
            ],
            true,
            true,
        ),
        (
            "a stranger",
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://blog.example.com"),
            ],
            false,
            false,
        ),
        (
            "a stranger's image",
            &[("sec-fetch-site", "cross-site")],
            false,
            false,
        ),
        ("a stranger's link", &NAVIGATE, true, false),
        ("a silent client", &[], true, false),
    ] {
        for (method, is_taken) in [("GET", reads), ("POST", writes)] {
            let request = headers
                .iter()
                .fold(with_token(method, JO), |request, (name, value)| {
                    request.header(name, *value)
                });
            let expected = if is_taken {
                Expected::admitted()
            } else {
                forbidden(Reason::UntrustedOrigin).fetches(0)
            };
            rows.push(row(&format!("{method} by {name}"), request, expected));
        }
    }
    for placement in [Placement::LayerAndExtractor, Placement::Extractor] {
        let scenario = Scenario::new(
            format!("Amplify: {placement:?}"),
            site(Wants::Claims).placed(placement),
        );
        rows.push(scenario.step(own(JO), Expected::admitted()).step(
            with_token("POST", JO).header("sec-fetch-site", "cross-site"),
            forbidden(Reason::UntrustedOrigin),
        ));
    }
    rows
}

fn several_places() -> Vec<Scenario> {
    let foreign = || with_token("POST", JO).header("sec-fetch-site", "cross-site");
    vec![
        row(
            "the same token in a header too, by a stranger",
            foreign().first_bearer(),
            Expected::admitted(),
        ),
        row(
            "another token in a header",
            Request::get()
                .bearer(good)
                .header("cookie", cookies!("LastAuthUser=jo", "jo.accessToken=x")),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "Basic in a header",
            own(JO).header("authorization", "Basic dTpw"),
            Expected::admitted(),
        ),
        row(
            "Basic in a header, by a stranger",
            foreign().header("authorization", "Basic dTpw"),
            forbidden(Reason::UntrustedOrigin),
        ),
        row(
            "no last user beside a header",
            Request::get()
                .bearer(good)
                .header("cookie", cookies!("jo.accessToken=x")),
            Expected::admitted(),
        ),
    ]
}

fn optional() -> Vec<Scenario> {
    let row = |name: &str, request, expected| {
        let site = site(Wants::Optional).optional();
        Scenario::new(format!("optional Amplify: {name}"), site).step(request, expected)
    };
    vec![
        row("the last user", own(JO), Expected::admitted()),
        row(
            "a user without a token",
            Request::get().header("cookie", cookies!("LastAuthUser=jo")),
            Expected::anonymous().fetches(0),
        ),
        row(
            "a token without a user",
            own(cookies!("jo.accessToken=")),
            Expected::anonymous(),
        ),
        row(
            "two last users",
            own(JO).header("cookie", cookies!("LastAuthUser=al")),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "an expired token",
            own(JO).token(|pool| good(pool).claim("exp", now(pool) - 60).mint()),
            expired(),
        ),
        row(
            "a stranger",
            with_token("POST", JO).header("sec-fetch-site", "cross-site"),
            forbidden(Reason::UntrustedOrigin),
        ),
    ]
}
