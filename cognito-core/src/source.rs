//! Where a request's token is looked for.

use std::borrow::Cow;

use crate::{BuildError, Reason, RequestHead};

/// A place where requests carry their token.
///
/// There is no source for the query string: URLs end up in logs, histories and `Referer` headers.
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
    Bearer,
    /// The name is lower-case: adapters look it up as it is.
    Header(Cow<'static, str>),
}

impl TokenSource {
    /// `Authorization: Bearer <token>` ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), section 2.1).
    pub fn bearer() -> Self {
        Self(Place::Bearer)
    }

    /// A header whose whole value is the token; upper-case letters in the name are lowered.
    ///
    /// A name that no header can have is reported by
    /// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    pub fn header(name: impl Into<Cow<'static, str>>) -> Self {
        let mut name = name.into();
        if name.bytes().any(|b| b.is_ascii_uppercase()) {
            name.to_mut().make_ascii_lowercase();
        }
        Self(Place::Header(name))
    }

    /// The lower-case name of the header that holds the token.
    pub(crate) fn header_name(&self) -> &str {
        match &self.0 {
            Place::Bearer => "authorization",
            Place::Header(name) => name,
        }
    }

    /// A source that a request can have.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match &self.0 {
            Place::Header(name) if name.is_empty() || !name.bytes().all(is_tchar) => {
                Err(BuildError::InvalidHeaderName {
                    name: (&**name).into(),
                })
            }
            Place::Bearer | Place::Header(_) => Ok(()),
        }
    }

    fn find<'h>(&self, head: &'h dyn RequestHead) -> Result<Option<&'h str>, Reason> {
        match &self.0 {
            Place::Bearer => bearer(head),
            Place::Header(name) => single(head, name)?
                .map(|value| token68(value).ok_or(Reason::MalformedRequest))
                .transpose(),
        }
    }
}

/// The request's one token.
///
/// # Errors
/// `missing_token` or `not_bearer` where no source has one, `malformed_request` where a source is not of its form,
/// `conflicting_tokens` where two sources disagree.
pub(crate) fn find<'h>(
    sources: &[TokenSource],
    head: &'h dyn RequestHead,
) -> Result<&'h str, Reason> {
    let mut found: Option<&str> = None;
    let mut absence = Reason::MissingToken;
    for source in sources {
        match (source.find(head), found) {
            (Ok(Some(token)), None) => found = Some(token),
            (Ok(Some(token)), Some(first)) if token != first => {
                return Err(Reason::ConflictingTokens);
            }
            (Ok(_), _) => {}
            (Err(Reason::NotBearer), _) => absence = Reason::NotBearer,
            (Err(reason), _) => return Err(reason),
        }
    }
    found.ok_or(absence)
}

fn bearer(head: &dyn RequestHead) -> Result<Option<&str>, Reason> {
    let Some(value) = single(head, "authorization")? else {
        return Ok(None);
    };
    let scheme_end = value
        .iter()
        .position(|b| !is_tchar(*b))
        .unwrap_or(value.len());
    let (scheme, rest) = value.split_at_checked(scheme_end).unwrap_or((value, &[]));
    if scheme.is_empty() {
        return Err(Reason::MalformedRequest);
    }
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Err(Reason::NotBearer);
    }
    rest.strip_prefix(b" ")
        .and_then(token68)
        .map(Some)
        .ok_or(Reason::MalformedRequest)
}

/// A header's only value.
fn single<'h>(head: &'h dyn RequestHead, name: &str) -> Result<Option<&'h [u8]>, Reason> {
    match (head.header(name, 0), head.header(name, 1)) {
        (_, Some(_)) => Err(Reason::MalformedRequest),
        (value, None) => Ok(value),
    }
}

/// `tchar` of RFC 9110, section 5.6.2: what header names and schemes are made of.
fn is_tchar(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)
}

