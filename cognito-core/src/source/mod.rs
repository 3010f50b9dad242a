//! Where a request's token is looked for.

mod amplify;
mod bearer;
mod cookie;
mod custom;
mod header;
mod origin;
mod web_socket;

use std::borrow::Cow;

use self::custom::Custom;
pub(crate) use self::origin::{TrustedOrigins, is_origin};
use crate::{BuildError, ClientId, Reason, RequestHead, TokenUse};

/// A place where requests carry their token.
///
/// There is no source for the query string: URLs end up in logs, histories and `Referer` headers. A browser's WebSocket, which
/// can send no `Authorization` header, offers its token as a [subprotocol](Self::web_socket).
///
/// ```
/// use cognito_core::{Authenticator, TokenSource, test_util::TestPool};
///
/// let auth = Authenticator::builder(TestPool::new().verifier())
///     .token_sources([TokenSource::bearer(), TokenSource::header("X-Auth-Token")])
///     .build()?;
/// # let _ = auth;
///
/// assert_eq!(TokenSource::header("X-Auth-Token"), TokenSource::header("x-auth-token"));
/// # Ok::<(), cognito_core::BuildError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenSource(Place);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Place {
    Amplify(ClientId, TokenUse),
    Bearer,
    Cookie(Cow<'static, str>),
    Custom(Custom),
    /// The name is lower-case: adapters look it up as it is.
    Header(Cow<'static, str>),
    /// What comes before the dot and the token.
    WebSocket(Cow<'static, str>),
}

impl TokenSource {
    /// `Authorization: Bearer <token>` ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), section 2.1).
    pub fn bearer() -> Self {
        Self(Place::Bearer)
    }

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

    /// The lower-case names of the headers that may hold the token.
    pub(crate) fn header_names(&self) -> impl Iterator<Item = &str> {
        let (one, several): (_, &[Cow<'static, str>]) = match &self.0 {
            Place::Amplify(..) | Place::Cookie(_) => (Some("cookie"), &[]),
            Place::Bearer => (Some("authorization"), &[]),
            Place::Custom(custom) => (None, custom.headers()),
            Place::Header(name) => (Some(&**name), &[]),
            Place::WebSocket(_) => (Some(web_socket::HEADER), &[]),
        };
        one.into_iter().chain(several.iter().map(|name| &**name))
    }

    /// A source that a request can have.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match &self.0 {
            Place::Amplify(client, _) => client.check(),
            Place::Cookie(name) if !header::is_name(name) => Err(BuildError::InvalidCookieName {
                name: (&**name).into(),
            }),
            Place::Custom(custom) => custom.check(),
            // Its values are many cookies, never a token.
            Place::Header(name) if !header::is_name(name) || name == "cookie" => {
                Err(BuildError::InvalidHeaderName {
                    name: (&**name).into(),
                })
            }
            Place::WebSocket(prefix) => web_socket::check(prefix),
            Place::Bearer | Place::Cookie(_) | Place::Header(_) => Ok(()),
        }
    }

    /// Whether it comes with a browser's request whoever causes that: a cookie, or what a load balancer makes of its own.
    pub(crate) fn is_ambient(&self) -> bool {
        match &self.0 {
            Place::Bearer | Place::WebSocket(_) => false,
            Place::Amplify(..) | Place::Cookie(_) => true,
            Place::Custom(custom) => custom.is_ambient(),
            Place::Header(name) => is_ambient_header(name),
        }
    }

    fn find<'h>(&self, head: &'h dyn RequestHead) -> Result<Option<Cow<'h, str>>, Reason> {
        let found = match &self.0 {
            Place::Amplify(client, token_use) => amplify::token(head, client, *token_use),
            Place::Bearer => bearer::token(head),
            Place::Cookie(name) => cookie::token(head, name),
            Place::Custom(custom) => return Ok(custom.token(head)?.map(Cow::Owned)),
            Place::Header(name) => header::token(head, name),
            Place::WebSocket(prefix) => web_socket::token(head, prefix),
        };
        Ok(found?.map(Cow::Borrowed))
    }
}

/// The name of a header as it is looked up.
fn lower_case(mut name: Cow<'static, str>) -> Cow<'static, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        name.to_mut().make_ascii_lowercase();
    }
    name
}

/// Whether a load balancer adds this header to whatever request has its session cookie.
fn is_ambient_header(name: &str) -> bool {
    name.starts_with("x-amzn-oidc-")
}

/// The request's one token.
///
/// # Errors
/// `missing_token` or `not_bearer` where no source has one, `malformed_request` where a source is not of its form,
/// `conflicting_tokens` where two sources disagree, `untrusted_origin` where only ambient sources have it and another site may
/// have caused the request.
pub(crate) fn find<'h>(
    sources: &[TokenSource],
    trusted: &TrustedOrigins,
    head: &'h dyn RequestHead,
) -> Result<Cow<'h, str>, Reason> {
    let mut found: Option<Cow<'h, str>> = None;
    let mut absence = Reason::MissingToken;
    let mut is_ambient = true;
    for source in sources {
        match source.find(head) {
            Ok(Some(token)) => {
                if found.is_some_and(|first| first != token) {
                    return Err(Reason::ConflictingTokens);
                }
                found = Some(token);
                is_ambient &= source.is_ambient();
            }
            Ok(None) => {}
            Err(Reason::NotBearer) => absence = Reason::NotBearer,
            Err(reason) => return Err(reason),
        }
    }
    let token = found.ok_or(absence)?;
    if is_ambient && !trusted.admit(head) {
        return Err(Reason::UntrustedOrigin);
    }
    Ok(token)
}

#[cfg(test)]
mod tests;
