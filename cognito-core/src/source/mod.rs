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
use crate::{AuthError, BuildError, ClientId, Reason, RequestHead, TokenUse};

/// A place where requests carry their token.
///
/// | source | the token is |
/// |---|---|
/// | [`bearer`](Self::bearer) | in the `Authorization` header: the default, and best where the client can send it |
/// | [`header`](Self::header) | the value of another header, such as a proxy's |
/// | [`cookie`](Self::cookie) | a cookie's value: for pages that a server renders |
/// | [`amplify`](Self::amplify) | in the cookies of AWS Amplify |
/// | [`web_socket`](Self::web_socket) | a subprotocol: a browser's WebSocket can send no `Authorization` header |
/// | [`custom`](Self::custom) | where a function of the application finds it |
///
/// Cookies come with requests of other sites, too: such a source looks at the request's origin. There is no source for the
/// query string: URLs end up in logs, histories and `Referer` headers.
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

/// Whether a load balancer adds this header to whatever request has its session cookie.
fn is_ambient_header(name: &str) -> bool {
    name.starts_with("x-amzn-oidc-")
}

/// The request's one token.
pub(crate) struct Found<'h> {
    bytes: Cow<'h, [u8]>,
    is_checked: bool,
}

impl<'h> Found<'h> {
    /// Of the form that credentials have, or not yet looked at for that: a verifier accepts no other.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Why it is refused, where a verifier says why: credentials without their form are a bad request, whatever is wrong with the
    /// token.
    pub(crate) fn blame(&self, error: AuthError) -> AuthError {
        if self.is_well_formed() {
            error
        } else {
            Reason::MalformedRequest.into()
        }
    }

    /// For whoever does not verify it.
    pub(crate) fn well_formed(self) -> Result<Cow<'h, str>, Reason> {
        let text = match self.bytes {
            _ if !self.is_well_formed() => None,
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        };
        text.ok_or(Reason::MalformedRequest)
    }

    fn is_well_formed(&self) -> bool {
        self.is_checked || header::token68(&self.bytes).is_some()
    }
}

/// The request's one token. Where nothing but the `Authorization` header can have it, its characters are not looked at: that takes
/// longer than to recognize a token that was verified before.
///
/// # Errors
/// As [`find_checked`], but for the characters.
pub(crate) fn find<'h>(
    sources: &[TokenSource],
    trusted: &TrustedOrigins,
    head: &'h dyn RequestHead,
) -> Result<Found<'h>, Reason> {
    if let [TokenSource(Place::Bearer)] = sources {
        let value = bearer::credentials(head)?.ok_or(Reason::MissingToken)?;
        return Ok(Found {
            bytes: Cow::Borrowed(value),
            is_checked: false,
        });
    }
    Ok(Found {
        bytes: match find_checked(sources, trusted, head)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
        is_checked: true,
    })
}

/// # Errors
/// `missing_token` or `not_bearer` where no source has one, `malformed_request` where a source is not of its form,
/// `conflicting_tokens` where two sources disagree, `untrusted_origin` where only ambient sources have it and another site may
/// have caused the request.
fn find_checked<'h>(
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
