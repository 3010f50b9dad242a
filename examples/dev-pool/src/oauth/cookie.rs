//! The cookies of the login page.

use crate::{http::Request, limit, shared::Shared};

/// The browser's session, under Cognito's name for it.
pub(super) const SESSION: &str = "cognito";
/// What the token of a form is bound to.
pub(super) const CSRF: &str = "XSRF-TOKEN";

/// The value of a cookie.
pub(super) fn value<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .values("cookie")
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

/// The header that sets a cookie, for as long as a session lives.
///
/// No page may read it, and no other site can send it along but by leading the browser here. It is not `Secure`: a development
/// pool is at plain http.
pub(super) fn set(pool: &Shared, name: &str, value: &str) -> String {
    written(pool, name, value, limit::SESSION_LIFE)
}

/// The header that removes a cookie.
pub(super) fn remove(pool: &Shared, name: &str) -> String {
    written(pool, name, "", 0)
}

fn written(pool: &Shared, name: &str, value: &str, seconds: u64) -> String {
    let path = &pool.settings.mount;
    format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax")
}
