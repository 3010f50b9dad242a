//! The `Cookie` header (RFC 6265, section 5.4).

use std::borrow::Cow;

use super::{
    Place, TokenSource,
    header::{agreed, each},
};
use crate::{Reason, RequestHead};

impl TokenSource {
    /// A cookie whose whole value is the token ([RFC 6265](https://www.rfc-editor.org/rfc/rfc6265)). The name is
    /// case-sensitive.
    ///
    /// Browsers add cookies to requests that other sites cause. So a token that only a cookie brings is taken where the
    /// request can be told to come from the site itself, by
    /// [`Sec-Fetch-Site`](https://www.w3.org/TR/fetch-metadata/) or `Origin`, which no script can set:
    ///
    /// | `Sec-Fetch-Site` | `Origin` | taken |
    /// |---|---|---|
    /// | `same-origin`, `none` | any or none | yes |
    /// | anything else, or none | one of the [trusted](crate::AuthenticatorBuilder::trusted_origins) | yes |
    /// | anything else | none | where a link opens a page: `GET` with `Sec-Fetch-Mode: navigate` and `Sec-Fetch-Dest: document` |
    /// | none | none | `GET` and `HEAD` |
    ///
    /// Everything else, and either header twice, is refused with 403 `untrusted_origin`, on optional routes too. As
    /// everywhere, `GET` must change nothing. Browsers send `Sec-Fetch-Site` over `https` and to `localhost`; where some of
    /// the users' browsers do not (Safari before 16.4), list the site's own origin as trusted. **Do so as well where a page
    /// of the site opens a WebSocket**: Chromium sends `Origin` with such a handshake, and no `Sec-Fetch-Site`. Proxies must let
    /// both headers through. A program without a browser is better off with the `Authorization` header, which needs none of this.
    ///
    /// Two cookies of the name with different tokens are refused: one of them may have been set by a neighbour, such as
    /// another subdomain. An empty one counts as absent. Quotes are part of a cookie's value, and no token has them.
    ///
    /// Set the cookie like this, so that scripts cannot read it, other sites do not send it, and neighbours cannot
    /// replace it:
    ///
    /// ```text
    /// Set-Cookie: __Host-token=<token>; Path=/; Secure; HttpOnly; SameSite=Lax
    /// ```
    ///
    /// Browsers drop a cookie of more than 4096 bytes without a word. An access token with a hundred groups is longer.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Reason, Step, TokenSource, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let auth = Authenticator::builder(verifier)
    ///     .token_sources([TokenSource::bearer(), TokenSource::cookie("__Host-token")])
    ///     .build()?;
    ///
    /// let cookie = format!("theme=dark; __Host-token={}", pool.access_token().mint());
    /// let post = |site: &str| TestHead::new("POST", "/orders").header("cookie", cookie.clone()).header("sec-fetch-site", site);
    /// assert!(matches!(auth.authenticate(&post("same-origin")), Step::Ready(Ok(_))));
    ///
    /// let Step::Ready(Err(refused)) = auth.authenticate(&post("cross-site")) else { panic!("another site may write") };
    /// assert_eq!((refused.status(), refused.reason()), (403, Reason::UntrustedOrigin));
    /// # Ok(()) }
    /// ```
    ///
    /// A name that no cookie can have is reported by
    /// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    pub fn cookie(name: impl Into<Cow<'static, str>>) -> Self {
        Self(Place::Cookie(name.into()))
    }
}

/// The token in the cookie called `name`. An empty cookie is as good as none: some sites sign out so.
///
/// # Errors
/// `conflicting_tokens` where the cookie is there twice with different values: one of them may be another site's.
pub(super) fn token<'h>(head: &'h dyn RequestHead, name: &str) -> Result<Option<&'h str>, Reason> {
    let named = pairs(head)?.filter(|(found, _)| *found == name.as_bytes());
    agreed(named.map(|(_, value)| value))
}

/// The names and values of the cookies that hold something.
pub(super) fn pairs(
    head: &dyn RequestHead,
) -> Result<impl Iterator<Item = (&[u8], &[u8])> + Clone, Reason> {
    Ok(each(head, "cookie")?
        .flat_map(|header| header.split(|b| *b == b';'))
        .filter_map(pair)
        .filter(|(_, value)| !value.is_empty()))
}

/// A cookie's name and value as they are, but for the spaces before them: whoever is generous with spaces or quotes here
/// takes cookies that a browser did not protect as it protects the one meant (`__Host-`).
fn pair(cookie: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = cookie.iter().position(|b| !matches!(b, b' ' | b'\t'))?;
    let (_, cookie) = cookie.split_at_checked(start)?;
    let equals = cookie.iter().position(|b| *b == b'=')?;
    let (name, value) = cookie.split_at_checked(equals)?;
    Some((name, value.strip_prefix(b"=")?))
}

#[cfg(test)]
mod tests;
