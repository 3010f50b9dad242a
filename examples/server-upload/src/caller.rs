//! Who calls, as AWS knows them.

use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use cognito_identity::{IdentityId, UserCredentials};
use cognito_tower::{
    Cognito,
    core::{BearerToken, IdClaims},
};

use crate::{app::App, problem::Problem};

/// The caller's AWS credentials, and the identity that they are of.
pub(crate) struct Caller {
    pub(crate) identity: IdentityId,
    credentials: UserCredentials,
}

impl Caller {
    /// For one call of the shared client: signed as the caller.
    pub(crate) fn s3(&self) -> aws_sdk_s3::config::Builder {
        aws_sdk_s3::Config::builder().credentials_provider(self.credentials.clone())
    }

    /// For one call of the shared client: signed as the caller.
    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::config::Builder {
        aws_sdk_dynamodb::Config::builder().credentials_provider(self.credentials.clone())
    }
}

/// Of the verified claims and the very token that they were read from.
impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Cognito(claims) = Cognito::<IdClaims>::from_request_parts(parts, app)
            .await
            .map_err(Problem::from_response)?;
        let Cognito(token) = Cognito::<BearerToken>::from_request_parts(parts, app)
            .await
            .map_err(Problem::from_response)?;
        let credentials = app.identities.credentials_for(&claims, token.expose())?;
        Ok(Self {
            identity: credentials.identity_id().await?,
            credentials,
        })
    }
}

/// The next request asks the identity pool anew. What AWS gave is good until its end, an hour at most.
pub(crate) async fn sign_out(
    State(app): State<App>,
    Cognito(claims): Cognito<IdClaims>,
) -> Result<StatusCode, Problem> {
    app.identities.forget(&claims)?;
    Ok(StatusCode::NO_CONTENT)
}
