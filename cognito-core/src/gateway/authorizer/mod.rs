//! The function behind a Lambda authorizer.

mod answer;
mod event;
mod handed_on;
mod stage;
mod unanswered;

use serde::Serialize;

pub(super) use self::handed_on::{CLAIMS, payload};
pub use self::{
    answer::AuthorizerAnswer,
    unanswered::{AuthorizerFault, Unanswered},
};
use self::{answer::Form, event::Event};
use crate::{Authenticator, Policy, Step};

/// Answers API Gateway's events as a [Lambda authorizer]: for REST APIs (`TOKEN` and `REQUEST`), for the `$connect` route of
/// WebSocket APIs, and for HTTP APIs with payload format 1.0 or 2.0. Cheap to clone.
///
/// Where the token is looked for, from which origins, and what it must allow is said by the [`Authenticator`]. What it lets
/// pass as anonymous is refused here all the same: an authorizer allows nobody without claims. Of a `TOKEN` event only the
/// `Authorization` header is known, so let that be the authorizer's token source.
///
/// ```
/// use cognito_core::{Authenticator, Policy, gateway::LambdaAuthorizer, test_util::TestPool};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let auth = Authenticator::builder(pool.verifier()).require(Policy::scope("orders/read")).build()?;
/// let authorizer = LambdaAuthorizer::new(auth);
///
/// let event = |token: &str| json!({
///     "type": "TOKEN",
///     "authorizationToken": format!("Bearer {token}"),
///     "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/orders/17",
/// });
/// let answer = authorizer.answer(&event(&pool.access_token().scope("orders/read").mint())).await?;
/// assert!(answer.is_allowed());
/// let statement = &serde_json::to_value(&answer)?["policyDocument"]["Statement"][0];
/// assert_eq!(statement["Resource"], "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/*");
///
/// let denied = authorizer.answer(&event(&pool.access_token().mint())).await?;
/// assert!(!denied.is_allowed());
/// assert_eq!(serde_json::to_value(&denied)?["context"]["error"], "insufficient_scope");
///
/// let refused = authorizer.answer(&event("garbage")).await.unwrap_err();
/// assert_eq!(refused.to_string(), "Unauthorized"); // what makes API Gateway answer 401
/// # Ok(()) }
/// ```
///
/// # One policy, and one verdict for the whole stage
///
/// An answer names all routes of the stage, as in the example. It must: API Gateway keeps it (a REST API for 300 seconds unless
/// set otherwise, and none longer than an hour), and goes by it for whatever the same token asks of the routes with this authorizer. An answer for the one route
/// that was asked for would shut out the same user from the others, or let him into them.
///
/// So what the authenticator demands is what every one of these routes demands. For a rule of a single route, use an authorizer
/// of its own (another function, or the same one with another setting), or let the function behind check it:
/// [`UpstreamContext::of_gateway`](super::UpstreamContext::of_gateway) has the claims there, and
/// [`ProtectedRouter`](https://docs.rs/cognito-tower) or [`Policy::check`] the rules.
///
/// # How a refusal is answered
///
/// | refused | by a policy | by a simple answer |
/// |---|---|---|
/// | the token is missing or no good (401), or the credentials are malformed (400) | the error `Unauthorized` | `isAuthorized: false` |
/// | it is good, and may not do this (403) | `Deny` | `isAuthorized: false` |
/// | what the same token may be allowed a moment later: `not_yet_valid`, `unknown_kid`, `unknown_issuer`, `client_mismatch`; and what is about the single request: `untrusted_origin`, `conflicting_tokens` | the error `Unauthorized` | the error `Unauthorized` |
/// | it could not be decided (503, 500): no keys, no answer from the revocation store | another error | another error |
///
/// API Gateway keeps answers, and no errors: an outage that was answered by `Deny` would last up to an hour longer. In the
/// metrics of the function each error counts, that of a stranger's bad token too.
///
/// **A REST or WebSocket API** answers the client 401 to the error `Unauthorized`, 403 to a `Deny`, and 500 to any other error. **An
/// HTTP API** answers 403 to a `Deny` and to `isAuthorized: false`; 401 is documented only for what it refuses by itself, a
/// request without an [identity source], and 500 for a function that does not answer. So let clients of an HTTP API take a 403
/// as a cause to refresh their token, too. Where the status has to be right, choose a REST API, or verify in the function behind.
///
/// A refusal has the `error` and `scope` of its challenge (RFC 6750) in the context: for gateway responses of a REST API as
/// `$context.authorizer.error`, and for access logs.
///
/// # What API Gateway keeps
///
/// It finds an answer again by the [identity sources] alone, and asks for nothing else then. **They must contain the token,
/// wherever the authenticator takes it from**, or one user is let in by the answer to another.
///
/// - A [`TokenSource::web_socket`](crate::TokenSource::web_socket) is asked in handshakes of WebSocket APIs only.
/// - With several others, switch the caching off (0 seconds), and name no identity source: API Gateway wants all of
///   them in each request.
/// - With a cookie, too: the table of [`TokenSource::cookie`](crate::TokenSource::cookie) is about the single request, and a
///   kept answer lets in another site's.
/// - A kept answer outlives the token by as long as it is kept, and does not see a revocation. `exp` is handed on, and
///   [`Verifier::check_upstream`](crate::Verifier::check_upstream) in the function behind checks it again.
/// - So does what a rule said: let a [custom rule](Policy::custom) depend on the token alone, and let the function behind ask for
///   [`max_auth_age`](Policy::max_auth_age) again.
///
/// # What is handed on
///
/// The context of an answer that allows, all of it texts, in `requestContext.authorizer` of the function behind, or in its
/// `lambda` (format 2.0):
///
/// | name | what |
/// |---|---|
/// | `cognito_claims` | the payload of the token, unchanged, in base64url as in the token: for [`UpstreamContext::of_gateway`](super::UpstreamContext::of_gateway) |
/// | `sub`, `client_id`, `token_use`, `exp` | of these claims, for mapping templates and access logs; `exp` in seconds since 1970 |
/// | `username`, `scope` | the same, where the token has them |
///
/// A text with a quotation mark, a backslash or a control character is left out of all but the first: templates put it into JSON
/// as it is, and users choose their names. The `principalId` is `sub`. The payload is encoded because of such templates, and since
/// HTTP APIs were [seen][cached JSON] to fail on JSON in an answer that they had kept.
///
/// A WebSocket API takes no more than [8 KB](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html):
/// an answer that is longer is an error here, [`AuthorizerFault::AnswerTooLarge`]. For the others AWS names no such limit.
///
/// [Lambda authorizer]: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
/// [identity source]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
/// [identity sources]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
/// [cached JSON]: https://github.com/mantil-io/mantil/issues/52
#[derive(Clone, Debug)]
pub struct LambdaAuthorizer {
    auth: Authenticator,
    iam_responses: bool,
}

