//! Every cause of a failure, in one table.

use std::fmt;

/// Why there are no credentials: a stable code.
///
/// ```
/// use cognito_identity::Reason;
///
/// assert_eq!(Reason::TokenExpired.as_str(), "token_expired");
/// assert_eq!(Reason::TokenExpired.status(), 401);
/// assert!(Reason::TooManyRequests.is_transient());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The service answered something that is no answer: without an identity or credentials, or not to be read.
    BadAnswer,
    /// The login is linked to another identity, which an identity pool with developer identities can have.
    Conflict,
    /// The token is of a user pool that was not named in the builder. No call was made.
    ForeignPool,
    /// The identity pool has reached a limit of its own, as that of logins per identity.
    LimitExceeded,
    /// The identity pool has no role for the user, or its role does not trust it, or a setting is not one it takes. Or
    /// the SDK's client has no HTTP client, or cannot send such a request.
    Misconfigured,
    /// Not on a tokio runtime with its timer and its I/O (`enable_all`). The exchange is a task of its own; the SDK needs a
    /// runtime, too. Where only the timer or the I/O is missing, tokio's own panic is printed first, and a program that is
    /// built with `panic = "abort"` ends there.
    NoRuntime,
    /// The identity pool refuses the login: `NotAuthorizedException`. The user pool is not one of its providers, or its app
    /// client is not; the token was revoked, where the pool asks the user pool; the rules give the user no role.
    NotAuthorized,
    /// The role that was asked for is not in the token's `cognito:roles`. No call was made.
    RoleNotGranted,
    /// The ID token has expired: by the clock before any call, or by the service's word.
    TokenExpired,
    /// The token and the claims do not belong together: a mistake of the program. No call was made.
    TokenMismatch,
    /// The service asks for fewer requests, and retries did not help.
    TooManyRequests,
    /// The service knows no identity of that id, although it gave it a moment ago.
    UnknownIdentity,
    /// There is no identity pool of that id in the Region that was asked.
    UnknownIdentityPool,
    /// The service cannot be reached, or fails, or did not answer in time.
    Unavailable,
}

impl Reason {
    /// The code for logs, metrics and problem answers. It does not change between releases.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status code for a request that needed the credentials.
    ///
    /// 401 where a newer token helps, 403 where the user has no access, 503 where a later try may succeed, 500 where
    /// somebody has to mend the set-up or the program.
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// Whether a later try with the same token may succeed: those that [`status`](Self::status) answers with 503.
    pub const fn is_transient(self) -> bool {
        self.status() == 503
    }

    /// Whether another token of the same user may fare better now.
    pub(crate) const fn is_of_the_token(self) -> bool {
        matches!(self, Self::NotAuthorized | Self::TokenExpired)
    }

    pub(crate) const fn text(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::BadAnswer => (
                "bad_answer",
                503,
                "the identity service gave no usable answer",
            ),
            Self::Conflict => ("conflict", 403, "the login is linked to another identity"),
            Self::ForeignPool => (
                "foreign_pool",
                403,
                "the token is of a user pool that is not used here",
            ),
            Self::LimitExceeded => (
                "limit_exceeded",
                500,
                "a limit of the identity pool is reached",
            ),
            Self::Misconfigured => (
                "misconfigured",
                500,
                "the identity pool is not set up for this",
            ),
            Self::NoRuntime => (
                "no_runtime",
                500,
                "credentials can be had on a tokio runtime with its timer only",
            ),
            Self::NotAuthorized => ("not_authorized", 403, "the identity pool refuses the login"),
            Self::RoleNotGranted => (
                "role_not_granted",
                403,
                "the token does not grant the role that was asked for",
            ),
            Self::TokenExpired => ("token_expired", 401, "the id token has expired"),
            Self::TokenMismatch => (
                "token_mismatch",
                500,
                "the token is not the one that the claims are of",
            ),
            Self::TooManyRequests => (
                "too_many_requests",
                503,
                "the identity service asks for fewer requests",
            ),
            Self::UnknownIdentity => (
                "unknown_identity",
                503,
                "the identity pool does not know the identity",
            ),
            Self::UnknownIdentityPool => (
                "unknown_identity_pool",
                500,
                "there is no such identity pool",
            ),
            Self::Unavailable => ("unavailable", 503, "the identity service is not available"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
