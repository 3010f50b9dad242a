use std::{error::Error, fmt, time::Duration};

use crate::{InvalidUserPoolId, UserPoolId};

/// A configuration that cannot be meant; the message names the value and the expected form.
///
/// ```
/// use cognito_core::Verifier;
///
/// let error = Verifier::builder().build().unwrap_err();
/// assert_eq!(error.to_string(), "no user pool was given; call `user_pool` at least once");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// Development mode puts hints into responses; a release build refuses it.
    DevelopmentModeInRelease,
    /// One issuer is accepted twice: two pools are the same, or a Region is listed twice.
    DuplicateIssuer {
        /// The issuer.
        issuer: Box<str>,
    },
    /// A list of app clients has an empty id.
    EmptyClientId {
        /// The pool that the list is for.
        pool: UserPoolId,
    },
    /// A setting was given an empty list or text.
    EmptySetting {
        /// The setting.
        setting: &'static str,
    },
    /// A value has characters that a `WWW-Authenticate` header cannot carry.
    InvalidChallengeText {
        /// The setting.
        setting: &'static str,
        /// What was given.
        value: Box<str>,
    },
    /// A URL is not of the expected form.
    InvalidUrl {
        /// The setting.
        setting: &'static str,
        /// What was given.
        value: Box<str>,
        /// What was expected.
        expected: &'static str,
    },
    /// An environment variable holds no user pool id.
    InvalidUserPoolId {
        /// The variable.
        variable: &'static str,
        /// What is wrong with its value.
        source: InvalidUserPoolId,
    },
    /// The issuer and the key location do not follow from the pool id.
    IssuerNeeded {
        /// The pool.
        pool: UserPoolId,
    },
    /// A leeway of more than ten minutes.
    LeewayTooLong {
        /// What was given.
        leeway: Duration,
    },
    /// An environment variable is missing or empty.
    MissingVariable {
        /// The variable.
        variable: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A list of app clients is empty.
    NoClients {
        /// The pool that the list is for.
        pool: UserPoolId,
    },
    /// Keys must be fetched, and nothing is there to fetch them.
    NoFetcher {
        /// The pool.
        pool: UserPoolId,
    },
    /// A verifier without a pool.
    NoUserPool,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DevelopmentModeInRelease => f.write_str(
                "development mode was asked for in a release build; remove it, or say `development_mode_even_in_release`",
            ),
            Self::DuplicateIssuer { issuer } => {
                write!(f, "the issuer `{issuer}` is accepted twice; give each pool and each replica Region once")
            }
            Self::EmptyClientId { pool } => write!(
                f,
                "an app client id of the user pool `{pool}` is empty; expected a form like `7lhlkkfbfb4q5kpp90urffao`"
            ),
            Self::EmptySetting { setting } => {
                write!(f, "`{setting}` was given nothing; expected at least one value")
            }
            Self::InvalidChallengeText { setting, value } => write!(
                f,
                "`{setting}` is `{}`; expected printable ASCII without quotes and backslashes",
                value.escape_debug()
            ),
            Self::InvalidUrl {
                setting,
                value,
                expected,
            } => write!(f, "`{setting}` is `{}`; expected {expected}", value.escape_debug()),
            Self::InvalidUserPoolId { variable, source } => write!(f, "{variable}: {source}"),
            Self::IssuerNeeded { pool } => write!(
                f,
                "the issuer of `{pool}` does not follow from its id; set both `issuer` (COGNITO_ISSUER) and `jwks_uri` (COGNITO_JWKS_URI)"
            ),
            Self::LeewayTooLong { leeway } => write!(
                f,
                "a leeway of {} s is too long; expected at most 600 s",
                leeway.as_secs()
            ),
            Self::MissingVariable { variable, expected } => {
                write!(f, "the environment variable {variable} is not set; expected {expected}")
            }
            Self::NoClients { pool } => write!(
                f,
                "no app client of the user pool `{pool}` is accepted; list at least one, or say `UserPool::with_any_client`"
            ),
            Self::NoFetcher { pool } => write!(
                f,
                "nothing fetches the keys of the user pool `{pool}`; turn on the feature `reqwest`, call `fetcher`, or embed the key set"
            ),
            Self::NoUserPool => {
                f.write_str("no user pool was given; call `user_pool` at least once")
            }
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidUserPoolId { source, .. } => Some(source),
            Self::DevelopmentModeInRelease
            | Self::DuplicateIssuer { .. }
            | Self::EmptyClientId { .. }
            | Self::EmptySetting { .. }
            | Self::InvalidChallengeText { .. }
            | Self::InvalidUrl { .. }
            | Self::IssuerNeeded { .. }
            | Self::LeewayTooLong { .. }
            | Self::MissingVariable { .. }
            | Self::NoClients { .. }
            | Self::NoFetcher { .. }
            | Self::NoUserPool => None,
        }
    }
}