impl LambdaAuthorizer {
    /// Allows what this authenticator lets in, but for anonymous requests. A [`Verifier`](crate::Verifier) stands for an
    /// authenticator that takes its tokens from the `Authorization` header.
    pub fn new(auth: impl Into<Authenticator>) -> Self {
        Self {
            auth: auth.into().requiring(Policy::authenticated()),
            iam_responses: false,
        }
    }

    /// Answers HTTP APIs with payload format 2.0 by an IAM policy. For authorizers that are not set to simple responses
    /// (`enableSimpleResponses`). All other APIs are answered so anyway.
    ///
    /// ```
    /// use cognito_core::{gateway::LambdaAuthorizer, test_util::TestPool};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let authorizer = LambdaAuthorizer::new(pool.verifier());
    /// let event = json!({
    ///     "version": "2.0",
    ///     "type": "REQUEST",
    ///     "routeArn": "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/GET/orders",
    ///     "headers": {"authorization": format!("Bearer {}", pool.access_token().mint())},
    /// });
    /// let simple = serde_json::to_value(authorizer.answer(&event).await?)?;
    /// assert_eq!(simple["isAuthorized"], true);
    ///
    /// let policy = serde_json::to_value(authorizer.iam_responses().answer(&event).await?)?;
    /// assert_eq!(policy["policyDocument"]["Statement"][0]["Effect"], "Allow");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn iam_responses(self) -> Self {
        Self {
            iam_responses: true,
            ..self
        }
    }

    /// Decides about an event: the JSON that the function was invoked with, or a type of `aws_lambda_events`. The answer is what
    /// the function returns.
    ///
    /// # Errors
    /// [`Unanswered`], which the function returns as its error: see the table of [`LambdaAuthorizer`].
    pub async fn answer<E>(&self, event: &E) -> Result<AuthorizerAnswer, Unanswered>
    where
        E: Serialize + ?Sized,
    {
        let event = Event::read(event)?;
        let form = Form::of(&event, self.iam_responses)?;
        // Apart from the match: what it looks at lives as long as it does, and a head is not for other threads.
        let step = self.auth.authenticate(&event);
        let decided = match step {
            Step::Ready(decided) => decided,
            Step::Pending(auth) => auth.await,
        };
        match decided {
            Ok(decided) => form.allow(decided.claims()),
            Err(rejection) => form.refuse(rejection.error()),
        }
    }
}

#[cfg(test)]
mod tests;
