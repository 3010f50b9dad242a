//! Refusals in the words of Cognito identity pools.

use std::{error::Error, fmt};

/// An exception's name and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    kind: &'static str,
    message: String,
}

impl Refusal {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::new("NotAuthorizedException", message)
    }

    pub(crate) fn not_found(what: &str, id: &str) -> Self {
        let quoted: String = id.chars().take(64).collect();
        Self::new(
            "ResourceNotFoundException",
            format!("{what} '{quoted}' not found."),
        )
    }

    /// Adds what the service does not say: what is wrong, and what to do.
    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.message = format!("{} (Development pool: {hint})", self.message);
        self
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused as {}: {}", self.kind, self.message)
    }
}

impl Error for Refusal {}
