//! `AssociateSoftwareToken`, `VerifySoftwareToken` and `SetUserMFAPreference`.

use serde_json::{Value, json};

use super::{account::bearer, input::Input};
use crate::{error::ApiError, shared::Shared};

pub(super) fn associate(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input.without_session()?)?;
    let mut state = pool.state();
    let user = state.users.by_sub_mut(bearer.subject());
    let user = user.ok_or_else(ApiError::user_not_found)?;
    Ok(json!({"SecretCode": user.software_token.associate()}))
}

pub(super) fn verify(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input.without_session()?)?;
    let code = input.text("UserCode")?;
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ApiError::invalid_parameter(
            "1 validation error detected: Value at 'userCode' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [0-9]+",
        ));
    }
    let now = pool.now();
    let mut state = pool.state();
    let user = state.users.by_sub_mut(bearer.subject());
    let user = user.ok_or_else(ApiError::user_not_found)?;
    user.software_token.verify(code, now)?;
    user.modified = now;
    Ok(json!({"Status": "SUCCESS"}))
}

pub(super) fn set_preference(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    set(pool, bearer.subject(), input)
}

/// Sets what `SetUserMFAPreference` and its sibling for administrators ask for.
pub(super) fn set(pool: &Shared, sub: &str, input: Input<'_>) -> Result<Value, ApiError> {
    for (settings, factor) in [
        ("EmailMfaSettings", "EMAIL_OTP"),
        ("SMSMfaSettings", "SMS_MFA"),
    ] {
        if input.parameters(settings)?.flag("Enabled")? == Some(true) {
            return Err(ApiError::invalid_parameter(format!(
                "User does not have delivery config set to turn on {factor}"
            )));
        }
    }
    let settings = input.parameters("SoftwareTokenMfaSettings")?;
    let (is_enabled, is_preferred) = (settings.flag("Enabled")?, settings.flag("PreferredMfa")?);
    let now = pool.now();
    let mut state = pool.state();
    let user = state.users.by_sub_mut(sub);
    let user = user.ok_or_else(ApiError::user_not_found)?;
    user.software_token
        .set_preference(is_enabled, is_preferred)?;
    user.modified = now;
    Ok(json!({}))
}
