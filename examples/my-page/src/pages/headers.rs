//! The headers that keep foreign scripts and frames away from the pages.

/// Headers that belong on every page beside [`content_security_policy`].
///
/// No guessing of types, no address sent to other sites (it can hold an e-mail address), no framing (clickjacking),
/// no handle for pages that opened this one, and no stale page after the program was built anew. Names are in lower
/// case, as HTTP libraries want constants.
///
/// # Examples
///
/// ```
/// use my_page::pages::SECURITY_HEADERS;
///
/// assert!(SECURITY_HEADERS.contains(&("x-frame-options", "DENY")));
/// ```
pub const SECURITY_HEADERS: [(&str, &str); 5] = [
    ("cache-control", "no-cache"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// The value of the `Content-Security-Policy` header for pages that ask these endpoints: the user pool's API, and where there
/// are such its domain, the identity pool and the store.
///
/// Scripts, styles and images come from the site alone, connections go to the site and to the endpoints' origins,
/// forms are never sent by the browser itself, and text can never become HTML
/// ([CSP level 3](https://www.w3.org/TR/CSP3/), [trusted types](https://www.w3.org/TR/trusted-types/)).
///
/// An endpoint that is not `https`, or `http` on this computer (`127.0.0.1` or `localhost`), is left out: the browser
/// then refuses to send passwords and tokens in the clear. So is anything that is not a plain URL, so that a
/// setting or a `Host` header cannot add directives.
///
/// # Examples
///
/// ```
/// use my_page::pages::content_security_policy;
///
/// let policy = content_security_policy(["https://cognito-idp.eu-north-1.amazonaws.com/"]);
/// assert!(policy.contains("connect-src 'self' https://cognito-idp.eu-north-1.amazonaws.com;"));
/// ```
pub fn content_security_policy<'a>(endpoints: impl IntoIterator<Item = &'a str>) -> String {
    let mut connect = vec!["'self'"];
    for origin in endpoints.into_iter().filter_map(trusted_origin) {
        if !connect.contains(&origin) {
            connect.push(origin);
        }
    }
    let connect = connect.join(" ");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src {connect}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    )
}

/// Whether the pages can use an API at `endpoint` under [`content_security_policy`].
pub(crate) fn may_be_called(endpoint: &str) -> bool {
    trusted_origin(endpoint).is_some()
}

/// Scheme, host and port of `endpoint`, if the browser may send passwords there.
fn trusted_origin(endpoint: &str) -> Option<&str> {
    let (scheme, rest) = endpoint.split_once("://")?;
    let authority = rest.split('/').next()?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_plain = is_made_of(host, |byte| {
        byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
    }) && port.is_none_or(|port| is_made_of(port, |byte| byte.is_ascii_digit()));
    let is_private = match scheme {
        "https" => true,
        "http" => matches!(host, "127.0.0.1" | "localhost"),
        _ => false,
    };
    if is_plain && is_private {
        endpoint.get(..endpoint.len() - rest.len() + authority.len())
    } else {
        None
    }
}

fn is_made_of(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}
