use std::{error::Error, fmt, io};

use cognito_core::BuildError;

/// Why an example cannot start.
#[non_exhaustive]
pub enum DemoError {
    /// The port is taken, or may not be listened on.
    Listen {
        /// The port.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// The pool's settings cannot be meant.
    Pool(BuildError),
    /// `PORT` is no port.
    Port(String),
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { port, source } => {
                let problem = source.kind();
                write!(
                    f,
                    "cannot listen on 127.0.0.1:{port}: {problem}; PORT names another port"
                )
            }
            // The message names the variable and the expected form: it is what one wants to read.
            Self::Pool(error) => error.fmt(f),
            Self::Port(value) => write!(f, "PORT is `{value}`; expected a number from 1 to 65535"),
        }
    }
}

/// The message too: `main` prints errors in this form.
impl fmt::Debug for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for DemoError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen { source, .. } => Some(source),
            Self::Pool(error) => error.source(),
            Self::Port(_) => None,
        }
    }
}

impl From<BuildError> for DemoError {
    fn from(error: BuildError) -> Self {
        Self::Pool(error)
    }
}
