mod message;

use std::{borrow::Cow, error::Error, time::Duration};

use crate::{InvalidUserPoolId, Region, UserPoolId};

/// A configuration that cannot be meant; the message names the value and the expected form.
///
/// ```
/// use cognito_core::Verifier;
///
/// let error = Verifier::builder().build().unwrap_err();
/// assert_eq!(error.to_string(), "no user pool was given; call `user_pool` at least once, or `pool_registry`");
/// ```
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildError {
    /// Development mode puts hints into responses; a release build refuses it.
    DevelopmentModeInRelease,
    /// Keys would be dropped before they are renewed.
    #[non_exhaustive]
    DroppedBeforeRenewed {
        /// The age at which keys are renewed.
        interval: Duration,
        /// The age at which they are dropped.
        max_stale: Duration,
    },
    /// One issuer is accepted twice: two pools are the same, or a Region is listed twice.
    #[non_exhaustive]
    DuplicateIssuer {
        /// The issuer.
        issuer: Box<str>,
    },
    /// A [`ClientSet`](crate::ClientSet) is to hold no app client.
    EmptyClientSet,
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
    /// A text is not the id of an app client.
    #[non_exhaustive]
    InvalidClientId {
        /// What was given.
        client: Box<str>,
    },
    /// A token source names a cookie that no request can have.
    #[non_exhaustive]
    InvalidCookieName {
        /// What was given.
        name: Box<str>,
    },
    /// A token source names a header that no request can have.
    #[non_exhaustive]
    InvalidHeaderName {
        /// What was given.
        name: Box<str>,
    },
    /// A trusted origin is not written as browsers write it.
    #[non_exhaustive]
    InvalidOrigin {
        /// What was given.
        origin: Box<str>,
    },
    /// A token source names a WebSocket subprotocol that no client can offer.
    #[non_exhaustive]
    InvalidSubprotocol {
        /// What was given.
        prefix: Box<str>,
    },
    /// A URL is not of the expected form.
    #[non_exhaustive]
    InvalidUrl {
        /// The setting.
        setting: &'static str,
        /// What was given.
        value: Box<str>,
        /// What was expected.
        expected: Cow<'static, str>,
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
        /// The pool's Region, or that of a replica, whose DNS suffix is not known.
        region: Region,
    },
    /// A pool was given the key store of another one.
    #[non_exhaustive]
    KeysOfAnotherPool {
        /// The pool.
        pool: UserPoolId,
        /// The id of the pool that the store holds the keys of.
        store: Box<str>,
    },
    /// Registrations would serve no more before they are looked up again.
    #[non_exhaustive]
    LapsedBeforeRenewed {
        /// The age at which a registration is looked up again in the background.
        interval: Duration,
        /// The age at which it serves no more.
        max_age: Duration,
    },
    /// A leeway, or another setting for clocks that differ, of more than ten minutes.
    #[non_exhaustive]
    LeewayTooLong {
        /// The setting.
        setting: &'static str,
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
    /// A setting has no effect beside the others.
    #[non_exhaustive]
    UselessSetting {
        /// The setting.
        setting: &'static str,
        /// Why it has none, and what to do.
        because: &'static str,
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

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidUserPoolId { source, .. } => Some(source),
            Self::DevelopmentModeInRelease
            | Self::DroppedBeforeRenewed { .. }
            | Self::DuplicateIssuer { .. }
            | Self::EmptyClientSet
            | Self::EmptySetting { .. }
            | Self::InvalidChallengeText { .. }
            | Self::InvalidClientId { .. }
            | Self::InvalidCookieName { .. }
            | Self::InvalidHeaderName { .. }
            | Self::InvalidOrigin { .. }
            | Self::InvalidSubprotocol { .. }
            | Self::InvalidUrl { .. }
            | Self::IssuerNeeded { .. }
            | Self::KeysOfAnotherPool { .. }
            | Self::LapsedBeforeRenewed { .. }
            | Self::LeewayTooLong { .. }
            | Self::MissingVariable { .. }
            | Self::NoClients { .. }
            | Self::NoFetcher { .. }
            | Self::NoUserPool
            | Self::OptionalWithPolicy { .. }
            | Self::UnmeetableRule { .. }
            | Self::UselessSetting { .. }
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
