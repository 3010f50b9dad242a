//! How fetching key sets fails, and what that means for a request.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use super::document::BadDocument;

/// Why a key set could not be fetched.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::jwks::{FetchError, FetchErrorKind};
///
/// let error = FetchError::from(FetchErrorKind::Status(429)).with_retry_after(Duration::from_secs(10));
/// assert_eq!(error.to_string(), "the key set endpoint answered with status 429");
/// assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
/// ```
#[derive(Clone, Debug)]
pub struct FetchError {
    kind: FetchErrorKind,
    retry_after: Option<Duration>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What kept a key set from being fetched.
///
/// ```
/// use cognito_core::jwks::FetchErrorKind;
///
/// assert_eq!(FetchErrorKind::Status(503).as_str(), "status");
/// assert!(FetchErrorKind::Timeout.hint().is_some_and(|hint| hint.contains("VPC")));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// The answer is not a key set with at least one usable key.
    BadDocument,
    /// The HTTP client could not be made; most often there are no CA certificates.
    Client,
    /// No connection: refused, unreachable, or the name is unknown.
    Connect,
    /// Plain `http` to a host that is neither loopback nor allowed, or no URL at all.
    InsecureLocation,
    /// There is no fetcher: feature `reqwest` is off and none was given.
    NoFetcher,
    /// A fetch was needed outside a tokio runtime.
    NoRuntime,
    /// The location is `https`, and nothing speaks TLS: no feature names a TLS library. Or rustls has no crypto provider: with
    /// `rustls-no-provider` and none installed, plain `http` to loopback fails so too.
    NoTls,
    /// Anything else.
    Other,
    /// The fetcher panicked.
    Panicked,
    /// The client followed a redirect.
    Redirected,
    /// The endpoint answered with this status, which is not 2xx.
    Status(u16),
    /// The deadline passed.
    Timeout,
    /// The TLS handshake failed.
    Tls,
    /// The document is larger than 256 KiB.
    TooLarge,
    /// The connection broke while the answer was read.
    Transfer,
}

impl FetchErrorKind {
    /// A short name for logs and metric labels; the set of names is bounded.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadDocument => "bad_document",
            Self::Client => "client",
            Self::Connect => "connect",
            Self::InsecureLocation => "insecure_location",
            Self::NoFetcher => "no_fetcher",
            Self::NoRuntime => "no_runtime",
            Self::NoTls => "no_tls",
            Self::Other => "other",
            Self::Panicked => "panicked",
            Self::Redirected => "redirected",
            Self::Status(_) => "status",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::TooLarge => "too_large",
            Self::Transfer => "transfer",
        }
    }

    /// What to look at, for the developer who reads the log.
    pub fn hint(self) -> Option<&'static str> {
        match self {
            Self::BadDocument | Self::TooLarge => Some(
                "is the location the pool's /.well-known/jwks.json, and does no proxy answer in its place?",
            ),
            Self::Client => Some(
                "install the CA certificates (package ca-certificates), use those of feature webpki-roots (ReqwestFetcher::bundled_roots), or bring a client of your own",
            ),
            Self::Connect | Self::Timeout => {
                Some("in a VPC: is there a NAT gateway? behind a proxy: is HTTPS_PROXY set?")
            }
            Self::InsecureLocation => Some(
                "use https, or name the host in ReqwestFetcher::allow_http for a container network",
            ),
            Self::NoFetcher => Some("turn on feature reqwest, give a fetcher, or use static keys"),
            Self::NoRuntime => Some("verify within a tokio runtime, or use static keys"),
            Self::NoTls => Some(
                "turn on feature rustls or native-tls; with rustls-no-provider, install a rustls CryptoProvider at the start of the program; or bring a client of your own (ReqwestFetcher::from)",
            ),
            Self::Redirected | Self::Status(300..=399) => {
                Some("redirects are not followed: give the final location")
            }
            Self::Status(400..=499) => Some("are the pool id and its Region right?"),
            Self::Tls => Some(
                "behind a private CA: bring a client that trusts it (ReqwestFetcher::from); no CA certificates installed? see ReqwestFetcher::bundled_roots (feature webpki-roots)",
            ),
            Self::Other | Self::Panicked | Self::Status(_) | Self::Transfer => None,
        }
    }
}

impl fmt::Display for FetchErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadDocument => "the answer is not a usable key set",
            Self::Client => "the HTTP client could not be made (are CA certificates installed?)",
            Self::Connect => "the key set endpoint could not be reached",
            Self::InsecureLocation => "the key set location is not https",
            Self::NoFetcher => "no key set fetcher is configured",
            Self::NoRuntime => "a key set can be fetched only within a tokio runtime",
            Self::NoTls => "there is no TLS to fetch the key set with",
            Self::Other => "the key set could not be fetched",
            Self::Panicked => "the key set fetcher panicked",
            Self::Redirected => "the key set endpoint redirected",
            Self::Status(status) => {
                return write!(f, "the key set endpoint answered with status {status}");
            }
            Self::Timeout => "the key set endpoint did not answer in time",
            Self::Tls => "the TLS handshake with the key set endpoint failed",
            Self::TooLarge => "the key set document is larger than 256 KiB",
            Self::Transfer => "the connection broke while the key set was read",
        })
    }
}

impl FetchError {
    /// An error with what caused it.
    pub fn new(kind: FetchErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: Some(Arc::from(source.into())),
            ..Self::from(kind)
        }
    }

    /// Adds how long the endpoint asked to wait (`Retry-After`). Up to 60 seconds of it are honoured.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Duration) -> Self {
        self.retry_after = Some(retry_after);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> FetchErrorKind {
        self.kind
    }

    /// How long the endpoint asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl From<FetchErrorKind> for FetchError {
    fn from(kind: FetchErrorKind) -> Self {
        Self {
            kind,
            retry_after: None,
            source: None,
        }
    }
}

impl From<BadDocument> for FetchError {
    fn from(bad: BadDocument) -> Self {
        let kind = match bad {
            BadDocument::TooLarge => FetchErrorKind::TooLarge,
            BadDocument::NoUsableKey | BadDocument::NotAKeySet | BadDocument::TooManyEntries => {
                FetchErrorKind::BadDocument
            }
        };
        Self::new(kind, bad)
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Error for FetchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// The signing keys are not at hand, so nothing can be said about a token. A 503, never a 401.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::jwks::{FetchErrorKind, KeysUnavailable};
///
/// let error = KeysUnavailable::new(Duration::from_millis(750), FetchErrorKind::Timeout.into());
/// assert_eq!(error.retry_after(), Duration::from_millis(750));
/// assert_eq!(error.to_string(), "the signing keys are not available");
/// assert_eq!(error.fetch_error().kind(), FetchErrorKind::Timeout);
/// ```
#[derive(Clone, Debug)]
pub struct KeysUnavailable {
    retry_after: Duration,
    source: FetchError,
}

impl KeysUnavailable {
    /// The keys are missing because of `source`; asking again makes sense after `retry_after`.
    pub fn new(retry_after: Duration, source: FetchError) -> Self {
        Self {
            retry_after,
            source,
        }
    }

    /// The time until the next fetch may start. HTTP's `Retry-After` wants whole seconds: round up.
    pub fn retry_after(&self) -> Duration {
        self.retry_after
    }

    /// Why the last fetch failed.
    pub fn fetch_error(&self) -> &FetchError {
        &self.source
    }
}

impl fmt::Display for KeysUnavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signing keys are not available")
    }
}

impl Error for KeysUnavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
