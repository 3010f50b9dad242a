//! What single headers hold.

use crate::{Reason, RequestHead};

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

/// The token that is a header's only and whole value.
pub(super) fn token<'h>(head: &'h dyn RequestHead, name: &str) -> Result<Option<&'h str>, Reason> {
    single(head, name)?
        .map(|value| token68(value).ok_or(Reason::MalformedRequest))
        .transpose()
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
