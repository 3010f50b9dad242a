//! Tokens that something in front of this program has verified: API Gateway, `AppSync`, a Lambda authorizer.
//!
//! An API of API Gateway with a Cognito or a JWT authorizer hands its function the claims, and most of them as text. An
//! [`UpstreamContext`] reads them into what the token said, and [`Verifier::check_upstream`](crate::Verifier::check_upstream) makes the
//! same [`CognitoClaims`](crate::CognitoClaims) of them that a bearer token gives. They are marked: see
//! [`Provenance`](crate::Provenance). Nothing accepts them unless `accept_upstream_verified` was said.
//!
//! A [`LambdaAuthorizer`] is the function that API Gateway asks, for APIs whose tokens need more than its own authorizers check.
//!
//! The [manual](crate::manual::gateway) has the forms of each claim, and what to look out for.
//!
//! ```
//! use cognito_core::{Authenticator, Step, UserClaims, gateway::UpstreamContext, test_util::{TestHead, TestPool}};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = TestPool::new();
//! let auth = Authenticator::builder(pool.verifier()).accept_upstream_verified().build()?;
//!
//! // In a function: `lambda_http`'s `RequestContext`, out of the request's extensions.
//! let request_context = pool.access_token().group("admins").rest_api_context();
//! let head = TestHead::get("/me").upstream(UpstreamContext::of_gateway(&request_context)?);
//!
//! let Step::Ready(Ok(decided)) = auth.authenticate(&head) else { panic!("the gateway vouches for it") };
//! let user: UserClaims = decided.extract(&head).unwrap();
//! assert!(user.groups().contains("admins"));
//! # Ok(()) }
//! ```

mod authorizer;
mod context;
mod text;

pub use self::{
    authorizer::{AuthorizerAnswer, AuthorizerFault, LambdaAuthorizer, Unanswered},
    context::UpstreamContext,
};

#[cfg(test)]
mod tests;
