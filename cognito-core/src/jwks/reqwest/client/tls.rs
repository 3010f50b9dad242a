//! With a TLS library that a feature of ours names.

use ::reqwest::{Client, ClientBuilder};

use super::{Roots, builder, make};
use crate::jwks::fetch_error::FetchError;

/// A client for `https`.
pub(crate) fn secure(roots: Roots) -> Result<Client, FetchError> {
    let builder = over_the_library_named(builder());
    make(match roots {
        #[cfg(feature = "webpki-roots")]
        Roots::Bundled => builder.tls_certs_only(bundled()),
        Roots::System => builder,
    })
}

pub(crate) fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
    over_the_library_named(builder).tls_certs_only([])
}

/// Left alone, `reqwest` changes to native-tls as soon as any crate asks it for that.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn over_the_library_named(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_backend_rustls()
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider")))]
fn over_the_library_named(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_backend_native()
}

/// Mozilla's CA certificates, as they were when `webpki-root-certs` was published. One that the system's library cannot read is left
/// out; with rustls it would make the whole client fail.
#[cfg(feature = "webpki-roots")]
pub(super) fn bundled() -> impl Iterator<Item = ::reqwest::Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .filter_map(|root| ::reqwest::Certificate::from_der(root).ok())
}
