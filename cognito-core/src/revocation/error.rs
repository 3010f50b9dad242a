use std::{error::Error, fmt, sync::Arc};

/// A revocation store that could not tell.
///
/// The cause is the application's own. It goes to the application's log, and never to a client; it must not contain
/// tokens or claims.
///
/// ```
/// use std::error::Error;
/// use cognito_core::revocation::RevocationError;
///
/// let error = RevocationError::new("connection refused");
/// assert_eq!(error.to_string(), "the revocation store failed");
/// assert_eq!(error.source().unwrap().to_string(), "connection refused");
/// ```
#[derive(Clone, Debug)]
pub struct RevocationError {
    source: Arc<dyn Error + Send + Sync>,
}

impl RevocationError {
    /// The store failed because of `source`: an error, or a text.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into().into(),
        }
    }
}

impl fmt::Display for RevocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the revocation store failed")
    }
}

impl Error for RevocationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
