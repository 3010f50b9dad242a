//! From a sign-in to its tokens.

use serde_json::json;

use super::{
    claims::{AccessClaims, Common, IdClaims},
    grant::Grant,
    sign_in::SignIn,
};
use crate::{error::ApiError, shared::Shared};

/// An access and an ID token of one sign-in.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) id: String,
}

/// Begins a sign-in of a user who was authenticated just now: its tokens and its refresh token.
pub(crate) fn begin(
    pool: &Shared,
    sub: &str,
    client_id: &str,
    grant: Grant,
) -> Result<(Tokens, String), ApiError> {
    let now = pool.now();
    let (sign_in, refresh_token) = pool.state().sign_ins.begin(sub, client_id, grant, now)?;
    Ok((issue(pool, &sign_in, now)?, refresh_token))
}

/// Fresh tokens of the sign-in that a refresh token belongs to.
pub(crate) fn renew(pool: &Shared, token: &str, client_id: &str) -> Result<Tokens, ApiError> {
    let now = pool.now();
    let sign_in = pool
        .state()
        .sign_ins
        .refresh(token, client_id, now)?
        .clone();
    issue(pool, &sign_in, now)
}

/// Tokens of a sign-in, with what the user is now.
pub(crate) fn issue(pool: &Shared, sign_in: &SignIn, now: u64) -> Result<Tokens, ApiError> {
    let client_id = &*sign_in.client_id;
    let (access, id) = {
        let state = pool.state();
        let user = state
            .users
            .by_sub(&sign_in.sub)
            .ok_or_else(ApiError::user_not_found)?;
        user.may_sign_in()?;
        let common = Common::new(user, &pool.settings.issuer, sign_in, now);
        let roles = state.groups.roles(&user.groups);
        let access = AccessClaims::new(common.clone(), user, client_id, sign_in.grant.scope());
        let id = IdClaims::new(common, user, client_id, roles);
        (json!(access).to_string(), json!(id).to_string())
    };
    let keys = pool.keys();
    Ok(Tokens {
        access: keys.sign_access(&access),
        id: keys.sign_id(&id),
    })
}
