//! What single headers hold.

use crate::{Reason, RequestHead};

/// HTTP/2 may send each cookie as a header of its own, and browsers keep no more than 180 of a site. Reading the nth header
/// is no constant step in every framework: beyond this many, nobody knows what the rest holds.
pub(super) const MOST_HEADERS: usize = 256;

/// A header's only value.
pub(super) fn single<'h>(
    head: &'h dyn RequestHead,
    name: &str,
) -> Result<Option<&'h [u8]>, Reason> {
    match (head.header(name, 0), head.header(name, 1)) {
        (_, Some(_)) => Err(Reason::MalformedRequest),
        (value, None) => Ok(value),
    }
}

/// The values of a header that may be there several times, up to a bound.
pub(super) fn each<'h>(
    head: &'h dyn RequestHead,
    name: &'static str,
) -> Result<impl Iterator<Item = &'h [u8]> + Clone, Reason> {
    if head.header(name, MOST_HEADERS).is_some() {
        return Err(Reason::MalformedRequest);
    }
    Ok((0..MOST_HEADERS).map_while(move |nth| head.header(name, nth)))
}

/// The token that is a header's only and whole value.
pub(super) fn token<'h>(head: &'h dyn RequestHead, name: &str) -> Result<Option<&'h str>, Reason> {
    single(head, name)?
        .map(|value| token68(value).ok_or(Reason::MalformedRequest))
        .transpose()
}

/// The token that all of these are.
///
/// # Errors
/// `conflicting_tokens` where they differ: one of them may be another site's.
pub(super) fn agreed<'h>(
    mut values: impl Iterator<Item = &'h [u8]>,
) -> Result<Option<&'h str>, Reason> {
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if values.any(|value| value != first) {
        return Err(Reason::ConflictingTokens);
    }
    token68(first).map(Some).ok_or(Reason::MalformedRequest)
}

/// `token` of RFC 9110, section 5.6.2: the names of headers, cookies and subprotocols.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_tchar)
}

/// `tchar` of RFC 9110, section 5.6.2: what the names of headers, schemes and cookies are made of.
pub(super) fn is_tchar(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)
}

/// `token68` of RFC 9110, section 11.2.
pub(super) fn token68(value: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?;
    let body = text.trim_end_matches('=');
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    (!body.is_empty() && body.bytes().all(fits)).then_some(text)
}
