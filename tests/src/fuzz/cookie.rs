use std::sync::LazyLock;

use cognito_core::{Authenticator, Reason, Rejection, TokenSource, test_util::TestHead};

use super::{
    answer,
    authorization::{credentials, decide, is_token68},
    model::Verdict,
    pool::FIXED,
};

const NAME: &str = "__Host-token";
const TRUSTED: &str = "https://app.example";

static AUTHENTICATOR: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(FIXED.verifiers[0].1.clone())
        .token_sources([TokenSource::bearer(), TokenSource::cookie(NAME)])
        .trusted_origins([TRUSTED])
        .build()
        .unwrap()
});

/// The headers that decide.
const HEADERS: [&str; 6] = [
    "authorization",
    "cookie",
    "origin",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
];

/// A request's head: the method, then one header a line, `name:value`. Other lines are left out.
pub fn cookie(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let method = lines.next().and_then(|method| str::from_utf8(method).ok());
    let method = method.unwrap_or("GET");
    let headers: Vec<_> = lines.filter_map(header).collect();
    let head = headers
        .iter()
        .fold(TestHead::new(method, "/"), |head, (name, value)| {
            head.header(name, *value)
        });
    let decided = decide(&AUTHENTICATOR, &head);
    let outcome = decided.as_ref().err().map(Rejection::reason);
    match token(method, &headers) {
        Ok(token) => {
            let is_good = FIXED.tokens.iter().any(|good| good == token);
            let verdict = Verdict::of(token, &FIXED.verifiers[0].0, is_good);
            assert!(verdict.allows(outcome), "{outcome:?}, expected {verdict:?}");
        }
        Err(reason) => assert_eq!(outcome, Some(reason)),
    }
    if let Err(rejection) = decided {
        answer::is_the_tables(&rejection);
    }
}

type Header<'r> = (&'static str, &'r [u8]);

fn header(line: &[u8]) -> Option<Header<'_>> {
    HEADERS.into_iter().find_map(|name| {
        let value = line.strip_prefix(name.as_bytes())?;
        Some((name, value.strip_prefix(b":")?))
    })
}

fn values<'r>(headers: &[Header<'r>], wanted: &str) -> Vec<&'r [u8]> {
    let named = headers.iter().filter(|(name, _)| *name == wanted);
    named.map(|(_, value)| *value).collect()
}

/// The request's token, by the documentation of the sources.
fn token<'r>(method: &str, headers: &[Header<'r>]) -> Result<&'r str, Reason> {
    let (bearer, absence) = match values(headers, "authorization")[..] {
        [] => (None, Reason::MissingToken),
        [value] => match credentials(value) {
            Err(Reason::NotBearer) => (None, Reason::NotBearer),
            bearer => (Some(bearer?), Reason::MissingToken),
        },
        _ => return Err(Reason::MalformedRequest),
    };
    let cookies = values(headers, "cookie");
    if cookies.len() > 256 {
        return Err(Reason::MalformedRequest);
    }
    let mut held: Vec<_> = cookies
        .iter()
        .flat_map(|cookies| cookies.split(|byte| *byte == b';'))
        .filter_map(|pair| {
            let start = pair.iter().position(|byte| !b" \t".contains(byte))?;
            let pair = &pair[start..];
            let equals = pair.iter().position(|byte| *byte == b'=')?;
            (&pair[..equals] == NAME.as_bytes()).then_some(&pair[equals + 1..])
        })
        .filter(|value| !value.is_empty())
        .collect();
    held.dedup();
    let cookie = match held[..] {
        [] => None,
        [value] => {
            let text = str::from_utf8(value).ok().filter(|text| is_token68(text));
            Some(text.ok_or(Reason::MalformedRequest)?)
        }
        _ => return Err(Reason::ConflictingTokens),
    };
    match (bearer, cookie) {
        (Some(bearer), Some(cookie)) if bearer != cookie => Err(Reason::ConflictingTokens),
        (Some(bearer), _) => Ok(bearer),
        (None, Some(cookie)) if is_own(method, headers) => Ok(cookie),
        (None, Some(_)) => Err(Reason::UntrustedOrigin),
        (None, None) => Err(absence),
    }
}

/// The table of `TokenSource::cookie`, row by row.
fn is_own(method: &str, headers: &[Header<'_>]) -> bool {
    let is = |name: &str, value: &str| values(headers, name) == [value.as_bytes()];
    let lacks = |name: &str| values(headers, name).is_empty();
    if values(headers, "sec-fetch-site").len() > 1 || values(headers, "origin").len() > 1 {
        return false;
    }
    let page =
        method == "GET" && is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document");
    is("sec-fetch-site", "same-origin")
        || is("sec-fetch-site", "none")
        || is("origin", TRUSTED)
        || (!lacks("sec-fetch-site") && lacks("origin") && page)
        || (lacks("sec-fetch-site") && lacks("origin") && ["GET", "HEAD"].contains(&method))
}
