//! Proof that a form was filled in on a page of the pool: a token in it that belongs to a cookie of the browser.
//!
//! Browsers say where a form comes from, and what another origin sends is refused before. This is for those that do not.

use aws_lc_rs::constant_time;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{cookie, form::Form};
use crate::{http::Request, random, shared::Shared, simulation};

/// The name of the form's field.
pub(super) const FIELD: &str = "_csrf";

/// What a page needs for its forms.
pub(super) struct Csrf {
    pub(super) token: String,
    /// The header for a browser that has no cookie yet.
    pub(super) set_cookie: Option<String>,
}

impl Csrf {
    pub(super) fn new(pool: &Shared, request: &Request) -> Self {
        if let Some(known) = cookie::value(request, cookie::CSRF).filter(|value| is_own(value)) {
            return Self {
                token: token(pool, known),
                set_cookie: None,
            };
        }
        let fresh = random::lower_alphanumeric(LENGTH);
        Self {
            token: token(pool, &fresh),
            set_cookie: Some(cookie::set(pool, cookie::CSRF, &fresh)),
        }
    }
}

/// Whether the form's token belongs to the browser's cookie.
pub(super) fn is_proven(pool: &Shared, request: &Request, form: &Form) -> bool {
    let (Some(cookie), Some(given)) = (cookie::value(request, cookie::CSRF), form.get(FIELD))
    else {
        return false;
    };
    let expected = token(pool, cookie);
    is_own(cookie)
        && constant_time::verify_slices_are_equal(expected.as_bytes(), given.as_bytes()).is_ok()
}

const LENGTH: usize = 32;

fn is_own(cookie: &str) -> bool {
    cookie.len() == LENGTH && cookie.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn token(pool: &Shared, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(simulation::bytes(pool, "csrf", cookie))
}
