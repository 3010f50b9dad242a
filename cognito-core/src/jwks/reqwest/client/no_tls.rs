//! No feature of ours names a TLS library. One that another crate brought into `reqwest` is not used: what this crate does
//! depends on what is asked of it alone.

use ::reqwest::{Client, ClientBuilder};

use super::Roots;
use crate::jwks::fetch_error::{FetchError, FetchErrorKind};

pub(crate) fn secure(_: Roots) -> Result<Client, FetchError> {
    Err(FetchErrorKind::NoTls.into())
}

pub(crate) fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    builder
}
