//! `AuthenticationResult`: tokens for a sign-in, fresh ones for a refresh token, and `RevokeToken`.

use serde_json::{Value, json};

use super::input::Input;
use crate::{
    error::ApiError,
    limit,
    shared::Shared,
    srp::PasswordRecord,
    token::{
        grant::Grant,
        issue::{self, Tokens},
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
    {
        let state = pool.state();
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
    }
    let (tokens, refresh_token) = issue::begin(pool, sub, client_id, Grant::Api)?;
    let mut result = result(&tokens);
    if let Value::Object(members) = &mut result {
        members.insert("RefreshToken".to_owned(), refresh_token.into());
    }
    Ok(result)
}

/// Answers an access and an ID token of the family that a refresh token belongs to.
pub(super) fn refresh(pool: &Shared, token: &str, client_id: &str) -> Result<Value, ApiError> {
    issue::renew(pool, token, client_id).map(|tokens| result(&tokens))
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

fn result(tokens: &Tokens) -> Value {
    json!({
        "AccessToken": tokens.access,
        "ExpiresIn": limit::TOKEN_LIFE,
        "IdToken": tokens.id,
        "TokenType": "Bearer",
    })
}
