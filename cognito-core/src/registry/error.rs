use std::{error::Error, fmt, sync::Arc, time::Duration};

use super::settings::DEADLINE;
use crate::{BuildError, UserPoolId};

/// A pool registry that could not tell, or told something that cannot be.
///
/// The cause is the application's own, or a [`BuildError`] for a pool that cannot be used. It goes to the application's log,
/// and never to a client; it must not contain tokens or claims.
///
/// ```
/// use std::error::Error;
/// use cognito_core::registry::PoolLookupError;
///
/// let error = PoolLookupError::new("connection refused");
/// assert_eq!(error.to_string(), "the pool registry failed");
/// assert_eq!(error.source().unwrap().to_string(), "connection refused");
/// ```
#[derive(Clone, Debug)]
pub struct PoolLookupError {
    cause: Cause,
}

#[derive(Clone, Debug)]
enum Cause {
    AnotherPool(UserPoolId),
    Busy,
    NoRuntime,
    Outdated,
    Panicked,
    Registry(Arc<dyn Error + Send + Sync>),
    TooSlow,
    Unusable(BuildError),
}

impl PoolLookupError {
    /// The registry failed because of `source`: an error, or a text.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Cause::Registry(source.into().into()).into()
    }

    /// The registry returned this pool when it was asked for another one.
    pub(super) fn another_pool(returned: UserPoolId) -> Self {
        Cause::AnotherPool(returned).into()
    }

    /// No look-up could begin in time.
    pub(crate) fn busy() -> Self {
        Cause::Busy.into()
    }

    pub(super) fn no_runtime() -> Self {
        Cause::NoRuntime.into()
    }

    /// No look-up of the pool came to an end that counts.
    pub(super) fn outdated() -> Self {
        Cause::Outdated.into()
    }

    pub(super) fn panicked() -> Self {
        Cause::Panicked.into()
    }

    pub(super) fn too_slow() -> Self {
        Cause::TooSlow.into()
    }

    /// A short name for logs and metric labels; the set of names is bounded.
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    pub(crate) fn kind(&self) -> &'static str {
        match self.cause {
            Cause::AnotherPool(_) => "another_pool",
            Cause::Busy => "busy",
            Cause::NoRuntime => "no_runtime",
            Cause::Outdated => "outdated",
            Cause::Panicked => "panicked",
            Cause::Registry(_) => "registry",
            Cause::TooSlow => "timeout",
            Cause::Unusable(_) => "unusable_pool",
        }
    }

    /// What to look at, for the developer who reads the log.
    #[cfg(feature = "tracing")]
    pub(crate) fn hint(&self) -> &'static str {
        match self.cause {
            Cause::AnotherPool(_) => {
                "compare pool ids byte for byte: does the database's collation ignore the case of letters?"
            }
            Cause::Busy | Cause::TooSlow => {
                "is there an index on the pool id, and a free connection to the database?"
            }
            Cause::NoRuntime => "verify within a tokio runtime",
            Cause::Outdated => "is `forget_pool` called all the time, or do runtimes end?",
            Cause::Panicked | Cause::Registry(_) => "this is the application's own error",
            Cause::Unusable(_) => "correct what the registry holds about this pool",
        }
    }
}

impl From<Cause> for PoolLookupError {
    fn from(cause: Cause) -> Self {
        Self { cause }
    }
}

/// The registry returned a pool that cannot be used.
impl From<BuildError> for PoolLookupError {
    fn from(error: BuildError) -> Self {
        Cause::Unusable(error).into()
    }
}

impl fmt::Display for PoolLookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::AnotherPool(returned) => write!(
                f,
                "the pool registry returned the user pool `{returned}` when asked for another one"
            ),
            Cause::Busy => write!(
                f,
                "too many pool look-ups were under way: this one could not begin, or end, within {DEADLINE:?}"
            ),
            Cause::NoRuntime => {
                f.write_str("the pool registry can be asked only within a tokio runtime")
            }
            Cause::Outdated => {
                f.write_str("each look-up of the pool was cut off, or outdated when it ended")
            }
            Cause::Panicked => f.write_str("the pool registry panicked"),
            Cause::Registry(_) => f.write_str("the pool registry failed"),
            Cause::TooSlow => write!(f, "the pool registry did not answer within {DEADLINE:?}"),
            Cause::Unusable(_) => {
                f.write_str("the pool registry returned a user pool that cannot be used")
            }
        }
    }
}

impl Error for PoolLookupError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Cause::AnotherPool(_)
            | Cause::Busy
            | Cause::NoRuntime
            | Cause::Outdated
            | Cause::Panicked
            | Cause::TooSlow => None,
            Cause::Registry(source) => Some(&**source),
            Cause::Unusable(error) => Some(error),
        }
    }
}

/// A look-up that brought nothing, for the request that needed it: a 503.
#[derive(Clone, Debug)]
pub(crate) struct LookupFailed {
    pub(crate) error: PoolLookupError,
    pub(crate) retry_after: Duration,
}

/// For when nothing says when the next look-up may begin.
impl From<PoolLookupError> for LookupFailed {
    fn from(error: PoolLookupError) -> Self {
        Self {
            error,
            retry_after: Duration::from_secs(1),
        }
    }
}
