//! Where a gateway puts the claims, and what they were in the token.

use std::{fmt, sync::Arc};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{authorizer, text};
use crate::{AuthError, Provenance, Reason, token::Claim};

/// The claims of a token that something in front of this program has verified.
///
/// It is made by code of the application, out of what the Lambda runtime hands to the function, and goes where no client can put
/// anything: for `cognito-tower` into the request's extensions. **Never make one out of a header, a query or a body**: whoever
/// writes them would be whom he likes. Some adapters between API Gateway and a web server put the context into a header
/// (`x-amzn-request-context`); a client can send that header too, wherever the gateway is not the only way in.
///
/// Making one checks its form only. What the claims are worth is decided by
/// [`Verifier::check_upstream`](crate::Verifier::check_upstream), or by an authenticator with
/// [`accept_upstream_verified`](crate::AuthenticatorBuilder::accept_upstream_verified).
///
/// Cheap to clone. `Debug` prints no claim.
#[derive(Clone)]
pub struct UpstreamContext(Arc<Inner>);

struct Inner {
    /// The payload that the token had, as far as it can be told.
    payload: String,
    /// The text of groups that cannot be told apart.
    ambiguous_groups: Option<String>,
    provenance: Provenance,
}

impl UpstreamContext {
    /// Reads `requestContext` of an event of API Gateway, as `lambda_http`'s `RequestContext` or as JSON: of a REST API with a
    /// Cognito authorizer, of an HTTP API with a JWT authorizer (either payload format), or of an API with a
    /// [`LambdaAuthorizer`](super::LambdaAuthorizer).
    ///
    /// ```
    /// use cognito_core::{Provenance, Reason, gateway::UpstreamContext};
    /// use serde_json::json;
    ///
    /// let context = json!({"stage": "prod", "authorizer": {"claims": {"sub": "u1", "cognito:groups": "admins"}}});
    /// assert_eq!(UpstreamContext::of_gateway(&context)?.provenance(), Provenance::RestApi);
    ///
    /// let open = json!({"stage": "prod"});
    /// assert_eq!(UpstreamContext::of_gateway(&open).unwrap_err().reason(), Reason::MissingToken);
    /// # Ok::<(), cognito_core::AuthError>(())
    /// ```
    ///
    /// # Errors
    /// `missing_token` if no authorizer of these left anything there, as on a route without one, or with a Lambda authorizer of
    /// another make; `malformed_token` if what is there is not of the expected form, as where it is the whole event.
    pub fn of_gateway(request_context: &impl Serialize) -> Result<Self, AuthError> {
        let mut context = object(to_json(request_context)?)?;
        if context.contains_key("requestContext") {
            // The whole event, which would otherwise look like a route without an authorizer.
            return Err(Reason::MalformedToken.into());
        }
        let mut authorizer = match context.remove("authorizer") {
            None | Some(Value::Null) => return Err(Reason::MissingToken.into()),
            Some(authorizer) => object(authorizer)?,
        };
        // A Lambda authorizer writes into its context what it likes, and has a principal; the gateway's own have none.
        let is_own = present(&mut authorizer, "principalId").is_none();
        if is_own && let Some(jwt) = present(&mut authorizer, "jwt") {
            let claims = present(&mut object(jwt)?, "claims").ok_or(Reason::MissingToken)?;
            return Ok(Self::new(
                text::http_api(object(claims)?),
                Provenance::HttpApi,
            ));
        }
        let has_scopes = authorizer.contains_key("scopes");
        if is_own && let Some(claims) = present(&mut authorizer, "claims") {
            let claims = object(claims)?;
            // An HTTP API that is set to the older format of events shows scopes, and writes no dates. In doubt it is a REST API's:
            // of what looks like a list, that makes no groups.
            let is_date = |text: &Value| text.as_str().is_some_and(|text| text.contains(' '));
            let is_http_api = has_scopes && !claims.get("exp").is_some_and(is_date);
            return Ok(if is_http_api {
                Self::new(text::http_api_v1(claims), Provenance::HttpApi)
            } else {
                Self::new(text::rest_api(claims), Provenance::RestApi)
            });
        }
        let handed_on = match present(&mut authorizer, "lambda") {
            Some(context) => present(&mut object(context)?, authorizer::CLAIMS),
            None => present(&mut authorizer, authorizer::CLAIMS),
        };
        match handed_on {
            None => Err(Reason::MissingToken.into()),
            Some(Value::String(text)) => Ok(Self(Arc::new(Inner {
                payload: authorizer::payload(&text).ok_or(Reason::MalformedToken)?,
                ambiguous_groups: None,
                provenance: Provenance::LambdaAuthorizer,
            }))),
            Some(_) => Err(Reason::MalformedToken.into()),
        }
    }

