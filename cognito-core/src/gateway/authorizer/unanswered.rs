use std::{error::Error, fmt};

use crate::{AuthError, Reason, RefusalClass};

/// What a Lambda authorizer's function returns as its error.
///
/// API Gateway goes by the text: REST and WebSocket APIs answer 401 to `Unauthorized`, and 500 to any other. Neither is kept, so
/// the next request is asked about anew. The text never tells more; what it was is said by [`reason`](Self::reason) and
/// [`source`](Error::source), and in the log.
///
/// ```
/// use cognito_core::{Reason, gateway::LambdaAuthorizer, test_util::TestPool};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pool = TestPool::new();
/// let authorizer = LambdaAuthorizer::new(pool.verifier());
/// let event = json!({
///     "type": "TOKEN",
///     "authorizationToken": format!("Bearer {}", pool.access_token().mint()),
///     "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/",
/// });
/// pool.set_available(false);
/// let outage = authorizer.answer(&event).await.unwrap_err();
/// assert_eq!(outage.reason(), Some(Reason::KeysUnavailable));
/// assert_ne!(outage.to_string(), "Unauthorized"); // the token may be good
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Unanswered(Cause);

#[derive(Clone, Debug)]
enum Cause {
    Fault(AuthorizerFault),
    Refused(AuthError),
}

impl Unanswered {
    /// Whether the text is `Unauthorized`.
    pub fn is_unauthorized(&self) -> bool {
        match &self.0 {
            Cause::Fault(_) => false,
            Cause::Refused(error) => !matches!(
                error.reason().class(),
                RefusalClass::Misconfigured | RefusalClass::Unavailable
            ),
        }
    }

    /// Why the token was refused, or could not be decided about; `None` where it was not looked at, or where it is the answer
    /// that cannot be given.
    pub fn reason(&self) -> Option<Reason> {
        match &self.0 {
            Cause::Fault(_) => None,
            Cause::Refused(error) => Some(error.reason()),
        }
    }
}

impl From<AuthError> for Unanswered {
    fn from(error: AuthError) -> Self {
        Self(Cause::Refused(error))
    }
}

impl From<AuthorizerFault> for Unanswered {
    fn from(fault: AuthorizerFault) -> Self {
        Self(Cause::Fault(fault))
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            // To the letter: API Gateway compares it.
            Cause::Refused(_) if self.is_unauthorized() => "Unauthorized",
            Cause::Refused(_) => "the token could not be decided about",
            Cause::Fault(_) => "the authorizer has no answer",
        })
    }
}

impl Error for Unanswered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Cause::Fault(fault) => Some(fault),
            Cause::Refused(error) => Some(error),
        }
    }
}

/// Why an authorizer has no answer, whatever the token is: something is set up wrongly.
///
/// ```
/// use std::error::Error;
/// use cognito_core::{gateway::{AuthorizerFault, LambdaAuthorizer}, test_util::TestPool};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let authorizer = LambdaAuthorizer::new(TestPool::new().verifier());
/// let unanswered = authorizer.answer(&json!({"Records": []})).await.unwrap_err();
/// let fault = unanswered.source().and_then(|source| source.downcast_ref());
/// assert_eq!(fault, Some(&AuthorizerFault::NotAnAuthorizerEvent));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AuthorizerFault {
    /// The answer to a WebSocket API is longer than the 8 KB that it takes: the token has too many claims.
    AnswerTooLarge,
    /// The event's `methodArn` or `routeArn` is not that of a route.
    InvalidArn,
    /// The function was invoked with something else than an authorizer's event, or not as an authorizer.
    NotAnAuthorizerEvent,
}

impl fmt::Display for AuthorizerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnswerTooLarge => "the claims are too long for an answer to a WebSocket API",
            Self::InvalidArn => "the ARN of the route is not one of `execute-api`",
            Self::NotAnAuthorizerEvent => "the event is not one of a Lambda authorizer",
        })
    }
}

impl Error for AuthorizerFault {}
