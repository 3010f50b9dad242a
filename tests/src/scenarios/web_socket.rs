//! Tokens among the subprotocols that a WebSocket's client offers, and handshakes that bring a cookie.

use cognito_core::{Reason, TokenSource};

use super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [
        offers(),
        not_offered(),
        several_places(),
        optional(),
        cookies(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const OFFERED: &str = "sec-websocket-protocol";

fn site(wants: Wants) -> Site {
    Site::new(wants).auth(|auth| {
        auth.token_sources([
            TokenSource::bearer(),
            TokenSource::web_socket("bearer"),
            TokenSource::cookie("__Host-token"),
        ])
        .trusted_origins(["https://app.example.com"])
    })
}

fn row(name: &str, request: Request, expected: Expected) -> Scenario {
    Scenario::new(format!("WebSocket: {name}"), site(Wants::Claims)).step(request, expected)
}

/// A handshake as Chromium sends it.
fn handshake() -> Request {
    Request::get()
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

/// A handshake of any site's page, with a good token after these offers.
fn offering(offers: &'static str) -> Request {
    handshake()
        .header("origin", "https://blog.example.com")
        .token(|pool| good(pool).mint())
        .token_in(OFFERED, offers)
}

fn offers() -> Vec<Scenario> {
    let admitted = Expected::admitted;
    let given = |offers: &'static str| handshake().header(OFFERED, offers);
    vec![
        row(
            "a token",
            offering("orders.v1, bearer."),
            admitted().fetches(1),
        ),
        row("a token alone", offering("bearer."), admitted()),
        row("without spaces", offering("orders.v1,bearer."), admitted()),
        row("empty offers", offering(" ,, bearer."), admitted()),
        row(
            "a header for each offer",
            offering("bearer.").header(OFFERED, "orders.v1"),
            admitted(),
        ),
        row(
            "the token twice",
            offering("bearer.").token_in(OFFERED, "orders.v1, bearer."),
            admitted(),
        ),
        row(
            "two tokens",
            offering("bearer.x, bearer."),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "two tokens in two headers",
            offering("bearer.").header(OFFERED, "bearer.x"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "no token after the prefix",
            given("orders.v1, bearer."),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no token68 after the prefix",
            given("orders.v1, bearer.x y"),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no JWT after the prefix",
            given("bearer.v1"),
            not_valid(Reason::MalformedToken).fetches(0),
        ),
        row(
            "a refresh token",
            given("bearer.a.b.c.d.e"),
            not_valid(Reason::EncryptedToken),
        ),
        row(
            "an expired token",
            offering("bearer.").token(|pool| good(pool).claim("exp", now(pool) - 60).mint()),
            expired(),
        ),
        row(
            "an ID token",
            offering("bearer.").token(|pool| pool.id_token().mint()),
            not_valid(Reason::WrongTokenUse),
        ),
    ]
}

fn not_offered() -> Vec<Scenario> {
    let missing = || no_credentials(Reason::MissingToken);
    vec![
        row("nothing is offered", handshake(), missing()),
        row(
            "other subprotocols",
            handshake().header(OFFERED, "bearer, bearers.x, orders.v1"),
            missing(),
        ),
        row("the prefix in upper case", offering("Bearer."), missing()),
        row(
            "a token without the prefix",
            offering("orders.v1, "),
            missing(),
        ),
        row("a longer prefix", offering("my.bearer."), missing()),
        row("a space for the dot", offering("bearer "), missing()),
        Scenario::new("a subprotocol that is no source", Site::claims())
            .step(offering("bearer."), missing()),
    ]
}

fn several_places() -> Vec<Scenario> {
    vec![
        row(
            "the same token in a header too",
            offering("bearer.").first_bearer(),
            Expected::admitted(),
        ),
        row(
            "another token in a header",
            handshake().bearer(good).header(OFFERED, "bearer.x"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "Basic in a header",
            offering("bearer.").header("authorization", "Basic dTpw"),
            Expected::admitted(),
        ),
        // No other site knows it.
        row(
            "the same token in a cookie too",
            offering("bearer.").token_in("cookie", "__Host-token="),
            Expected::admitted(),
        ),
        row(
            "another token in a cookie",
            offering("bearer.").header("cookie", "__Host-token=x"),
            malformed(Reason::ConflictingTokens),
        ),
        Scenario::new(
            "WebSocket: the extractor",
            site(Wants::Claims).placed(Placement::Extractor),
        )
        .step(offering("orders.v1, bearer."), Expected::admitted())
        .step(
            handshake().header(OFFERED, "bearer."),
            malformed(Reason::MalformedRequest),
        ),
    ]
}

fn optional() -> Vec<Scenario> {
    let row = |name: &str, request, expected| {
        let site = site(Wants::Optional).optional();
        Scenario::new(format!("optional WebSocket: {name}"), site).step(request, expected)
    };
    vec![
        row("a token", offering("bearer."), Expected::admitted()),
        row(
            "other subprotocols",
            handshake().header(OFFERED, "orders.v1"),
            Expected::anonymous().fetches(0),
        ),
        row(
            "no token after the prefix",
            handshake().header(OFFERED, "bearer."),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no JWT",
            handshake().header(OFFERED, "bearer.x"),
            not_valid(Reason::MalformedToken),
        ),
    ]
}

/// Nothing but the origin keeps another site from opening a WebSocket with the visitor's cookie: CORS does not hold there.
fn cookies() -> Vec<Scenario> {
    const FOREIGN: (&str, &str) = ("origin", "https://blog.example.com");
    const MODE: (&str, &str) = ("sec-fetch-mode", "websocket");
    let mut rows = Vec::new();
    for (name, headers, is_taken) in [
        ("a stranger in Chromium", &[FOREIGN][..], false),
        (
            "a stranger in Firefox",
            &[FOREIGN, ("sec-fetch-site", "cross-site"), MODE],
            false,
        ),
        (
            "a neighbour in Firefox",
            &[FOREIGN, ("sec-fetch-site", "same-site"), MODE],
            false,
        ),
        ("a sandbox", &[("origin", "null")], false),
        (
            "the site's own page in Firefox",
            &[
                ("origin", "https://api.example.com"),
                ("sec-fetch-site", "same-origin"),
                MODE,
            ],
            true,
        ),
        // It says where it comes from, and not that this is here.
        (
            "the site's own page in Chromium, not listed",
            &[("origin", "https://api.example.com")],
            false,
        ),
        (
            "the site's own page in Chromium, listed",
            &[("origin", "https://app.example.com")],
            true,
        ),
    ] {
        let request = handshake()
            .token(|pool| good(pool).mint())
            .token_in("cookie", "__Host-token=")
            .header(OFFERED, "orders.v1");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(name, *value)
        });
        let expected = if is_taken {
            Expected::admitted()
        } else {
            forbidden(Reason::UntrustedOrigin).fetches(0)
        };
        rows.push(row(&format!("a cookie from {name}"), request, expected));
    }
    rows
}
