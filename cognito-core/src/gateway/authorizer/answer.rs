use std::fmt;

use serde::Serialize;

use super::{
    AuthorizerFault, Unanswered,
    event::{Api, Event},
    handed_on::{self, Context},
    stage,
};
use crate::{AuthError, CognitoClaims, Reason, RefusalClass};

/// The most that a WebSocket API takes, in bytes: "Lambda authorizer result size" of its quotas.
const MOST_OF_A_WEB_SOCKET: usize = 8 * 1024;

/// The principal of a refusal: no `sub` is vouched for there, and some principal must be.
const NOBODY: &str = "refused";

/// What a Lambda authorizer's function returns: serialized, it is what API Gateway wants.
///
/// `Debug` prints the verdict, and nothing of the claims.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct AuthorizerAnswer(Body);

#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Body {
    #[serde(rename_all = "camelCase")]
    Iam {
        principal_id: String,
        policy_document: Document,
        context: Context,
    },
    #[serde(rename_all = "camelCase")]
    Simple {
        is_authorized: bool,
        context: Context,
    },
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: Effect,
    resource: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
enum Effect {
    Allow,
    Deny,
}

impl AuthorizerAnswer {
    /// Whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        match &self.0 {
            Body::Iam {
                policy_document, ..
            } => {
                let [statement] = &policy_document.statement;
                statement.effect == Effect::Allow
            }
            Body::Simple { is_authorized, .. } => *is_authorized,
        }
    }

    fn policy(effect: Effect, principal: &str, routes: String, context: Context) -> Self {
        Self(Body::Iam {
            principal_id: principal.to_owned(),
            policy_document: Document {
                version: "2012-10-17",
                statement: [Statement {
                    action: "execute-api:Invoke",
                    effect,
                    resource: routes,
                }],
            },
            context,
        })
    }

    fn simple(is_authorized: bool, context: Context) -> Self {
        Self(Body::Simple {
            is_authorized,
            context,
        })
    }

    /// In bytes.
    fn len(&self) -> usize {
        // Texts only: this cannot fail, and an answer that did would be too long.
        serde_json::to_string(self).map_or(usize::MAX, |json| json.len())
    }
}

impl fmt::Debug for AuthorizerAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizerAnswer")
            .field("is_allowed", &self.is_allowed())
            .finish_non_exhaustive()
    }
}

/// How an event is answered.
pub(super) enum Form {
    /// `most`: bytes, where the API has a limit.
    Policy {
        routes: String,
        most: Option<usize>,
    },
    Simple,
}

impl Form {
    /// # Errors
    /// `InvalidArn`, where the answer would have to name it.
    pub(super) fn of(event: &Event, iam_responses: bool) -> Result<Self, AuthorizerFault> {
        if event.api == Api::Http && !iam_responses {
            return Ok(Self::Simple);
        }
        Ok(Self::Policy {
            routes: stage::all_routes(&event.arn)?,
            most: match event.api {
                Api::Http | Api::Rest => None,
                Api::WebSocket => Some(MOST_OF_A_WEB_SOCKET),
            },
        })
    }

    /// Nobody is allowed without claims.
    ///
    /// # Errors
    /// `AnswerTooLarge`, or `Unauthorized` where there are no claims.
    pub(super) fn allow(
        self,
        claims: Option<&CognitoClaims>,
    ) -> Result<AuthorizerAnswer, Unanswered> {
        let Some(claims) = claims else {
            return self.refuse(&Reason::MissingToken.into());
        };
        let context = handed_on::of_claims(claims);
        let (routes, most) = match self {
            Self::Policy { routes, most } => (routes, most),
            Self::Simple => return Ok(AuthorizerAnswer::simple(true, context)),
        };
        let answer = AuthorizerAnswer::policy(Effect::Allow, claims.subject(), routes, context);
        if most.is_some_and(|most| answer.len() > most) {
            return Err(AuthorizerFault::AnswerTooLarge.into());
        }
        Ok(answer)
    }

    /// # Errors
    /// Whatever is not to be kept: an answer is.
    pub(super) fn refuse(self, error: &AuthError) -> Result<AuthorizerAnswer, Unanswered> {
        use RefusalClass as Class;

        let context = handed_on::of_refusal(error);
        let class = error.reason().class();
        match (self, class) {
            (_, Class::Misconfigured | Class::Unavailable) => Err(error.clone().into()),
            _ if is_fleeting(error.reason()) => Err(error.clone().into()),
            (Self::Policy { routes, .. }, Class::Forbidden | Class::InsufficientScope) => Ok(
                AuthorizerAnswer::policy(Effect::Deny, NOBODY, routes, context),
            ),
            (
                Self::Policy { .. },
                Class::InsufficientAuthentication
                | Class::InvalidRequest
                | Class::InvalidToken
                | Class::NoCredentials,
            ) => Err(error.clone().into()),
            (Self::Simple, _) => Ok(AuthorizerAnswer::simple(false, context)),
        }
    }
}

/// Whether the next request with the same token may fare better: a clock catches up, a key, a pool or an app client becomes
/// known, or the cause was not the token.
fn is_fleeting(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::ClientMismatch
            | Reason::ConflictingTokens
            | Reason::NotYetValid
            | Reason::UnknownIssuer
            | Reason::UnknownKid
            | Reason::UntrustedOrigin
    )
}
