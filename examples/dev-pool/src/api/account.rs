//! What a signed-in user does with their own account: `GetUser`, `GlobalSignOut`, `DeleteUser`.

use cognito_core::AccessClaims;
use serde_json::{Map, Value, json};

use super::input::Input;
use crate::{
    error::ApiError,
    mfa::SOFTWARE_TOKEN,
    shared::Shared,
    token::{check, grant::API_SCOPE},
    user::User,
};

pub(super) fn get_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    let state = pool.state();
    let user = state
        .users
        .by_sub(bearer.subject())
        .ok_or_else(ApiError::user_not_found)?;
    let mut answer = mfa_settings(user);
    answer.insert("UserAttributes".to_owned(), json!(attributes(user)));
    answer.insert("Username".to_owned(), json!(user.username));
    Ok(answer.into())
}

pub(super) fn global_sign_out(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    let revoked = pool.state().sign_ins.revoke_all(bearer.subject());
    pool.on_revocation.tell(revoked);
    Ok(json!({}))
}

pub(super) fn delete_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    delete(pool, bearer.subject())
}

/// Deletes an account and revokes its sign-ins.
pub(super) fn delete(pool: &Shared, sub: &str) -> Result<Value, ApiError> {
    let mut state = pool.state();
    let user = state
        .users
        .remove(sub)
        .ok_or_else(ApiError::user_not_found)?;
    state.codes.forget(&user.username);
    let revoked = state.sign_ins.revoke_all(&user.sub);
    drop(state);
    pool.on_revocation.tell(revoked);
    Ok(json!({}))
}

/// Whose valid, live access token the request carries.
pub(super) fn bearer(pool: &Shared, input: Input<'_>) -> Result<AccessClaims, ApiError> {
    let token = input.text("AccessToken")?;
    let bearer = check::access_token(&pool.keys(), &pool.settings, token, pool.now())?;
    if !bearer.scopes().contains(API_SCOPE) {
        return Err(ApiError::not_authorized(
            "Access Token does not have required scopes",
        ));
    }
    let state = pool.state();
    if state.users.by_sub(bearer.subject()).is_none() {
        return Err(ApiError::user_not_found());
    }
    if !state
        .sign_ins
        .is_live(bearer.origin_jwt_id().unwrap_or_default())
    {
        return Err(ApiError::not_authorized("Access Token has been revoked"));
    }
    drop(state);
    Ok(bearer)
}

/// The second factor as `GetUser` tells of it: nothing, if there is none.
pub(super) fn mfa_settings(user: &User) -> Map<String, Value> {
    let mut settings = Map::new();
    if user.software_token.is_enabled() {
        settings.insert("UserMFASettingList".to_owned(), json!([SOFTWARE_TOKEN]));
    }
    if user.software_token.is_preferred() {
        settings.insert("PreferredMfaSetting".to_owned(), json!(SOFTWARE_TOKEN));
    }
    settings
}

/// The attributes as `GetUser` lists them.
pub(super) fn attributes(user: &User) -> Vec<Value> {
    user.texts()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect()
}

/// The attributes as an object, but for `sub`.
pub(super) fn attributes_object(user: &User) -> Value {
    user.texts()
        .filter(|(name, _)| *name != "sub")
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect::<Map<_, _>>()
        .into()
}
