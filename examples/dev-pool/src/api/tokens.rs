//! `AuthenticationResult`: tokens for a sign-in, fresh ones for a refresh token, and `RevokeToken`.

use serde_json::{Value, json};

use super::input::Input;
use crate::{
    client::AppClient,
    error::ApiError,
    secret_hash,
    shared::Shared,
    token::{
        grant::Grant,
        issue::{self, Tokens},
    },
};

/// Signs a user in who has passed every challenge, and answers all three tokens.
pub(super) fn sign_in(pool: &Shared, sub: &str, client: &AppClient) -> Result<Value, ApiError> {
    let tokens = issue::begin(pool, sub, client, Grant::Api)?;
    Ok(answer(&result(tokens)))
}

/// The flow `REFRESH_TOKEN_AUTH`, which cannot hand a new refresh token out: a client whose tokens rotate does not have it. The
/// secret hash is over the user's own name, which the client knows from the tokens.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html>
pub(super) fn refresh(
    pool: &Shared,
    flow: &str,
    client: &AppClient,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    if client.rotation.is_some() {
        return Err(ApiError::flow_not_enabled(flow));
    }
    let token = input.text("REFRESH_TOKEN")?;
    let hash = input.optional("SECRET_HASH")?;
    secret_hash::check_presence(client, hash)?;
    let now = pool.now();
    {
        let state = pool.state();
        let sign_in = state.sign_ins.refresh(token, &client.id, now)?;
        let user = state.users.by_sub(&sign_in.sub);
        let user = user.ok_or_else(ApiError::user_not_found)?;
        secret_hash::check(client, hash, &[&user.username, &user.sub])?;
    }
    Ok(answer(&result(issue::renew(pool, token, client)?)))
}

pub(super) fn from_refresh_token(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let client = input.client_with_secret(pool)?;
    let tokens = issue::renew(pool, input.text("RefreshToken")?, client)?;
    Ok(json!({"AuthenticationResult": result(tokens)}))
}

pub(super) fn revoke(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let client = input.client_with_secret(pool)?;
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
    if sign_in.client_id != client.id {
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

fn answer(result: &Value) -> Value {
    json!({"AuthenticationResult": result, "ChallengeParameters": {}})
}

fn result(tokens: Tokens) -> Value {
    let mut result = json!({
        "AccessToken": tokens.access,
        "ExpiresIn": tokens.expires_in,
        "TokenType": "Bearer",
    });
    let others = [("IdToken", tokens.id), ("RefreshToken", tokens.refresh)];
    if let Value::Object(members) = &mut result {
        let others = others
            .into_iter()
            .filter_map(|(name, token)| Some((name.to_owned(), token?.into())));
        members.extend(others);
    }
    result
}
