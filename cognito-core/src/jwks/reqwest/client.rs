//! The clients that the fetcher makes for itself.

#[cfg(any(
    feature = "native-tls",
    feature = "rustls",
    feature = "rustls-no-provider"
))]
mod tls;
#[cfg(not(any(
    feature = "native-tls",
    feature = "rustls",
    feature = "rustls-no-provider"
)))]
#[path = "client/no_tls.rs"]
mod tls;

use std::time::Duration;

use ::reqwest::{Client, ClientBuilder, redirect, retry};

pub(super) use self::tls::secure;
use crate::jwks::fetch_error::{FetchError, FetchErrorKind};

const CONNECT: Duration = Duration::from_secs(2);

/// Whom a client for `https` trusts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Roots {
    /// The CA certificates in the program, and no others.
    #[cfg(feature = "webpki-roots")]
    Bundled,
    /// The CA certificates of the system.
    #[default]
    System,
}

/// A client for `http`: without TLS roots and without proxy, so nothing is read from the system.
pub(super) fn plain() -> Result<Client, FetchError> {
    make(tls::trusting_nobody(builder()).no_proxy())
}

fn builder() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .user_agent(concat!("cognito-core/", env!("CARGO_PKG_VERSION")))
}

#[cfg(not(all(feature = "rustls-no-provider", not(feature = "rustls"))))]
fn make(builder: ClientBuilder) -> Result<Client, FetchError> {
    builder
        .build()
        .map_err(|error| FetchError::new(FetchErrorKind::Client, error))
}

/// `reqwest` panics where the program has not installed a provider, and has no way to ask.
#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
fn make(builder: ClientBuilder) -> Result<Client, FetchError> {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    // Nothing is used again after a panic.
    match catch_unwind(AssertUnwindSafe(|| builder.build())) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => Err(FetchError::new(FetchErrorKind::Client, error)),
        Err(_) => Err(FetchErrorKind::NoTls.into()),
    }
}

#[cfg(test)]
mod tests;
