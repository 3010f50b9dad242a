use std::{error::Error, ffi::OsString, fmt, io};

use cognito_core::{BuildError, InvalidUserPoolId};

/// Why a site cannot start.
#[non_exhaustive]
pub enum SiteError {
    /// The embedded identity pool and store cannot be made.
    #[cfg(feature = "dev-pool")]
    DevCloud(dev_cloud::BuildError),
    /// The embedded pool cannot be made.
    #[cfg(feature = "dev-pool")]
    DevPool(dev_pool::BuildError),
    /// An environment variable holds an address that pages may send no passwords and tokens to.
    Endpoint {
        /// The variable.
        variable: &'static str,
        /// What it holds.
        value: String,
    },
    /// The port is taken, or may not be listened on.
    Listen {
        /// The port.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// An environment variable is missing or empty.
    MissingVariable {
        /// The variable.
        variable: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// An environment variable is not UTF-8.
    NotUnicode {
        /// The variable.
        variable: &'static str,
        /// What it holds.
        value: OsString,
    },
    /// The pool's settings cannot be meant.
    Pool(BuildError),
    /// The text is not a user pool's id.
    PoolId(InvalidUserPoolId),
    /// `PORT` is no port.
    Port(String),
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "dev-pool")]
            Self::DevCloud(_) => f.write_str("the embedded identity pool and store cannot be made"),
            #[cfg(feature = "dev-pool")]
            Self::DevPool(_) => f.write_str("the embedded pool cannot be made"),
            Self::Endpoint { variable, value } => write!(
                f,
                "{variable} is `{value}`; expected `https://<host>`, or `http` to 127.0.0.1 or localhost"
            ),
            Self::Listen { port, source } => {
                let problem = source.kind();
                write!(
                    f,
                    "cannot listen on 127.0.0.1:{port}: {problem}; PORT names another port"
                )
            }
            Self::MissingVariable { variable, expected } => {
                write!(
                    f,
                    "the environment variable {variable} is not set; expected {expected}"
                )
            }
            Self::NotUnicode { variable, value } => {
                let value = value.to_string_lossy();
                write!(
                    f,
                    "the environment variable {variable} is `{value}`, which is not UTF-8; expected text"
                )
            }
            // The message names the variable and the expected form: it is what one wants to read.
            Self::Pool(error) => error.fmt(f),
            Self::PoolId(error) => error.fmt(f),
            Self::Port(value) => write!(f, "PORT is `{value}`; expected a number from 1 to 65535"),
        }
    }
}

/// The message too: `main` prints errors in this form.
impl fmt::Debug for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for SiteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            #[cfg(feature = "dev-pool")]
            Self::DevCloud(error) => Some(error),
            #[cfg(feature = "dev-pool")]
            Self::DevPool(error) => Some(error),
            Self::Pool(error) => error.source(),
            Self::PoolId(error) => error.source(),
            Self::Listen { source, .. } => Some(source),
            Self::Endpoint { .. }
            | Self::MissingVariable { .. }
            | Self::NotUnicode { .. }
            | Self::Port(_) => None,
        }
    }
}

impl From<BuildError> for SiteError {
    fn from(error: BuildError) -> Self {
        Self::Pool(error)
    }
}
