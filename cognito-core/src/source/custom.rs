//! A place that the application knows.

use std::{borrow::Cow, fmt, sync::Arc};

use super::{
    Place, TokenSource,
    header::{is_name, lower_case, token68},
    is_ambient_header,
};
use crate::{BuildError, Reason, RequestHead};

type Find = dyn for<'h> Fn(&'h dyn RequestHead) -> Option<Cow<'h, str>> + Send + Sync;

/// See [`TokenSource::custom`].
#[derive(Clone)]
pub(super) struct Custom {
    name: Cow<'static, str>,
    headers: Arc<[Cow<'static, str>]>,
    find: Arc<Find>,
}

impl TokenSource {
    /// A place that none of the other sources knows: `find` is shown the request's head, and hands out the token that is
    /// there.
    ///
    /// `headers` are the names of the headers that it reads; upper-case letters are lowered. **It sees no others**: they are
    /// the ones that [`token_headers`](crate::Authenticator::token_headers) names, for adapters to keep out of logs. A source
    /// that reads `cookie`, or an `x-amzn-oidc-` header, is taken by the table of a [cookie](Self::cookie), since such tokens come
    /// with requests of other sites.
    ///
    /// `None` means that no token is there: the next source is asked, and an optional route lets the request pass as anonymous.
    /// Any text that cannot be a token, an empty one too, is refused with 400 `malformed_request`. So a source that finds its
    /// place filled, but not as it should be, hands out what is there.
    ///
    /// `find` runs in every request, before anything is verified, and again where a handler asks for the
    /// [`BearerToken`](crate::BearerToken): it must be quick, answer the same to the same head, and panic on nothing.
    ///
    /// `name` is for `Debug`. Two custom sources are equal where they are clones of one.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use cognito_core::{Authenticator, Reason, Step, TokenSource, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// // A proxy that sends `X-Forwarded-Auth: v=1; token=<token>`.
    /// let forwarded = TokenSource::custom("forwarded", ["x-forwarded-auth"], |head| {
    ///     let value = head.header("x-forwarded-auth", 0)?;
    ///     let token = value.strip_prefix(b"v=1; token=").unwrap_or(b"");
    ///     Some(String::from_utf8_lossy(token))
    /// });
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let auth = Authenticator::builder(verifier).token_sources([forwarded]).build()?;
    ///
    /// let head = TestHead::get("/me").header("x-forwarded-auth", format!("v=1; token={}", pool.access_token().mint()));
    /// assert!(matches!(auth.authenticate(&head), Step::Ready(Ok(_))));
    ///
    /// let head = TestHead::get("/me").header("x-forwarded-auth", "v=2");
    /// let Step::Ready(Err(refused)) = auth.authenticate(&head) else { panic!("there is no token") };
    /// assert_eq!(refused.reason(), Reason::MalformedRequest);
    /// # Ok(()) }
    /// ```
    ///
    /// There is still no query to read: URLs end up in logs, histories and `Referer` headers. No header at all, or a name that
    /// no header can have, is reported by [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    pub fn custom<H, F>(name: impl Into<Cow<'static, str>>, headers: H, find: F) -> Self
    where
        H: IntoIterator,
        H::Item: Into<Cow<'static, str>>,
        F: for<'h> Fn(&'h dyn RequestHead) -> Option<Cow<'h, str>> + Send + Sync + 'static,
    {
        let headers = headers.into_iter().map(|header| lower_case(header.into()));
        Self(Place::Custom(Custom {
            name: name.into(),
            headers: headers.collect(),
            find: Arc::new(find),
        }))
    }
}

impl Custom {
    pub(super) fn check(&self) -> Result<(), BuildError> {
        if self.headers.is_empty() {
            return Err(BuildError::EmptySetting {
                setting: "TokenSource::custom(_, headers, _)",
            });
        }
        match self.headers.iter().find(|name| !is_name(name)) {
            Some(name) => Err(BuildError::InvalidHeaderName {
                name: (&**name).into(),
            }),
            None => Ok(()),
        }
    }

    pub(super) fn headers(&self) -> &[Cow<'static, str>] {
        &self.headers
    }

    pub(super) fn is_ambient(&self) -> bool {
        self.headers
            .iter()
            .any(|name| name == "cookie" || is_ambient_header(name))
    }

    pub(super) fn token(&self, head: &dyn RequestHead) -> Result<Option<String>, Reason> {
        let shown = Shown {
            head,
            headers: &self.headers,
        };
        let Some(token) = (self.find)(&shown) else {
            return Ok(None);
        };
        if token68(token.as_bytes()).is_none() {
            return Err(Reason::MalformedRequest);
        }
        Ok(Some(token.into_owned()))
    }
}

/// A head that has the source's own headers only: what else it read would be in logs, and not be protected from other sites.
struct Shown<'a> {
    head: &'a dyn RequestHead,
    headers: &'a [Cow<'static, str>],
}

impl RequestHead for Shown<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn path(&self) -> Cow<'_, str> {
        self.head.path()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let is_own = self.headers.iter().any(|own| own == name);
        is_own.then(|| self.head.header(name, nth))?
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom")
            .field("name", &self.name)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Closures cannot be compared. Clones share their list, and nothing else has it.
impl PartialEq for Custom {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.headers, &other.headers)
    }
}

impl Eq for Custom {}

#[cfg(test)]
mod tests;
