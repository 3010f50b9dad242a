//! How key sets come from the network.

use std::{fmt, time::Duration};

use super::fetch_error::FetchError;
use crate::future::BoxFuture;

/// Fetches a key set document. `ReqwestFetcher` is the default; anything else is a few lines.
///
/// The key store sets the deadline, joins concurrent requests to one fetch, backs off after failures and judges the document. A
/// fetcher only fetches: it should not follow redirects, and stop reading at 256 KiB.
///
/// ```
/// use cognito_core::{future::BoxFuture, jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched}};
///
/// /// Reads the key set from a file that something else keeps up to date.
/// #[derive(Debug)]
/// struct FromFile(std::path::PathBuf);
///
/// impl FetchJwks for FromFile {
///     fn fetch<'a>(&'a self, _url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
///         Box::pin(async {
///             std::fs::read(&self.0)
///                 .map(Fetched::new)
///                 .map_err(|error| FetchError::new(FetchErrorKind::Other, error))
///         })
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let missing = FromFile("no/such/file".into());
/// let error = missing.fetch("").await.unwrap_err();
/// assert_eq!(error.kind(), FetchErrorKind::Other);
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait FetchJwks: fmt::Debug + Send + Sync + 'static {
    /// Fetches the document at `url`.
    ///
    /// # Errors
    /// If no document could be had from there. The body need not be looked at.
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>>;
}

/// A fetched key set document.
///
/// ```
/// use std::time::Duration;
/// use cognito_core::jwks::Fetched;
///
/// let fetched = Fetched::new(r#"{"keys":[]}"#).max_age(Duration::from_secs(120));
/// assert_eq!(format!("{fetched:?}"), "Fetched { bytes: 11, max_age: Some(120s) }");
/// ```
#[derive(Clone)]
pub struct Fetched {
    pub(crate) body: Vec<u8>,
    pub(crate) max_age: Option<Duration>,
}

impl Fetched {
    /// A document, as it came.
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            max_age: None,
        }
    }

    /// How long the endpoint lets caches keep the document (`Cache-Control: max-age`). It may shorten the refresh interval, down
    /// to one minute; it never lengthens it.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("bytes", &self.body.len())
            .field("max_age", &self.max_age)
            .finish()
    }
}
