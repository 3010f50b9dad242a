//! With a TLS library that a feature of ours names.

use ::reqwest::ClientBuilder;

use super::Roots;
use crate::jwks::fetch_error::FetchError;

pub(super) fn trusting(roots: Roots, builder: ClientBuilder) -> Result<ClientBuilder, FetchError> {
    let builder = over_the_library_named(builder);
    Ok(match roots {
        #[cfg(feature = "webpki-roots")]
        Roots::Bundled => builder.tls_certs_only(bundled()?),
        Roots::System => builder,
    })
}

pub(super) fn trusting_nobody(builder: ClientBuilder) -> ClientBuilder {
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

/// Mozilla's CA certificates, as they were when `webpki-root-certs` was published.
#[cfg(feature = "webpki-roots")]
fn bundled() -> Result<Vec<::reqwest::Certificate>, FetchError> {
    use crate::jwks::fetch_error::FetchErrorKind;

    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|root| ::reqwest::Certificate::from_der(root))
        .collect::<Result<_, _>>()
        .map_err(|error| FetchError::new(FetchErrorKind::Client, error))
}
