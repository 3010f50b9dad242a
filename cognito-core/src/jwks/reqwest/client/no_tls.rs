//! No feature of ours names a TLS library. One that another crate brought into `reqwest` is not used: what this crate does
//! depends on what is asked of it alone.

use ::reqwest::ClientBuilder;

use super::Roots;
use crate::jwks::fetch_error::{FetchError, FetchErrorKind};

pub(super) fn trusting(_: Roots, _: ClientBuilder) -> Result<ClientBuilder, FetchError> {
    Err(FetchErrorKind::NoTls.into())
}

pub(super) fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder
}
