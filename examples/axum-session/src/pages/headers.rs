//! The headers that keep foreign scripts, frames and caches away.

use std::{error::Error, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use oauth2::url::Url;

use crate::site::Site;

/// No guessing of types, no address to other sites, no framing, no handle for pages that opened this one.
///
/// `no-referrer` would take the `Origin` from the site's own forms, which tells them from those of other sites.
const FIXED: [(HeaderName, HeaderValue); 4] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// On every answer of the site itself. What names no cache of its own is kept in none: pages show who is signed in.
pub(crate) async fn add_headers(State(site): State<Arc<Site>>, mut response: Response) -> Response {
    let policy = site.content_security_policy.clone();
    let headers = response.headers_mut();
    headers.extend(FIXED);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Nothing but what the site itself serves. The form for signing out ends at the pool's domain, and browsers look at the
/// redirects of forms, too.
pub(crate) fn content_security_policy(domain: &str) -> Result<HeaderValue, Box<dyn Error>> {
    let origin = Url::parse(domain)?.origin().ascii_serialization();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self' {origin}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(HeaderValue::try_from(policy)?)
}
