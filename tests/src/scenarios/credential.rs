//! How requests carry their token.

use cognito_core::{Reason, TokenSource};

use super::{good, malformed, no_credentials, not_valid};
use crate::{Expected, Request, Scenario, Site};

pub(super) fn rows() -> Vec<Scenario> {
    [
        absent(),
        authorization(),
        ill_formed(),
        several_headers(),
        other_sources(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(name: &str, request: Request, expected: Expected) -> Scenario {
    Scenario::new(name, Site::claims()).step(request, expected)
}

fn absent() -> Vec<Scenario> {
    let get = |value: &'static str| Request::get().header("authorization", value);
    vec![
        row(
            "no token",
            Request::get(),
            no_credentials(Reason::MissingToken).fetches(0),
        ),
        row(
            "a token in the query",
            Request::new("GET", "/me?access_token=x"),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "a token in a cookie",
            Request::get().header("cookie", "access_token=x"),
            no_credentials(Reason::MissingToken),
        ),
        row(
            "Basic",
            get("Basic dTpw"),
            no_credentials(Reason::NotBearer),
        ),
        row(
            "a scheme without anything",
            get("Negotiate"),
            no_credentials(Reason::NotBearer),
        ),
        row(
            "a scheme that begins as ours",
            get("BearerToken x"),
            no_credentials(Reason::NotBearer),
        ),
        row(
            "DPoP",
            Request::get()
                .token(|pool| good(pool).mint())
                .token_in("authorization", "DPoP "),
            no_credentials(Reason::NotBearer),
        ),
    ]
}

fn authorization() -> Vec<Scenario> {
    let prefixed = |prefix| {
        Request::get()
            .token(|pool| good(pool).mint())
            .token_in("authorization", prefix)
    };
    vec![
        row("Bearer", prefixed("Bearer "), Expected::admitted()),
        row("bearer", prefixed("bearer "), Expected::admitted()),
        row("BEARER", prefixed("BEARER "), Expected::admitted()),
        row(
            "the token without a scheme",
            prefixed(""),
            no_credentials(Reason::NotBearer),
        ),
        row(
            "two spaces",
            prefixed("Bearer  "),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "a tab",
            prefixed("Bearer\t"),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "Bearer twice",
            prefixed("Bearer Bearer "),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "a token before the token",
            prefixed("Bearer x "),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "a list of credentials",
            prefixed("Bearer x, Bearer "),
            malformed(Reason::MalformedRequest),
        ),
    ]
}

fn ill_formed() -> Vec<Scenario> {
    let cases: [(&str, &[u8]); 9] = [
        ("an empty header", b""),
        ("a space only", b" "),
        ("Bearer without a token", b"Bearer"),
        ("Bearer and a space", b"Bearer "),
        ("a quoted token", b"Bearer \"x\""),
        ("padding only", b"Bearer ="),
        ("padding in the middle", b"Bearer a=b"),
        ("a byte that is no UTF-8", b"Bearer \xff"),
        ("a letter that is no ASCII", "Bearer ä".as_bytes()),
    ];
    cases
        .into_iter()
        .map(|(name, value)| {
            let request = Request::get().header("authorization", value);
            row(name, request, malformed(Reason::MalformedRequest))
        })
        .chain([row(
            "token68 that is no JWT",
            Request::get().header("authorization", "Bearer a-._~+/b=="),
            not_valid(Reason::MalformedToken).fetches(0),
        )])
        .collect()
}

fn several_headers() -> Vec<Scenario> {
    vec![
        row(
            "the same token twice",
            Request::get().bearer(good).first_bearer(),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "Basic beside Bearer",
            Request::get()
                .bearer(good)
                .header("authorization", "Basic dTpw"),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "Basic twice",
            Request::get()
                .header("authorization", "Basic dTpw")
                .header("authorization", "Basic dTpw"),
            malformed(Reason::MalformedRequest),
        ),
    ]
}

fn other_sources() -> Vec<Scenario> {
    let row = |name, request, expected| {
        let site = Site::claims().auth(|auth| {
            auth.token_sources([TokenSource::bearer(), TokenSource::header("X-Auth-Token")])
        });
        Scenario::new(name, site).step(request, expected)
    };
    let with_token = || Request::get().token(|pool| good(pool).mint());
    vec![
        row(
            "the other source",
            with_token().token_in("x-auth-token", ""),
            Expected::admitted(),
        ),
        row(
            "the other source beside Basic",
            with_token()
                .token_in("x-auth-token", "")
                .header("authorization", "Basic dTpw"),
            Expected::admitted(),
        ),
        row(
            "one token in both sources",
            with_token().token_in("x-auth-token", "").first_bearer(),
            Expected::admitted(),
        ),
        row(
            "a scheme in the other source",
            with_token().token_in("x-auth-token", "Bearer "),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "two tokens in two sources",
            Request::get().bearer(good).header("x-auth-token", "x"),
            malformed(Reason::ConflictingTokens),
        ),
        row(
            "an empty other source",
            Request::get().bearer(good).header("x-auth-token", ""),
            malformed(Reason::MalformedRequest),
        ),
        row(
            "neither source",
            Request::get(),
            no_credentials(Reason::MissingToken),
        ),
        Scenario::new("a header that is no source", Site::claims()).step(
            with_token().token_in("x-auth-token", ""),
            no_credentials(Reason::MissingToken),
        ),
    ]
}
