//! `AuthenticationResult`: tokens for a sign-in, fresh ones for a refresh token, and `RevokeToken`.

use serde_json::{Value, json};

use super::input::Input;
use crate::{
    error::ApiError,
    limit,
    shared::Shared,
    srp::PasswordRecord,
    token::{
        claims::{AccessClaims, Common, IdClaims},
        sign_in::SignIn,
    },
    user::Status,
};

/// Signs a user in whose password was just proven against this record, and answers all three tokens.
pub(super) fn sign_in(
    pool: &Shared,
    sub: &str,
    client_id: &str,
    proven: &PasswordRecord,
) -> Result<Value, ApiError> {
    let now = pool.now();
    let (sign_in, refresh_token) = {
        let mut state = pool.state();
        let user = state
            .users
            .by_sub(sub)
            // The password may have changed since the exchange began.
            .filter(|user| user.password == *proven)
            .ok_or_else(ApiError::wrong_password)?;
        if user.status == Status::Unconfirmed {
            return Err(ApiError::new(
                "UserNotConfirmedException",
                "User is not confirmed.",
            ));
        }
        state.sign_ins.begin(sub, client_id, now)?
    };
    let mut result = issue(pool, &sign_in, now)?;
    if let Value::Object(members) = &mut result {
        members.insert("RefreshToken".to_owned(), refresh_token.into());
    }
    Ok(result)
}

/// Answers an access and an ID token of the family that a refresh token belongs to.
pub(super) fn refresh(pool: &Shared, token: &str, client_id: &str) -> Result<Value, ApiError> {
    let now = pool.now();
    let sign_in = pool
        .state()
        .sign_ins
        .refresh(token, client_id, now)?
        .clone();
    issue(pool, &sign_in, now)
}

pub(super) fn from_refresh_token(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let client_id = input.client_id(pool)?;
    let result = refresh(pool, input.text("RefreshToken")?, client_id)?;
    Ok(json!({"AuthenticationResult": result}))
}

pub(super) fn revoke(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let client_id = input.client_id(pool)?;
    let token = input.text("Token")?;
    if token.split('.').count() == 3 {
        return Err(ApiError::new(
            "UnsupportedTokenTypeException",
            "Only a refresh token can be revoked.",
        ));
    }
    let mut state = pool.state();
    let Some(sign_in) = state.sign_ins.of(token).cloned() else {
        // RFC 7009 section 2.2: a token that is not there needs no revoking.
        return Ok(json!({}));
    };
    if sign_in.client_id != client_id {
        return Err(ApiError::new(
            "UnauthorizedException",
            "The token was issued to another client.",
        ));
    }
    let revoked = state.sign_ins.revoke(&sign_in.origin_jti);
    drop(state);
    pool.on_revocation.tell(revoked);
    Ok(json!({}))
}

fn issue(pool: &Shared, sign_in: &SignIn, now: u64) -> Result<Value, ApiError> {
    let client_id = &*sign_in.client_id;
    let (access, id) = {
        let state = pool.state();
        let user = state
            .users
            .by_sub(&sign_in.sub)
            .ok_or_else(ApiError::user_not_found)?;
        let common = Common::new(user, &pool.settings.issuer, sign_in, now);
        let access = AccessClaims::new(common.clone(), user, client_id);
        let id = IdClaims::new(common, user, client_id);
        (json!(access).to_string(), json!(id).to_string())
    };
    let keys = pool.keys();
    Ok(json!({
        "AccessToken": keys.sign_access(&access),
        "ExpiresIn": limit::TOKEN_LIFE,
        "IdToken": keys.sign_id(&id),
        "TokenType": "Bearer",
    }))
}
