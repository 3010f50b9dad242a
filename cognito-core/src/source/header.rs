//! A header of the application's choice, and what headers are made of.

use std::borrow::Cow;

use super::{Place, TokenSource};
use crate::{Reason, RequestHead};

/// HTTP/2 may send each cookie as a header of its own, and browsers keep no more than 180 of a site. Reading the nth header
/// is no constant step in every framework: beyond this many, nobody knows what the rest holds.
pub(super) const MOST_HEADERS: usize = 256;

impl TokenSource {
    /// A header whose whole value is the token; upper-case letters in the name are lowered.
    ///
    /// **A header that a proxy fills from a cookie is as open to other sites' requests as the cookie.** The headers of a load
    /// balancer are known for that: a token that only an `x-amzn-oidc-` header brings is taken by the same table as one of a
    /// [cookie](Self::cookie), for `x-amzn-oidc-accesstoken` is added to every request that has the balancer's [session
    /// cookie]. Headers of other proxies cannot be told from those that a page's script sets, and are always taken: keep
    /// requests of other sites out before them, or do without such a header.
    ///
    /// Take a proxy's header only where nobody reaches the server but through that proxy.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Reason, Step, TokenSource, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let auth = Authenticator::builder(verifier)
    ///     .token_sources([TokenSource::header("x-amzn-oidc-accesstoken")])
    ///     .build()?;
    ///
    /// let post = |site: &str| {
    ///     let head = TestHead::new("POST", "/orders").header("sec-fetch-site", site);
    ///     head.header("x-amzn-oidc-accesstoken", pool.access_token().mint())
    /// };
    /// assert!(matches!(auth.authenticate(&post("same-origin")), Step::Ready(Ok(_))));
    ///
    /// let Step::Ready(Err(refused)) = auth.authenticate(&post("cross-site")) else { panic!("another site may write") };
    /// assert_eq!(refused.reason(), Reason::UntrustedOrigin);
    /// # Ok(()) }
    /// ```
    ///
    /// A name that no header can have is reported by
    /// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    ///
    /// [session cookie]: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
    pub fn header(name: impl Into<Cow<'static, str>>) -> Self {
        Self(Place::Header(lower_case(name.into())))
    }
}

/// The name of a header as it is looked up.
pub(super) fn lower_case(mut name: Cow<'static, str>) -> Cow<'static, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        name.to_mut().make_ascii_lowercase();
    }
    name
}

/// A header's only value.
pub(super) fn single<'h>(
    head: &'h dyn RequestHead,
    name: &str,
) -> Result<Option<&'h [u8]>, Reason> {
    match head.first_two(name) {
        [_, Some(_)] => Err(Reason::MalformedRequest),
        [value, None] => Ok(value),
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
    let body_len = value.iter().rposition(|b| *b != b'=')? + 1;
    let (body, _) = value.split_at_checked(body_len)?;
    // Without an early end, so that many bytes are looked at in one step: a token is long, and most are well-formed.
    let fits = body.iter().fold(true, |fits, b| fits & is_of_token68(*b));
    fits.then(|| std::str::from_utf8(value).ok()).flatten()
}

/// A letter, a digit, or one of `-._~+/`.
fn is_of_token68(b: u8) -> bool {
    // `-`, `.`, `/` and the digits stand side by side.
    matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'-'..=b'9' | b'+' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grammar, as the RFC writes it.
    #[test]
    fn token68_takes_what_the_grammar_has() {
        for b in 0..=u8::MAX {
            let is_in = b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
            assert_eq!(is_of_token68(b), is_in, "{b}");
            for value in [&[b'a', b, b'c'][..], &[b, b'a']] {
                assert_eq!(token68(value).is_some(), is_in, "{value:?}");
            }
        }
        assert_eq!(token68(b"a=="), Some("a=="));
        for refused in [&b""[..], b"=", b"==", b"a=b", b"a=b=", b"\xc3\xa4="] {
            assert_eq!(token68(refused), None, "{refused:?}");
        }
    }
}
