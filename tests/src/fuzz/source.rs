use std::{collections::BTreeSet, sync::LazyLock};

use cognito_core::{Authenticator, Reason, TokenSource, TokenUse};

use super::{authorization::is_token68, pool::FIXED, request::Request};

const CLIENT: &str = "1example";

static AUTHENTICATOR: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(FIXED.verifiers[0].1.clone())
        .token_sources([
            TokenSource::web_socket("bearer"),
            TokenSource::amplify(CLIENT, TokenUse::Access),
        ])
        .build()
        .unwrap()
});

/// A request's head, with a token among the subprotocols that are offered, or in Amplify's cookies.
pub fn source(data: &[u8]) {
    let request = Request::read(data);
    let token = token(&request);
    request.decide(&AUTHENTICATOR, token.as_deref().map_err(|reason| *reason));
}

/// The request's token, by the documentation of the sources.
fn token(request: &Request<'_>) -> Result<String, Reason> {
    match (offered(request)?, amplify(request)?) {
        (Some(offered), Some(cookie)) if offered != cookie => Err(Reason::ConflictingTokens),
        (Some(offered), _) => Ok(offered),
        (None, Some(cookie)) if request.is_own(&[]) => Ok(cookie),
        (None, Some(_)) => Err(Reason::UntrustedOrigin),
        (None, None) => Err(Reason::MissingToken),
    }
}

/// What all of a place's values are.
fn one(values: BTreeSet<Vec<u8>>) -> Result<Option<String>, Reason> {
    if values.len() > 1 {
        return Err(Reason::ConflictingTokens);
    }
    let Some(value) = values.into_iter().next() else {
        return Ok(None);
    };
    let text = String::from_utf8(value).ok();
    let token = text.filter(|text| is_token68(text));
    token.map(Some).ok_or(Reason::MalformedRequest)
}

/// The list that several headers make up.
fn entries(request: &Request<'_>, name: &str, separator: u8) -> Result<Vec<Vec<u8>>, Reason> {
    let headers = request.values(name);
    if headers.len() > 256 {
        return Err(Reason::MalformedRequest);
    }
    let all = headers.join(&separator);
    let entries = all.split(|byte| *byte == separator);
    Ok(entries.map(<[u8]>::to_vec).collect())
}

fn offered(request: &Request<'_>) -> Result<Option<String>, Reason> {
    let mut tokens = BTreeSet::new();
    for mut offer in entries(request, "sec-websocket-protocol", b',')? {
        while offer.first().is_some_and(|byte| b" \t".contains(byte)) {
            offer.remove(0);
        }
        while offer.last().is_some_and(|byte| b" \t".contains(byte)) {
            offer.pop();
        }
        if offer.starts_with(b"bearer.") {
            tokens.insert(offer.split_off(7));
        }
    }
    one(tokens)
}

fn amplify(request: &Request<'_>) -> Result<Option<String>, Reason> {
    let beginning = format!("CognitoIdentityServiceProvider.{CLIENT}.").into_bytes();
    let mut own = Vec::new();
    for mut cookie in entries(request, "cookie", b';')? {
        while cookie.first().is_some_and(|byte| b" \t".contains(byte)) {
            cookie.remove(0);
        }
        if let Some(at) = cookie.iter().position(|byte| *byte == b'=')
            && cookie.len() > at + 1
            && cookie.starts_with(&beginning)
        {
            own.push((
                cookie[beginning.len()..at].to_vec(),
                cookie[at + 1..].to_vec(),
            ));
        }
    }
    let mut user = None;
    for (_, name) in own.iter().filter(|(name, _)| name == b"LastAuthUser") {
        if name.len() > 1536 {
            return Err(Reason::MalformedRequest);
        }
        let name = unescaped(name);
        if user.get_or_insert_with(|| name.clone()) != &name {
            return Err(Reason::ConflictingTokens);
        }
    }
    let Some(mut cookie) = user else {
        return Ok(None);
    };
    cookie.extend(b".accessToken");
    let tokens = own.into_iter().filter(|(name, _)| {
        // The end is written as it is.
        name.ends_with(b".accessToken") && unescaped(name) == cookie
    });
    one(tokens.map(|(_, token)| token).collect())
}

fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text
            .get(at + 1..at + 3)
            .filter(|digits| text[at] == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        if let Some(digits) = digits.and_then(|digits| str::from_utf8(digits).ok()) {
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            at += 3;
        } else {
            bytes.push(text[at]);
            at += 1;
        }
    }
    bytes
}
