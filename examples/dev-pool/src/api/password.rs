//! `ForgotPassword`, `ConfirmForgotPassword` and `ChangePassword`.

use serde_json::{Value, json};

use super::{account::bearer, delivery, input::Input};
use crate::{
    code::Purpose,
    error::ApiError,
    mailbox::MailKind,
    password_policy,
    shared::Shared,
    srp::PasswordRecord,
    user::{Status, check_username, fold},
};

pub(super) fn forgot(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    input.client_id(pool)?;
    let name = input.text("Username")?;
    check_username(name)?;
    let now = pool.now();
    let mut state = pool.state();
    // Without a verified address nothing can be sent, which is not for a stranger to know.
    let recipient = state
        .users
        .find(name)
        .filter(|user| user.status == Status::Confirmed)
        .and_then(|user| Some((user.username.clone(), user.attributes.email()?.to_owned())));
    let Some((username, email)) = recipient else {
        state
            .codes
            .issue(Purpose::ForgotPassword, &fold(name), now)?;
        return Ok(json!({"CodeDeliveryDetails": delivery::simulated(pool, name)}));
    };
    let code = state.codes.issue(Purpose::ForgotPassword, &username, now)?;
    state.mail(MailKind::ForgotPassword, &email, &username, code, now);
    Ok(json!({"CodeDeliveryDetails": delivery::details(&email)}))
}

pub(super) fn confirm_forgotten(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    input.client_id(pool)?;
    let name = input.text("Username")?;
    let digits = input.text("ConfirmationCode")?;
    let password = input.text("Password")?;
    password_policy::check(password)?;
    let username = pool
        .state()
        .users
        .find(name)
        .filter(|user| user.status == Status::Confirmed)
        .map_or_else(|| fold(name), |user| user.username.clone());
    let record = PasswordRecord::new(pool.owner(&username), password);
    let now = pool.now();
    let mut state = pool.state();
    state
        .codes
        .redeem(Purpose::ForgotPassword, &username, digits, now)?;
    state
        .users
        .find_mut(&username)
        .ok_or_else(ApiError::code_mismatch)?
        .password = record;
    Ok(json!({}))
}

pub(super) fn change(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    let previous = input.text("PreviousPassword")?;
    let proposed = input.text("ProposedPassword")?;
    password_policy::check(proposed)?;
    let (username, record) = pool
        .state()
        .users
        .by_sub(bearer.subject())
        .map(|user| (user.username.clone(), user.password.clone()))
        .ok_or_else(ApiError::user_not_found)?;
    let owner = pool.owner(&username);
    if !record.matches(owner, previous) {
        return Err(ApiError::wrong_password());
    }
    let changed = PasswordRecord::new(owner, proposed);
    pool.state()
        .users
        .by_sub_mut(bearer.subject())
        .ok_or_else(ApiError::user_not_found)?
        .password = changed;
    Ok(json!({}))
}
