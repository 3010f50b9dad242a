//! Whether a request comes from the site itself. A browser adds cookies to requests that any site causes.

use super::header::single;
use crate::{BuildError, RequestHead, pool::location};

/// The origins whose requests may bring the token in a cookie, beside the site itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedOrigins(Box<[Box<str>]>);

impl TrustedOrigins {
    pub(crate) fn new(origins: impl Iterator<Item = Box<str>>) -> Self {
        Self(origins.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Origins as browsers write them: any other text would never fit.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match self.0.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(BuildError::InvalidOrigin {
                origin: origin.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Whether a token in a cookie is to be taken: the table of [`TokenSource::cookie`](super::TokenSource::cookie).
    ///
    /// Scripts can set neither header. Where one is there twice, somebody on the way does not understand them.
    pub(super) fn admit(&self, head: &dyn RequestHead) -> bool {
        let (Ok(site), Ok(origin)) = (single(head, "sec-fetch-site"), single(head, "origin"))
        else {
            return false;
        };
        match (site, origin) {
            (Some(b"same-origin" | b"none"), _) => true,
            (_, Some(origin)) => self.0.iter().any(|trusted| trusted.as_bytes() == origin),
            (Some(_), None) => opens_a_page(head),
            (None, None) => matches!(head.method(), "GET" | "HEAD"),
        }
    }
}

/// Whether somebody follows a link to here: the other site reads nothing of the answer, and `SameSite=Lax` allows the same.
fn opens_a_page(head: &dyn RequestHead) -> bool {
    let is = |name, value: &[u8]| single(head, name) == Ok(Some(value));
    head.method() == "GET" && is("sec-fetch-mode", b"navigate") && is("sec-fetch-dest", b"document")
}

/// Whether a browser may write this into an `Origin` header (RFC 6454, section 6.2): a scheme, a host, and a port that is not
/// the scheme's own, in lower case.
fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
    let is_elided = matches!((scheme, port), ("http", "80") | ("https", "443"));
    is_scheme(scheme)
        && !text.bytes().any(|b| b.is_ascii_uppercase())
        && location::host(authority).is_some()
        && !is_elided
        && !port.starts_with('0')
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

#[cfg(test)]
mod tests;
