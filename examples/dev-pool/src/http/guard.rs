//! Who may ask: the rules on `Host`, `Origin` and `Sec-Fetch-Site`.

use super::request::Request;

/// The `Host` of a request that names a loopback address, with any port: `127.0.0.1`, `localhost` or `[::1]`.
///
/// A page whose name was rebound to 127.0.0.1 sends its own name here, and gets `None`. What else answers on loopback can ask the
/// same.
///
/// ```
/// use dev_pool::{Request, loopback_host};
///
/// let request = |host| Request::new("GET", "/").header("host", host);
/// assert_eq!(loopback_host(&request("localhost:3000")), Some("localhost:3000"));
/// assert_eq!(loopback_host(&request("rebound.example")), None);
/// ```
pub fn loopback_host(request: &Request) -> Option<&str> {
    let host = request.sole("host")?;
    // An IPv6 address has colons of its own, inside brackets.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_loopback = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    (is_loopback && port.is_none_or(is_port)).then_some(host)
}

/// Whether a page of another origin stands behind the request, as far as the browser says.
pub(super) fn is_foreign(request: &Request, host: &str) -> bool {
    let foreign_origin = request.values("origin").any(|origin| {
        !origin
            .strip_prefix("http://")
            .is_some_and(|rest| rest.eq_ignore_ascii_case(host))
    });
    let foreign_site = request
        .values("sec-fetch-site")
        .any(|site| site != "same-origin" && site != "none");
    foreign_origin || foreign_site
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        headers
            .iter()
            .fold(Request::new("GET", "/"), |request, (name, value)| {
                request.header(*name, *value)
            })
    }

    #[test]
    fn only_loopback_names_are_hosts() {
        for (host, expected) in [
            ("127.0.0.1", true),
            ("127.0.0.1:3000", true),
            ("localhost:3000", true),
            ("LocalHost", true),
            ("[::1]", true),
            ("[::1]:3000", true),
            ("", false),
            (":3000", false),
            ("example.com", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com:3000", false),
            ("127.0.0.1:", false),
            ("127.0.0.1:+80", false),
            ("127.0.0.1:70000", false),
            ("127.0.0.1:80:80", false),
            ("127.0.0.1 ", false),
            ("localhost.", false),
            ("::1", false),
            ("[::1", false),
            ("user@localhost", false),
            ("192.168.0.1", false),
            ("0.0.0.0", false),
        ] {
            let request = request(&[("host", host)]);
            assert_eq!(loopback_host(&request), expected.then_some(host), "{host}");
        }
        assert_eq!(loopback_host(&request(&[])), None);
        let twice = request(&[("host", "localhost"), ("Host", "evil.example")]);
        assert_eq!(loopback_host(&twice), None);
    }

    #[test]
    fn another_origin_is_foreign() {
        let host = "127.0.0.1:3000";
        for (header, value, expected) in [
            ("accept", "*/*", false),
            ("origin", "http://127.0.0.1:3000", false),
            ("origin", "http://127.0.0.1:3001", true),
            ("origin", "https://127.0.0.1:3000", true),
            ("origin", "http://localhost:3000", true),
            ("origin", "null", true),
            ("origin", "", true),
            ("sec-fetch-site", "same-origin", false),
            ("sec-fetch-site", "none", false),
            ("sec-fetch-site", "same-site", true),
            ("Sec-Fetch-Site", "cross-site", true),
        ] {
            let request = request(&[(header, value)]);
            assert_eq!(is_foreign(&request, host), expected, "{header}: {value}");
        }
    }
}
