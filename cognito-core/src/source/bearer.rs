//! The `Authorization` header.

use super::{
    Place, TokenSource,
    header::{is_tchar, single, token68},
};
use crate::{Reason, RequestHead};

const SCHEME: &[u8] = b"bearer";

impl TokenSource {
    /// `Authorization: Bearer <token>` ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750), section 2.1).
    pub fn bearer() -> Self {
        Self(Place::Bearer)
    }
}

/// The token of `Authorization: Bearer <token>`.
pub(super) fn token(head: &dyn RequestHead) -> Result<Option<&str>, Reason> {
    credentials(head)?
        .map(|value| token68(value).ok_or(Reason::MalformedRequest))
        .transpose()
}

/// What stands in the token's place, whatever it is made of.
pub(super) fn credentials(head: &dyn RequestHead) -> Result<Option<&[u8]>, Reason> {
    let Some(value) = single(head, "authorization")? else {
        return Ok(None);
    };
    if let Some((scheme, [b' ', token @ ..])) = value.split_at_checked(SCHEME.len())
        && scheme.eq_ignore_ascii_case(SCHEME)
    {
        return Ok(Some(token));
    }
    let scheme = value.split(|b| !is_tchar(*b)).next().unwrap_or_default();
    let is_other = !scheme.is_empty() && !scheme.eq_ignore_ascii_case(SCHEME);
    Err(if is_other {
        Reason::NotBearer
    } else {
        Reason::MalformedRequest
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_util::TestHead;

    fn bearer_of(value: &[u8]) -> Result<String, Reason> {
        let head = TestHead::get("/").header("authorization", value);
        token(&head).map(|token| token.unwrap().to_owned())
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
        let head = |values: &[&str]| {
            values.iter().fold(TestHead::get("/"), |head, value| {
                head.header("authorization", *value)
            })
        };
        assert_eq!(token(&head(&[])), Ok(None));
        for values in [
            ["Bearer x", "Bearer x"],
            ["Bearer x", "Basic x"],
            ["Basic x", "Basic x"],
        ] {
            let refused = Err(Reason::MalformedRequest);
            assert_eq!(token(&head(&values)), refused, "{values:?}");
        }
    }
}