    /// Reads `identity` of an event of `AppSync`, for APIs whose authorization mode is a user pool.
    ///
    /// ```
    /// use cognito_core::{Provenance, gateway::UpstreamContext};
    /// use serde_json::json;
    ///
    /// let identity = json!({"sub": "u1", "username": "kim", "claims": {"sub": "u1", "username": "kim", "exp": 1_763_003_600}});
    /// assert_eq!(UpstreamContext::of_app_sync(&identity)?.provenance(), Provenance::AppSync);
    /// # Ok::<(), cognito_core::AuthError>(())
    /// ```
    ///
    /// # Errors
    /// `missing_token` if the caller has no user pool's identity; `malformed_token` if what is there is not of the expected form,
    /// or contradicts itself.
    pub fn of_app_sync(identity: &impl Serialize) -> Result<Self, AuthError> {
        match to_json(identity)? {
            Value::Null => Err(Reason::MissingToken.into()),
            identity => Ok(Self::new(
                text::app_sync(object(identity)?)?,
                Provenance::AppSync,
            )),
        }
    }

    /// Reads several groups out of a text with commas, as a REST API has them: `admins,editors`.
    ///
    /// **A group's name may have a comma in it.** Then the text is the same for a user in the one group `a,admins` as for one in
    /// the two groups `a` and `admins`. Without this, such a text puts its user in no group at all. Say this where it is certain
    /// that no name in the pool has a comma: nobody but you makes groups, and no pre token generation trigger takes their names
    /// from elsewhere.
    ///
    /// ```
    /// use cognito_core::{gateway::UpstreamContext, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let context = UpstreamContext::of_gateway(&pool.access_token().group("admins").group("staff").rest_api_context())?;
    /// let claims = pool.verifier().check_upstream(&context).await?;
    /// assert_eq!((claims.groups().len(), context.ambiguous_groups()), (0, Some("admins,staff")));
    ///
    /// let claims = pool.verifier().check_upstream(&context.split_groups_at_commas()).await?;
    /// assert!(claims.groups().contains("staff"));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn split_groups_at_commas(&self) -> Self {
        let Some(groups) = self.ambiguous_groups() else {
            return self.clone();
        };
        // Written here a moment ago, as an object.
        let mut claims: Map<String, Value> =
            serde_json::from_str(&self.0.payload).unwrap_or_default();
        claims.insert(Claim::Groups.name().to_owned(), groups.into());
        Self::new(text::split_groups(claims), self.0.provenance)
    }

    /// The text of the user's groups, where it cannot be told which they are: then the claims name none, have this text
    /// ([`CognitoClaims::ambiguous_groups`](crate::CognitoClaims::ambiguous_groups)), and rules by `Policy::custom` refuse them.
    pub fn ambiguous_groups(&self) -> Option<&str> {
        self.0.ambiguous_groups.as_deref()
    }

    /// Whose word it is.
    pub fn provenance(&self) -> Provenance {
        self.0.provenance
    }

    /// The JSON text of the claims in the types of the token.
    pub(crate) fn payload(&self) -> &str {
        &self.0.payload
    }

    fn new(mut claims: Map<String, Value>, provenance: Provenance) -> Self {
        let groups = Claim::Groups.name();
        let ambiguous_groups = match claims.remove(groups) {
            // `AppSync` writes no list as text: there it is as bad a claim as in a token.
            Some(Value::String(text)) if provenance != Provenance::AppSync => Some(text),
            Some(told) => {
                claims.insert(groups.to_owned(), told);
                None
            }
            None => None,
        };
        Self(Arc::new(Inner {
            payload: Value::Object(claims).to_string(),
            ambiguous_groups,
            provenance,
        }))
    }
}

fn to_json(value: &impl Serialize) -> Result<Value, AuthError> {
    serde_json::to_value(value).map_err(|_| Reason::MalformedToken.into())
}

fn object(value: Value) -> Result<Map<String, Value>, AuthError> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Reason::MalformedToken.into()),
    }
}

/// `null` is what typed events have where there is nothing.
fn present(members: &mut Map<String, Value>, name: &str) -> Option<Value> {
    members.remove(name).filter(|value| !value.is_null())
}

/// Prints whose word it is, and no claim.
impl fmt::Debug for UpstreamContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamContext")
            .field("provenance", &self.0.provenance)
            .finish_non_exhaustive()
    }
}
