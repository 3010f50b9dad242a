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
    #[non_exhaustive]
    DuplicateIssuer {
        /// The issuer.
        issuer: Box<str>,
    },
    /// A list of app clients has an empty id.
    #[non_exhaustive]
    EmptyClientId {
        /// The pool that the list is for.
        pool: UserPoolId,
    },
    /// A setting was given an empty list or text.
    #[non_exhaustive]
    EmptySetting {
        /// The setting.
        setting: &'static str,
    },
    /// A value has characters that a `WWW-Authenticate` header cannot carry.
    #[non_exhaustive]
    InvalidChallengeText {
        /// The setting.
        setting: &'static str,
        /// What was given.
        value: Box<str>,
    },
    /// A token source names a header that no request can have.
    #[non_exhaustive]
    InvalidHeaderName {
        /// What was given.
        name: Box<str>,
    },
    /// A URL is not of the expected form.
    #[non_exhaustive]
    InvalidUrl {
        /// The setting.
        setting: &'static str,
        /// What was given.
        value: Box<str>,
        /// What was expected.
        expected: &'static str,
    },
    /// An environment variable holds no user pool id.
    #[non_exhaustive]
    InvalidUserPoolId {
        /// The variable.
        variable: &'static str,
        /// What is wrong with its value.
        source: InvalidUserPoolId,
    },
    /// The issuer and the key location do not follow from the pool id.
    #[non_exhaustive]
    IssuerNeeded {
        /// The pool.
        pool: UserPoolId,
    },
    /// A pool was given the key store of another one.
    #[non_exhaustive]
    KeysOfAnotherPool {
        /// The pool.
        pool: UserPoolId,
        /// The id of the pool that the store holds the keys of.
        store: Box<str>,
    },
    /// A leeway of more than ten minutes.
    #[non_exhaustive]
    LeewayTooLong {
        /// What was given.
        leeway: Duration,
    },
    /// An environment variable is missing or empty.
    #[non_exhaustive]
    MissingVariable {
        /// The variable.
        variable: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A list of app clients is empty.
    #[non_exhaustive]
    NoClients {
        /// The pool that the list is for.
        pool: UserPoolId,
    },
    /// Keys must be fetched, and nothing is there to fetch them.
    #[non_exhaustive]
    NoFetcher {
        /// The pool.
        pool: UserPoolId,
    },
    /// A verifier without a pool.
    NoUserPool,
    /// Anonymous requests are let in past a policy.
    #[non_exhaustive]
    OptionalWithPolicy {
        /// The policy, as it prints itself.
        policy: Box<str>,
    },
    /// A policy has a rule that no token can meet.
    #[non_exhaustive]
    UnmeetableRule {
        /// The rule, as it prints itself.
        rule: Box<str>,
        /// What was expected.
        expected: &'static str,
    },
    /// An environment variable is not UTF-8.
    #[non_exhaustive]
    VariableNotUnicode {
        /// The variable.
        variable: &'static str,
        /// What it holds, with U+FFFD for what is no text.
        value: Box<str>,
    },
    /// A setting is zero and cannot be.
    #[non_exhaustive]
    ZeroSetting {
        /// The setting.
        setting: &'static str,
    },
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
            Self::InvalidHeaderName { name } => write!(
                f,
                "the token source `{}` is no header name; expected a form like `x-auth-token`",
                name.escape_debug()
            ),
            Self::InvalidUrl {
                setting,
                value,
                expected,
            } => {
                let variable = match *setting {
                    "issuer" => " (COGNITO_ISSUER)",
                    "jwks_uri" => " (COGNITO_JWKS_URI)",
                    _ => "",
                };
                let value = value.escape_debug();
                write!(f, "`{setting}`{variable} is `{value}`; expected {expected}")
            }
            Self::InvalidUserPoolId { variable, source } => write!(
                f,
                "{variable}: {source}; an emulator's id needs COGNITO_ISSUER and COGNITO_JWKS_URI too"
            ),
            Self::IssuerNeeded { pool } => write!(
                f,
                "the issuer of `{pool}` does not follow from its id; set both `issuer` (COGNITO_ISSUER) and `jwks_uri` (COGNITO_JWKS_URI)"
            ),
            Self::KeysOfAnotherPool { pool, store } => write!(
                f,
                "the key store given for the user pool `{pool}` holds the keys of `{store}`; build one with `KeyStore::builder` of the same pool"
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
            Self::OptionalWithPolicy { policy } => write!(
                f,
                "`optional` would let anonymous requests past the policy `{}`; require it on the routes instead, or leave out `optional`",
                policy.escape_debug()
            ),
            Self::UnmeetableRule { rule, expected } => write!(
                f,
                "no token can meet the rule `{}`; expected {expected}",
                rule.escape_debug()
            ),
            Self::VariableNotUnicode { variable, value } => write!(
                f,
                "the environment variable {variable} is `{}`, which is not UTF-8; expected text",
                value.escape_debug()
            ),
            Self::ZeroSetting { setting } => {
                write!(f, "`{setting}` is 0; expected at least 1")
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
            | Self::InvalidHeaderName { .. }
            | Self::InvalidUrl { .. }
            | Self::IssuerNeeded { .. }
            | Self::KeysOfAnotherPool { .. }
            | Self::LeewayTooLong { .. }
            | Self::MissingVariable { .. }
            | Self::NoClients { .. }
            | Self::NoFetcher { .. }
            | Self::NoUserPool
            | Self::OptionalWithPolicy { .. }
            | Self::UnmeetableRule { .. }
            | Self::VariableNotUnicode { .. }
            | Self::ZeroSetting { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no builder can be brought to say here: it depends on the profile, the features or the environment.
    #[test]
    fn messages_name_the_setting_and_what_to_do() {
        let pool: UserPoolId = "us-east-1_A".parse().unwrap();
        for (error, named) in [
            (
                BuildError::DevelopmentModeInRelease,
                "development_mode_even_in_release",
            ),
            (
                BuildError::MissingVariable {
                    variable: "COGNITO_CLIENT_ID",
                    expected: "an id",
                },
                "COGNITO_CLIENT_ID is not set; expected an id",
            ),
            (BuildError::NoFetcher { pool }, "`us-east-1_A`"),
        ] {
            assert!(error.to_string().contains(named), "{error}");
            assert!(error.source().is_none());
        }
    }

    #[test]
    fn a_bad_pool_id_is_the_source() {
        let source = "AbC".parse::<UserPoolId>().unwrap_err();
        let error = BuildError::InvalidUserPoolId {
            variable: "COGNITO_USER_POOL_ID",
            source,
        };
        assert!(error.to_string().starts_with("COGNITO_USER_POOL_ID: "));
        assert!(error.source().unwrap().to_string().contains("`AbC`"));
    }
}
