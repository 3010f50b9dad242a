//! Whether a request comes from the site itself. A browser adds cookies to requests that any site causes.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::header::single;
use crate::{BuildError, RequestHead, pool::location};

/// The origins whose requests may bring the token in a cookie or another ambient source, beside the site itself.
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

    /// Whether a token of an ambient source is to be taken: the table of [`TokenSource::cookie`](super::TokenSource::cookie).
    ///
    /// Scripts can set neither header. Where one is there twice, somebody on the way does not understand them.
    pub(crate) fn admit(&self, head: &dyn RequestHead) -> bool {
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
pub(crate) fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let Some(host) = location::host(authority) else {
        return false;
    };
    let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
    let has_own_port = match scheme {
        "http" => port == "80",
        "https" => port == "443",
        _ => false,
    };
    is_scheme(scheme)
        && !text.bytes().any(|b| b.is_ascii_uppercase())
        && !has_own_port
        && (port.ends_with(']') || !port.starts_with('0'))
        && is_canonical(scheme, host)
}

/// Of the schemes that the [URL standard] knows, pages are of two. Apps in a web view have some of their own.
///
/// [URL standard]: https://url.spec.whatwg.org/#special-scheme
fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        && !matches!(scheme, "ws" | "wss" | "ftp" | "file")
}

/// Whether browsers leave the host as it is. They read `127.1`, `0x7f.1` and `2130706433` as `127.0.0.1`, and write that; hosts
/// of an app's own scheme they read as names.
fn is_canonical(scheme: &str, host: &str) -> bool {
    if host.contains(':') {
        return host
            .parse()
            .is_ok_and(|address| as_browsers_write(address) == host);
    }
    let is_web = matches!(scheme, "http" | "https");
    !(is_web && ends_in_a_number(host))
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.to_string() == host)
}

/// In hexadecimal throughout, where the standard library writes a mapped IPv4 address with dots.
fn as_browsers_write(address: Ipv6Addr) -> String {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}"),
        _ => address.to_string(),
    }
}

/// What browsers take for an IPv4 address, or refuse.
fn ends_in_a_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or(host);
    let (digits, is_digit): (_, fn(&u8) -> bool) = match last.strip_prefix("0x") {
        Some(digits) => (digits, u8::is_ascii_hexdigit),
        None => (last, u8::is_ascii_digit),
    };
    digits.as_bytes().iter().all(is_digit)
}

#[cfg(test)]
mod tests;
