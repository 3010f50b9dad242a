//! Where a browser is sent back to.

use super::form::{encode, escape_bytes};
use crate::http::Answer;

/// A client's registered redirect URI, with what it wants to hear again.
pub(super) struct Callback {
    pub(super) uri: String,
    pub(super) state: Option<String>,
    /// `#` where the client asked for tokens in the fragment (RFC 6749 section 4.2.2.1).
    pub(super) separator: char,
}

impl Callback {
    /// Sends the browser back with these parameters and the client's `state`.
    pub(super) fn found(&self, parameters: &[(&str, &str)]) -> Answer {
        let state = self.state.as_deref().map(|state| ("state", state));
        let query = encode(parameters.iter().copied().chain(state));
        let separator = if self.separator == '?' && self.uri.contains('?') {
            '&'
        } else {
            self.separator
        };
        found(&format!("{}{separator}{query}", self.uri))
    }

    /// Sends the browser back with an error (RFC 6749 section 4.1.2.1).
    pub(super) fn refuse(&self, error: &str, description: &str) -> Answer {
        self.found(&[("error", error), ("error_description", description)])
    }

    /// The source expression for `form-action`, which browsers apply to redirects after a form, too.
    ///
    /// <https://www.w3.org/TR/CSP3/#directive-form-action>
    pub(super) fn form_target(&self) -> Option<String> {
        let (scheme, rest) = self.uri.split_once(':')?;
        let is_plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.:_".contains(&byte))
        };
        let authority = rest
            .strip_prefix("//")
            .and_then(|rest| rest.split(['/', '?']).next())
            .filter(|authority| !authority.is_empty() && is_plain(authority));
        match (scheme, authority) {
            ("http" | "https", Some(authority)) => Some(format!("{scheme}://{authority}")),
            // An IPv6 address is no host of a source expression.
            _ => is_plain(scheme).then(|| format!("{scheme}:")),
        }
    }
}

/// Sends the browser elsewhere. What is no visible ASCII is encoded, so that a header stays one header.
pub(super) fn found(location: &str) -> Answer {
    let location = escape_bytes(location, |byte| byte.is_ascii_graphic());
    Answer::empty(302)
        .header("location", location)
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
}

/// Whether Cognito would register it: absolute, without a fragment, and not http but for this computer.
pub(super) fn is_registrable(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return false;
    };
    let host = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?']).next())
        .unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
        });
    let is_safe = match scheme {
        "https" => !host.is_empty(),
        "http" => ["localhost", "127.0.0.1", "[::1]"].contains(&host),
        "javascript" | "data" | "vbscript" | "file" | "blob" | "about" => false,
        _ => is_scheme,
    };
    is_safe && !uri.contains('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(uri: &str, state: Option<&str>) -> Callback {
        Callback {
            uri: uri.to_owned(),
            state: state.map(str::to_owned),
            separator: '?',
        }
    }

    #[test]
    fn a_browser_is_sent_to_the_registered_uri_and_nowhere_else() {
        let location = |callback: &Callback| {
            let answer = callback.found(&[("code", "a b")]);
            assert_eq!(answer.status, 302);
            let location = answer
                .headers
                .into_iter()
                .find(|(name, _)| *name == "location");
            location.unwrap().1
        };
        for (uri, state, expected) in [
            (
                "https://a.example/c",
                None,
                "https://a.example/c?code=a%20b",
            ),
            (
                "https://a.example/c?x=1",
                None,
                "https://a.example/c?x=1&code=a%20b",
            ),
            ("app://", Some("s"), "app://?code=a%20b&state=s"),
            (
                "https://a.example/",
                Some("x\r\nset-cookie: a=b&code=evil#"),
                "https://a.example/?code=a%20b&state=x%0D%0Aset-cookie%3A%20a%3Db%26code%3Devil%23",
            ),
            (
                "https://a.example/\r\nx: y/é",
                None,
                "https://a.example/%0D%0Ax:%20y/%C3%A9?code=a%20b",
            ),
        ] {
            assert_eq!(location(&callback(uri, state)), expected);
        }
        let fragment = Callback {
            separator: '#',
            ..callback("https://a.example/?x", None)
        };
        assert_eq!(location(&fragment), "https://a.example/?x#code=a%20b");
    }

    #[test]
    fn a_form_may_lead_to_the_origin_of_the_callback() {
        for (uri, expected) in [
            (
                "http://127.0.0.1:3000/callback?x",
                Some("http://127.0.0.1:3000"),
            ),
            ("https://a.example", Some("https://a.example")),
            ("http://[::1]:3000/", Some("http:")),
            ("https://a.example; script-src */", Some("https:")),
            ("my.app+x://callback", Some("my.app+x:")),
            ("a b:c", None),
            ("nothing", None),
        ] {
            assert_eq!(
                callback(uri, None).form_target().as_deref(),
                expected,
                "{uri}"
            );
        }
    }

    #[test]
    fn only_what_cognito_registers_is_a_callback() {
        for (uri, expected) in [
            ("https://a.example/c", true),
            ("http://localhost:3000/c", true),
            ("http://127.0.0.1/", true),
            ("http://[::1]:3000/c?x=1", true),
            ("my-app://callback", true),
            ("http://a.example/", false),
            ("http://localhost.a.example/", false),
            ("http://a.example:80/localhost", false),
            ("https:///c", false),
            ("https://a.example/#c", false),
            ("javascript:alert(1)", false),
            ("JavaScript:alert(1)", false),
            ("data:text/html,x", false),
            ("/c", false),
            ("", false),
        ] {
            assert_eq!(is_registrable(uri), expected, "{uri}");
        }
    }
}
