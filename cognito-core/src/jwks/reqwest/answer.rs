//! What an answer's head says beside the body.

use std::time::Duration;

use ::reqwest::{
    Response,
    header::{self, HeaderMap, HeaderName},
};

use crate::jwks::fetch_error::{FetchError, FetchErrorKind};

/// An answer whose status is not 2xx.
pub(super) fn refused(answer: &Response) -> FetchError {
    let error = FetchError::from(FetchErrorKind::Status(answer.status().as_u16()));
    match retry_after(answer.headers()) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

/// `Retry-After` in either of its forms (RFC 9110, 10.2.3). A date counts from the answer's own `Date`: both are the server's
/// clock, and what ours says does not matter. More seconds than a number holds are very many, and no less than that.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = |name| httpdate::parse_http_date(text(headers, name)?).ok();
    let asked = text(headers, header::RETRY_AFTER)?;
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    date(header::RETRY_AFTER)?
        .duration_since(date(header::DATE)?)
        .ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// `max-age` of `Cache-Control`; anything that is no number is as if it were not there.
pub(super) fn max_age(answer: &Response) -> Option<Duration> {
    answer
        .headers()
        .get_all(header::CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|directive| {
            let (name, value) = directive.split_once('=')?;
            let seconds = value.trim().trim_matches('"').parse().ok()?;
            name.trim()
                .eq_ignore_ascii_case("max-age")
                .then_some(Duration::from_secs(seconds))
        })
        .min()
}
