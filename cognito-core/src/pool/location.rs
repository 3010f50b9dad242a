//! The few URLs that a configuration names. They are checked here, once, and never derived from a token.

use std::net::IpAddr;

use crate::BuildError;

const EXPECTED: &str = "`https://<host>[:<port>][/<path>]`, or `http` to a loopback address";

/// What no URL has, and what neither an issuer nor a key location needs: user information, a query, a fragment.
const NOT_IN_URL: &[u8] = b"\"<>\\^`{|}#?@";

/// The parts of a URL that are looked at further.
#[derive(Debug)]
pub(super) struct Parts<'u> {
    pub(super) host: &'u str,
    /// With its first slash; empty where there is none.
    pub(super) path: &'u str,
}

/// Checks an issuer or key location. `setting` names it in the error.
pub(super) fn check<'u>(
    setting: &'static str,
    url: &'u str,
    http_hosts: &[Box<str>],
) -> Result<Parts<'u>, BuildError> {
    let invalid = |expected: &'static str| BuildError::InvalidUrl {
        setting,
        value: url.into(),
        expected: expected.into(),
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(|| invalid(EXPECTED))?;
    let path_start = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(path_start).unwrap_or((rest, ""));
    let plain = url
        .bytes()
        .all(|b| b.is_ascii_graphic() && !NOT_IN_URL.contains(&b));
    let host = host(authority).filter(|_| plain);
    let host = host.ok_or_else(|| invalid(EXPECTED))?;
    match scheme {
        "https" => Ok(Parts { host, path }),
        "http" if may_be_plain(host, http_hosts) => Ok(Parts { host, path }),
        "http" => Err(invalid(
            "`https`; plain `http` is for loopback only (`dangerous().allow_http(host)` lifts that for one host)",
        )),
        _ => Err(invalid(EXPECTED)),
    }
}

/// Checks a host that plain `http` is allowed to: it is compared with hosts, so a URL or a port would never fit.
pub(super) fn check_http_host(named: &str) -> Result<(), BuildError> {
    if is_name(named) || bare(named).parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    Err(BuildError::InvalidUrl {
        setting: "allow_http",
        value: named.into(),
        expected: "a host alone, without scheme, port and path".into(),
    })
}

/// The host of `host[:port]`, without the brackets of an IPv6 address.
pub(crate) fn host(authority: &str) -> Option<&str> {
    let (host, port) = if let Some(bracketed) = authority.strip_prefix('[') {
        let (host, port) = bracketed.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        (host, port)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let (host, port) = authority.split_at_checked(end)?;
        (is_name(host).then_some(host)?, port)
    };
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(host)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port != 0)
}

/// Whether this is a host name or an IPv4 address. Names in container networks may have underscores.
fn is_name(host: &str) -> bool {
    let in_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    host.strip_suffix('.')
        .unwrap_or(host)
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(in_label))
}

/// Whether plain `http` may go to `host`: it can only be this machine, or it is one of the `named`.
///
/// The fetcher asks here too: what is accepted as a location must not be refused at every fetch.
pub(crate) fn may_be_plain(host: &str, named: &[Box<str>]) -> bool {
    let host = bare(host);
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
        || named.iter().any(|named| is_same(bare(named), host))
}

/// Without the brackets that an IPv6 address has in a URL.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

/// Names have no case, and an IPv6 address has many forms.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<IpAddr>(), other.parse::<IpAddr>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.eq_ignore_ascii_case(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_http_pass() {
        for url in [
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
            "https://keys.example.com:8443/jwks.json",
            "http://localhost:9229/local_x",
            "http://127.0.0.1:4566/us-east-1_x/.well-known/jwks.json",
            "http://127.255.0.9/x",
            "http://[::1]:80/x",
            "http://[0:0::1]/x",
        ] {
            assert!(check("issuer", url, &[]).is_ok(), "{url}");
        }
        assert!(check("issuer", "http://LocalHost:9229/local_x", &[]).is_ok());
    }

    #[test]
    fn http_is_allowed_to_the_named_host_however_it_is_written() {
        for (named, url, is_allowed) in [
            ("cognito", "http://cognito:9229/x", true),
            ("Cognito", "http://cOGNITO:9229/x", true),
            ("fd00::2", "http://[fd00::2]:9229/x", true),
            ("[fd00::2]", "http://[FD00:0::2]/x", true),
            ("10.0.0.2", "http://10.0.0.2/x", true),
            ("cognito", "http://cognito.example/x", false),
            ("cognito", "http://other/x", false),
            ("fd00::2", "http://[fd00::3]/x", false),
        ] {
            let checked = check("issuer", url, &[named.into()]);
            assert_eq!(checked.is_ok(), is_allowed, "{named} {url}");
        }
    }

    #[test]
    fn a_host_that_http_is_allowed_to_is_no_url() {
        for named in [
            "cognito",
            "cognito_local",
            "10.0.0.2",
            "fd00::2",
            "[fd00::2]",
            "a.b.",
        ] {
            assert!(check_http_host(named).is_ok(), "{named}");
        }
        for named in [
            "",
            "http://cognito",
            "cognito:9229",
            "cognito/x",
            "*",
            "[fd00::2]:80",
            "a b",
        ] {
            let message = check_http_host(named).unwrap_err().to_string();
            let expected = format!(
                "`allow_http` is `{named}`; expected a host alone, without scheme, port and path"
            );
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn other_urls_are_refused_by_name() {
        for url in [
            "",
            "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
            "http://cognito-idp.eu-west-1.amazonaws.com/x",
            "http://localhost.example.com/x",
            "http://128.0.0.1/x",
            "http://0.0.0.0/x",
            "http://[::2]/x",
            "http://[::ffff:127.0.0.1]/x",
            "http://127.1/x",
            "http://2130706433/x",
            "http://127.0.0.1@example.com/x",
            "http://127.0.0.1.example.com/x",
            "ftp://localhost/x",
            "HTTPS://example.com/x",
            "https://",
            "https:///x",
            "https://host:/x",
            "https://host:0/x",
            "https://host:99999/x",
            "https://[::1/x",
            "https://[zz]/x",
            "https://example.com/a b",
            "https://example.com/x#y",
            "https://example.com/x?y",
            "https://example.com\\@localhost/",
        ] {
            let error = check("jwks_uri", url, &[]).unwrap_err();
            assert!(error.to_string().contains("jwks_uri"), "{url}: {error}");
        }
    }
}
