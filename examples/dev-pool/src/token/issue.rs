//! From a sign-in to its tokens.

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    claims::{AccessClaims, Common, IdClaims, MachineClaims},
    grant::Grant,
    sign_in::SignIn,
};
use crate::{client::AppClient, error::ApiError, shared::Shared};

/// The tokens of one answer.
pub(crate) struct Tokens {
    pub(crate) access: String,
    /// Seconds that the access token is valid.
    pub(crate) expires_in: u64,
    /// Not there if an OAuth client did not ask for the scope `openid`.
    pub(crate) id: Option<String>,
    /// Not there if the client has one that goes on serving.
    pub(crate) refresh: Option<String>,
}

/// Begins a sign-in of an authenticated user: its tokens and its refresh token.
pub(crate) fn begin(
    pool: &Shared,
    sub: &str,
    client: &AppClient,
    grant: Grant,
) -> Result<Tokens, ApiError> {
    let now = pool.now();
    let (sign_in, refresh_token) = {
        let mut state = pool.state();
        let user = state.users.by_sub(sub);
        user.ok_or_else(ApiError::user_not_found)?.may_sign_in()?;
        state.sign_ins.begin(sub, &client.id, grant, now)?
    };
    issue(pool, client, &sign_in, Some(refresh_token), now)
}

/// Fresh tokens of the sign-in that a refresh token belongs to. If the client's tokens rotate, a new refresh token is among them.
pub(crate) fn renew(pool: &Shared, token: &str, client: &AppClient) -> Result<Tokens, ApiError> {
    let clock = pool.clock();
    let now = clock.as_secs();
    let (sign_in, refresh_token) = {
        let mut state = pool.state();
        let sign_in = state.sign_ins.refresh(token, &client.id, now)?.clone();
        let user = state.users.by_sub(&sign_in.sub);
        // Only a request that is granted uses a token up.
        user.ok_or_else(ApiError::user_not_found)?.may_sign_in()?;
        let rotation = client.rotation;
        let replace = |grace| state.sign_ins.rotate(token, grace, clock);
        (sign_in, rotation.map(replace).transpose()?)
    };
    issue(pool, client, &sign_in, refresh_token, now)
}

/// The access token of a client that acts for itself.
pub(crate) fn machine(pool: &Shared, client: &AppClient, scope: &str) -> Tokens {
    let expires_in = client.access_token_seconds();
    let claims = MachineClaims::new(
        &client.id,
        &pool.settings.issuer,
        scope,
        pool.now(),
        expires_in,
    );
    Tokens {
        access: pool.keys().sign_access(&json!(claims).to_string()),
        expires_in,
        id: None,
        refresh: None,
    }
}

/// Tokens of a sign-in, with what the user is now.
fn issue(
    pool: &Shared,
    client: &AppClient,
    sign_in: &SignIn,
    refresh: Option<String>,
    now: u64,
) -> Result<Tokens, ApiError> {
    let expires_in = client.access_token_seconds();
    let (access, id) = {
        let state = pool.state();
        let user = state
            .users
            .by_sub(&sign_in.sub)
            .ok_or_else(ApiError::user_not_found)?;
        user.may_sign_in()?;
        let common = Common::new(user, &pool.settings.issuer, sign_in, now);
        let roles = state.groups.roles(&user.groups);
        let access = AccessClaims::new(common.clone().valid_for(expires_in), user, sign_in);
        let id = IdClaims::new(common, user, sign_in, roles);
        (json!(access).to_string(), json!(id))
    };
    let keys = pool.keys();
    let access = keys.sign_access(&access);
    let id = sign_in.grant.has_id_token().then(|| {
        let id = match sign_in.grant {
            Grant::Api => id,
            Grant::OAuth(_) => with_hash_of(&access, id),
        };
        keys.sign_id(&id.to_string())
    });
    Ok(Tokens {
        access,
        expires_in,
        id,
        refresh,
    })
}

/// Binds an ID token to the access token beside it: `at_hash` of `OpenID` Connect Core 3.1.3.6.
fn with_hash_of(access: &str, mut id: Value) -> Value {
    let hash = digest::digest(&digest::SHA256, access.as_bytes());
    let (left_half, _) = hash.as_ref().split_at(16);
    if let Value::Object(claims) = &mut id {
        claims.insert(
            "at_hash".to_owned(),
            URL_SAFE_NO_PAD.encode(left_half).into(),
        );
    }
    id
}
