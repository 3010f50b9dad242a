//! The default fetcher.

mod answer;
mod client;

use std::{error::Error, io, sync::OnceLock};

use ::reqwest::{Client, Url, header};

use self::client::Roots;
use super::{
    document::MOST_BYTES,
    fetch::{FetchJwks, Fetched},
    fetch_error::{FetchError, FetchErrorKind},
};
use crate::{future::BoxFuture, pool::location};

/// Fetches key sets over HTTPS, with `reqwest`.
///
/// It follows no redirect, asks for no compression, keeps no idle connection, and reads at most 256 KiB. Plain `http` is refused
/// but for loopback and the hosts named with [`allow_http`](Self::allow_http). The client is made at the first fetch: making it
/// reads the system's CA certificates. For `https` it heeds the proxy variables of the environment, `HTTPS_PROXY` and `NO_PROXY`.
///
/// # TLS
///
/// | feature | `https` is spoken by |
/// |---|---|
/// | `rustls`, on by default | rustls with aws-lc-rs, or with the provider that the program installed |
/// | `rustls-no-provider` | rustls with the [provider] that the program installed before the first fetch |
/// | `native-tls` | the system's library: OpenSSL, Schannel or Secure Transport |
/// | none of these | a client of yours alone (`ReqwestFetcher::from`); without one, `https` is a fetch error |
///
/// Where several are on, rustls is used: a feature that another crate turns on changes nothing here. For OpenSSL built from
/// source, turn on `native-tls` here and `native-tls-vendored` in a `reqwest` dependency of your own.
///
/// With `rustls-no-provider` alone and no provider installed, every fetch fails with [`FetchErrorKind::NoTls`]. `reqwest`
/// panics in that case, at each attempt; the panic is caught, but the panic hook prints it each time, and a program built with
/// `panic = "abort"` must not get that far.
///
/// # CA certificates
///
/// An image without any (`scratch`, `distroless/static`) can do one of these: copy `ca-certificates.crt` in and name it in
/// `SSL_CERT_FILE`; turn on the feature `webpki-roots` and call `bundled_roots`; embed the key set
/// ([`pinned_keys`](super::KeyStoreBuilder::pinned_keys)). Until then every fetch fails: with [`FetchErrorKind::Client`] over rustls,
/// with [`FetchErrorKind::Tls`] over OpenSSL.
///
/// [provider]: https://docs.rs/rustls/latest/rustls/crypto/struct.CryptoProvider.html
///
/// ```
/// use cognito_core::jwks::{FetchErrorKind, FetchJwks, ReqwestFetcher};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let error = ReqwestFetcher::new().fetch("http://example.com/jwks.json").await.unwrap_err();
/// assert_eq!(error.kind(), FetchErrorKind::InsecureLocation);
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct ReqwestFetcher {
    /// The user's own client, for every location.
    own: Option<Client>,
    secure: OnceLock<Client>,
    plain: OnceLock<Client>,
    http_hosts: Vec<Box<str>>,
    roots: Roots,
}

impl ReqwestFetcher {
    /// A fetcher that makes its client when it needs it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows plain `http` to this host: for a container network, where the key set cannot be had otherwise. Whoever controls that
    /// network can then make tokens.
    #[must_use]
    pub fn allow_http(mut self, host: impl Into<Box<str>>) -> Self {
        self.http_hosts.push(host.into());
        self
    }

    /// Trusts the CA certificates that come with the program (Mozilla's, from `webpki-root-certs`), and only those: the system's
    /// are not read, so it is the same trust on every machine. For images that have none.
    ///
    /// The feature alone changes nothing: whom a program trusts should be seen in its code. `cargo update` brings newer
    /// certificates; a private CA or a proxy that opens TLS needs a client of your own, and such a client is not changed by this.
    ///
    /// ```
    /// use cognito_core::{UserPool, Verifier, jwks::ReqwestFetcher};
    ///
    /// let pool = UserPool::new("us-east-1_Ab129faBb".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
    /// let verifier = Verifier::builder()
    ///     .user_pool(pool)
    ///     .fetcher(ReqwestFetcher::new().bundled_roots())
    ///     .build()?;
    /// # let _ = verifier;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "webpki-roots")]
    #[must_use]
    pub fn bundled_roots(mut self) -> Self {
        self.roots = Roots::Bundled;
        self
    }

    async fn get(&self, location: &str) -> Result<Fetched, FetchError> {
        let location = Url::parse(location)
            .map_err(|error| FetchError::new(FetchErrorKind::InsecureLocation, error))?;
        let client = self.client(&location)?;
        let mut answer = client
            .get(location.clone())
            .header(header::ACCEPT, "application/json")
            .send()
            .await
            .map_err(failure)?;
        // A client of the user's own may follow redirects.
        if *answer.url() != location {
            return Err(FetchErrorKind::Redirected.into());
        }
        if !answer.status().is_success() {
            return Err(answer::refused(&answer));
        }
        let max_age = answer::max_age(&answer);
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(FetchErrorKind::TooLarge.into());
            }
            body.extend_from_slice(&chunk);
        }
        let fetched = Fetched::new(body);
        Ok(match max_age {
            Some(max_age) => fetched.max_age(max_age),
            None => fetched,
        })
    }

    fn client(&self, url: &Url) -> Result<&Client, FetchError> {
        let host = url.host_str().unwrap_or_default();
        let is_secure = match url.scheme() {
            "https" => true,
            "http" if location::may_be_plain(host, &self.http_hosts) => false,
            _ => return Err(FetchErrorKind::InsecureLocation.into()),
        };
        if let Some(own) = &self.own {
            return Ok(own);
        }
        let kept = if is_secure { &self.secure } else { &self.plain };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        // Not kept if it fails: certificates may be installed meanwhile.
        let client = if is_secure {
            client::secure(self.roots)?
        } else {
            client::plain()?
        };
        Ok(kept.get_or_init(|| client))
    }
}

/// Uses your client for every location: its proxy, its CA certificates, its headers. Give it
/// `redirect(Policy::none())`, `pool_max_idle_per_host(0)` and a `connect_timeout`; an answer that came by a redirect is refused.
///
/// ```
/// use cognito_core::jwks::ReqwestFetcher;
///
/// let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let fetcher = ReqwestFetcher::from(client);
/// # Ok::<(), reqwest::Error>(())
/// ```
impl From<Client> for ReqwestFetcher {
    fn from(client: Client) -> Self {
        Self {
            own: Some(client),
            ..Self::default()
        }
    }
}

impl FetchJwks for ReqwestFetcher {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(self.get(url))
    }
}

/// Keeps the cause, without the URL: it may hold what an operator would not log.
fn failure(error: ::reqwest::Error) -> FetchError {
    let kind = if error.is_timeout() {
        FetchErrorKind::Timeout
    } else if error.is_connect() {
        if is_tls(&error) {
            FetchErrorKind::Tls
        } else {
            FetchErrorKind::Connect
        }
    } else if error.is_builder() {
        FetchErrorKind::Client
    } else {
        FetchErrorKind::Transfer
    };
    FetchError::new(kind, error.without_url())
}

/// rustls reports a failed handshake as invalid data, native-tls with an error of its own.
fn is_tls(error: &::reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&error| error.source()).any(|error| {
        #[cfg(feature = "native-tls")]
        if error.is::<native_tls::Error>() {
            return true;
        }
        error
            .downcast_ref::<io::Error>()
            .is_some_and(is_invalid_data)
    })
}

/// An I/O error hides the one it wraps from `source()`.
fn is_invalid_data(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref())
            .is_some_and(is_invalid_data)
}

#[cfg(test)]
mod tests;
