//! Tokens in places that the application knows.

use std::borrow::Cow;

use cognito_core::{Reason, RequestHead, TokenSource};

use super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [headers(), several_places(), optional(), ambient()]
        .into_iter()
        .flatten()
        .collect()
}

/// `x-forwarded-auth: v=1; token=<token>`.
fn forwarded(head: &dyn RequestHead) -> Option<Cow<'_, str>> {
    let value = head.header("x-forwarded-auth", 0)?;
    let token = value.strip_prefix(b"v=1; token=").unwrap_or(b"");
    Some(String::from_utf8_lossy(token))
}

/// The beginning of the token in a header, and the rest in another one.
fn divided(head: &dyn RequestHead) -> Option<Cow<'_, str>> {
    let part = |name| head.header(name, 0).map(String::from_utf8_lossy);
    let (first, rest) = (part("x-first")?, part("x-rest")?);
    Some(format!("{first}{}", rest.trim_start_matches("rest=")).into())
}

fn site(wants: Wants) -> Site {
    Site::new(wants).auth(|auth| {
        auth.token_sources([
            TokenSource::bearer(),
            TokenSource::custom("forwarded", ["X-Forwarded-Auth"], forwarded),
            TokenSource::custom("divided", ["x-first", "x-rest"], divided),
        ])
    })
}

fn row(name: &str, request: Request, expected: Expected) -> Scenario {
    Scenario::new(format!("custom: {name}"), site(Wants::Claims)).step(request, expected)
}

fn sent(value: &'static str) -> Request {
    Request::new("POST", "/me").header("x-forwarded-auth", value)
}

fn sent_token() -> Request {
    Request::new("POST", "/me")
        .token(|pool| good(pool).mint())
        .token_in("x-forwarded-auth", "v=1; token=")
}

fn headers() -> Vec<Scenario> {
    vec![
        row("a token", sent_token(), Expected::admitted().fetches(1)),
        row(
            "a token by a stranger",
            sent_token().header("sec-fetch-site", "cross-site"),
            Expected::admitted(),
        ),
        row(
            "nothing",
            Request::get(),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "another form",
            sent("v=2"),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no token",
            sent("v=1; token="),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no token68",
            sent("v=1; token=\"x\""),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no JWT",
            sent("v=1; token=x"),
            not_valid(Reason::MalformedToken).fetches(0),
        ),
        row(
            "an expired token",
            sent_token().token(|pool| good(pool).claim("exp", now(pool) - 60).mint()),
            expired(),
        ),
        row(
            "a token that is put together",
            Request::get()
                .token(|pool| good(pool).mint())
                .header("x-first", "")
                .token_in("x-rest", "rest="),
            Expected::admitted(),
        ),
        Scenario::new(
            "custom: the extractor",
            site(Wants::Claims).placed(Placement::Extractor),
        )
        .step(sent_token(), Expected::admitted())
        .step(sent("v=2"), malformed(Reason::MalformedRequest)),
    ]
}

fn several_places() -> Vec<Scenario> {
    vec![
        row(
            "the same token in the Authorization header",
            sent_token().first_bearer(),
            Expected::admitted(),
        ),
        row(
            "another token in the Authorization header",
            sent("v=1; token=x").bearer(good),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "two custom sources with different tokens",
            sent_token().header("x-first", "x").header("x-rest", "y"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "Basic in the Authorization header",
            sent_token().header("authorization", "Basic dTpw"),
            Expected::admitted(),
        ),
    ]
}

fn optional() -> Vec<Scenario> {
    let row = |name: &str, request, expected| {
        let site = site(Wants::Optional).optional();
        Scenario::new(format!("optional custom: {name}"), site).step(request, expected)
    };
    vec![
        row("a token", sent_token(), Expected::admitted()),
        row("nothing", Request::get(), Expected::anonymous().fetches(0)),
        row(
            "another form",
            sent("v=2"),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "no JWT",
            sent("v=1; token=x"),
            not_valid(Reason::MalformedToken),
        ),
    ]
}

/// A source that reads what browsers add by themselves, and one that would like to without saying so.
fn ambient() -> Vec<Scenario> {
    fn only_cookie(head: &dyn RequestHead) -> Option<Cow<'_, str>> {
        let value = head.header("cookie", 0)?.strip_prefix(b"mine=")?;
        Some(String::from_utf8_lossy(value))
    }
    fn site(headers: &'static [&'static str]) -> TokenSource {
        TokenSource::custom("mine", headers.iter().copied(), only_cookie)
    }
    let named = || Site::claims().auth(|auth| auth.token_sources([site(&["Cookie"])]));
    let concealed = || Site::claims().auth(|auth| auth.token_sources([site(&["x-mine"])]));
    let request = |method, site| {
        Request::new(method, "/me")
            .token(|pool| good(pool).mint())
            .token_in("cookie", "mine=")
            .header("sec-fetch-site", site)
    };
    let row = |name: &str, site, request, expected| {
        Scenario::new(format!("custom: {name}"), site).step(request, expected)
    };
    vec![
        row(
            "a cookie, by the site itself",
            named(),
            request("POST", "same-origin"),
            Expected::admitted(),
        ),
        row(
            "a cookie, by a stranger",
            named(),
            request("POST", "cross-site"),
            forbidden(Reason::UntrustedOrigin).fetches(0),
        ),
        row(
            "a cookie, by a stranger's image",
            named(),
            request("GET", "cross-site"),
            forbidden(Reason::UntrustedOrigin).fetches(0),
        ),
        row(
            "a header that the source does not name",
            concealed(),
            request("POST", "same-origin"),
            no_credentials(Reason::MissingToken),
        ),
    ]
}
