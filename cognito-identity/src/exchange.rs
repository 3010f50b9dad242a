//! The two calls: `GetId`, `GetCredentialsForIdentity`.
//!
//! See [Identity pools authentication flow](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html),
//! "Enhanced authflow".

mod refused;

use std::{collections::HashMap, time::SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_cognitoidentity::{Client, types};

use self::refused::{Call, refused};
use crate::{
    AwsSession, IdentityError, IdentityId, IdentityPoolId, Reason, cache::Kept, login::Login,
    moment::Moment,
};

const PROVIDER: &str = "CognitoIdentityPool";

/// `known` is the identity that the user had last time: it spares `GetId`.
pub(crate) async fn exchange(
    client: &Client,
    pool: &IdentityPoolId,
    login: &Login,
    known: Option<IdentityId>,
    began: Moment,
) -> Result<Kept, IdentityError> {
    if let Some(identity) = known {
        match credentials(client, login, &identity, began).await {
            // Deleted, unlinked or merged since: what the user's identity is now, the service has to say.
            Err(error)
                if matches!(
                    error.reason(),
                    Reason::UnknownIdentity | Reason::NotAuthorized | Reason::Conflict
                ) => {}
            answered => return answered,
        }
    }
    let identity = identity(client, pool, login).await?;
    credentials(client, login, &identity, began).await
}

async fn identity(
    client: &Client,
    pool: &IdentityPoolId,
    login: &Login,
) -> Result<IdentityId, IdentityError> {
    let call = client
        .get_id()
        .identity_pool_id(pool.as_str())
        .set_logins(Some(logins(login)));
    let answer = call.send().await.map_err(|e| refused(&e, Call::GetId))?;
    read_id(answer.identity_id())
}

async fn credentials(
    client: &Client,
    login: &Login,
    identity: &IdentityId,
    began: Moment,
) -> Result<Kept, IdentityError> {
    let call = client
        .get_credentials_for_identity()
        .identity_id(identity.as_str())
        .set_logins(Some(logins(login)))
        .set_custom_role_arn(login.role.as_deref().map(str::to_owned));
    let answer = call.send().await;
    let answer = answer.map_err(|e| refused(&e, Call::GetCredentialsForIdentity))?;
    // Not always the identity that was sent: see there.
    let identity = read_id(answer.identity_id())?;
    let (credentials, ends) = read_credentials(answer.credentials()).ok_or(Reason::BadAnswer)?;
    let session = AwsSession::new(identity, credentials);
    Ok(Kept::new(session, ends, began))
}

fn logins(login: &Login) -> HashMap<String, String> {
    let login = (login.provider.as_ref().into(), login.token.as_ref().into());
    HashMap::from([login])
}

fn read_id(answered: Option<&str>) -> Result<IdentityId, IdentityError> {
    let id = answered.and_then(|id| id.parse().ok());
    id.ok_or_else(|| Reason::BadAnswer.into())
}

fn read_credentials(answered: Option<&types::Credentials>) -> Option<(Credentials, SystemTime)> {
    let answered = answered?;
    let ends = SystemTime::try_from(*answered.expiration()?).ok()?;
    let credentials = Credentials::new(
        answered.access_key_id()?,
        answered.secret_key()?,
        Some(answered.session_token()?.to_owned()),
        Some(ends),
        PROVIDER,
    );
    Some((credentials, ends))
}