/// `token68` of RFC 9110, section 11.2.
fn token68(value: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?;
    let body = text.trim_end_matches('=');
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    (!body.is_empty() && body.bytes().all(fits)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Head<'a>(&'a [(&'a str, &'a [u8])]);

    impl RequestHead for Head<'_> {
        fn method(&self) -> &'static str {
            "GET"
        }

        fn path(&self) -> Cow<'_, str> {
            "/".into()
        }

        fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
            let mut values = self.0.iter().filter(|(n, _)| *n == name);
            values.nth(nth).map(|(_, value)| *value)
        }
    }

    fn bearer_of(value: &[u8]) -> Result<String, Reason> {
        let headers = [("authorization", value)];
        find(&[TokenSource::bearer()], &Head(&headers)).map(str::to_owned)
    }

    #[test]
    fn the_scheme_is_case_insensitive_and_the_token_whole() {
        for value in ["Bearer a.b-c_d~e+f/g==", "bearer x", "BEARER x"] {
            let token = value.split_once(' ').unwrap().1;
            assert_eq!(bearer_of(value.as_bytes()).as_deref(), Ok(token));
        }
    }

    #[test]
    fn other_credentials_are_told_apart() {
        use Reason::{MalformedRequest, NotBearer};
        for (value, reason) in [
            (&b""[..], MalformedRequest),
            (b" ", MalformedRequest),
            (b" Bearer x", MalformedRequest),
            (b"Bearer", MalformedRequest),
            (b"Bearer ", MalformedRequest),
            (b"Bearer  x", MalformedRequest),
            (b"Bearer x ", MalformedRequest),
            (b"Bearer x y", MalformedRequest),
            (b"Bearer Bearer x", MalformedRequest),
            (b"Bearer x, Bearer y", MalformedRequest),
            (b"Bearer x,y", MalformedRequest),
            (b"Bearer \"x\"", MalformedRequest),
            (b"Bearer =", MalformedRequest),
            (b"Bearer a=b", MalformedRequest),
            (b"Bearer \xff", MalformedRequest),
            (b"Bearer\tx", MalformedRequest),
            (b"Bearer=x", MalformedRequest),
            (b"Bearer,x", MalformedRequest),
            (b"BearerToken x", NotBearer),
            (b"Basic dTpw", NotBearer),
            (b"Negotiate", NotBearer),
        ] {
            assert_eq!(bearer_of(value), Err(reason), "{value:?}");
        }
    }

    #[test]
    fn one_header_only() {
        let sources = [TokenSource::bearer()];
        let find = |headers: &[(&str, &[u8])]| find(&sources, &Head(headers)).map(str::to_owned);
        assert_eq!(find(&[]), Err(Reason::MissingToken));
        let bearer: (&str, &[u8]) = ("authorization", b"Bearer x");
        let basic: (&str, &[u8]) = ("authorization", b"Basic x");
        assert_eq!(find(&[bearer, bearer]), Err(Reason::MalformedRequest));
        assert_eq!(find(&[bearer, basic]), Err(Reason::MalformedRequest));
        assert_eq!(find(&[basic, basic]), Err(Reason::MalformedRequest));
    }

    #[test]
    fn several_sources_must_agree() {
        let sources = [TokenSource::bearer(), TokenSource::header("X-Token")];
        let find = |headers: &[(&str, &[u8])]| find(&sources, &Head(headers)).map(str::to_owned);
        let bearer: (&str, &[u8]) = ("authorization", b"Bearer x");
        let basic: (&str, &[u8]) = ("authorization", b"Basic x");
        assert_eq!(find(&[("x-token", b"x")]).as_deref(), Ok("x"));
        assert_eq!(find(&[basic, ("x-token", b"x")]).as_deref(), Ok("x"));
        assert_eq!(find(&[bearer, ("x-token", b"x")]).as_deref(), Ok("x"));
        assert_eq!(
            find(&[bearer, ("x-token", b"y")]),
            Err(Reason::ConflictingTokens)
        );
        assert_eq!(
            find(&[bearer, ("x-token", b"")]),
            Err(Reason::MalformedRequest)
        );
        assert_eq!(find(&[basic]), Err(Reason::NotBearer));
    }
}
