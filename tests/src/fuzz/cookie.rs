use std::sync::LazyLock;

use cognito_core::{Authenticator, Reason, TokenSource};

use super::{
    authorization::{credentials, is_token68},
    pool::FIXED,
    request::Request,
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

/// A request's head, with a token in the `Authorization` header or in a cookie.
pub fn cookie(data: &[u8]) {
    let request = Request::read(data);
    request.decide(&AUTHENTICATOR, token(&request));
}

/// The request's token, by the documentation of the sources.
fn token<'r>(request: &Request<'r>) -> Result<&'r str, Reason> {
    let (bearer, absence) = match request.values("authorization")[..] {
        [] => (None, Reason::MissingToken),
        [value] => match credentials(value) {
            Err(Reason::NotBearer) => (None, Reason::NotBearer),
            bearer => (Some(bearer?), Reason::MissingToken),
        },
        _ => return Err(Reason::MalformedRequest),
    };
    let cookies = request.values("cookie");
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
        (None, Some(cookie)) if request.is_own(&[TRUSTED]) => Ok(cookie),
        (None, Some(_)) => Err(Reason::UntrustedOrigin),
        (None, None) => Err(absence),
    }
}
