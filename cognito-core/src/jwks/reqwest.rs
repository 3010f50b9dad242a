//! The default fetcher.

use std::{error::Error, io, sync::OnceLock, time::Duration};

use ::reqwest::{Client, Response, StatusCode, Url, header, redirect, retry};

use super::{
    document::MOST_BYTES,
    fetch::{FetchJwks, Fetched},
    fetch_error::{FetchError, FetchErrorKind},
};
use crate::{future::BoxFuture, pool::location};

const CONNECT: Duration = Duration::from_secs(2);

/// Fetches key sets over HTTPS, with `reqwest` and rustls.
///
/// It follows no redirect, asks for no compression, keeps no idle connection, and reads at most 256 KiB. Plain `http` is refused
/// but for loopback and the hosts named with [`allow_http`](Self::allow_http). The client is made at the first fetch: making it
/// reads the system's CA certificates. For `https` it heeds the proxy variables of the environment (`HTTPS_PROXY`).
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
            return Err(refused(&answer));
        }
        let max_age = max_age(&answer);
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
        let (kept, make): (_, fn() -> _) = if is_secure {
            (&self.secure, secure)
        } else {
            (&self.plain, plain)
        };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        // Not kept if it fails: certificates may be installed meanwhile.
        let client = make().map_err(|error| FetchError::new(FetchErrorKind::Client, error))?;
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

fn secure() -> Result<Client, ::reqwest::Error> {
    builder().build()
}

/// Without TLS roots and without proxy: nothing is read from the system.
fn plain() -> Result<Client, ::reqwest::Error> {
    builder().tls_certs_only([]).no_proxy().build()
}

fn builder() -> ::reqwest::ClientBuilder {
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

fn refused(answer: &Response) -> FetchError {
    let status: StatusCode = answer.status();
    let error = FetchError::from(FetchErrorKind::Status(status.as_u16()));
    let seconds = answer
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok());
    match seconds {
        Some(seconds) => error.with_retry_after(Duration::from_secs(seconds)),
        None => error,
    }
}

/// `max-age` of `Cache-Control`; anything that is no number is as if it were not there.
fn max_age(answer: &Response) -> Option<Duration> {
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

/// rustls reports a failed handshake as invalid data.
fn is_tls(error: &::reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(is_invalid_data)
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
