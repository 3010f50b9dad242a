use std::{error::Error, fmt};

/// A refusal in Cognito's words: an exception name and a message.
///
/// The names are those of the [Cognito API reference][api]; the messages are what the service is known to say, so that pages
/// and clients can be written against them.
///
/// ```
/// use dev_pool::{DevPool, NewUser};
///
/// let pool = DevPool::builder().build()?;
/// let error = pool.add_user(NewUser::new("a@example.com", "short")).unwrap_err();
/// assert_eq!(error.kind(), "InvalidPasswordException");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [api]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    kind: &'static str,
    message: String,
}

impl ApiError {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    pub(crate) fn code_mismatch() -> Self {
        Self::new(
            "CodeMismatchException",
            "Invalid verification code provided, please try again.",
        )
    }

    pub(crate) fn expired_code() -> Self {
        Self::new(
            "ExpiredCodeException",
            "Invalid code provided, please request a code again.",
        )
    }

    pub(crate) fn flow_not_enabled(flow: &str) -> Self {
        Self::invalid_parameter(format!("{flow} flow not enabled for this client"))
    }

    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub(crate) fn invalid_refresh_token() -> Self {
        Self::not_authorized("Invalid Refresh Token")
    }

    pub(crate) fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new("LimitExceededException", message)
    }

    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::new("NotAuthorizedException", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new("ResourceNotFoundException", message)
    }

    pub(crate) fn user_not_found() -> Self {
        Self::new("UserNotFoundException", "User does not exist.")
    }

    /// The same answer for a wrong password and for a user that does not exist.
    pub(crate) fn wrong_password() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    /// The exception's name, for example `NotAuthorizedException`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The message as a client sees it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused as {}: {}", self.kind, self.message)
    }
}

impl Error for ApiError {}
