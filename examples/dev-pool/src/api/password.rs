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
    user::{Status, User, check_username, fold},
};

pub(super) fn forgot(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.username(pool)?;
    check_username(name)?;
    let now = pool.now();
    let mut state = pool.state();
    let user = state.users.find(name);
    if user.is_some_and(|user| {
        matches!(
            user.status,
            Status::ExternalProvider | Status::ForceChangePassword
        )
    }) {
        return Err(ApiError::not_authorized(
            "User password cannot be reset in the current state.",
        ));
    }
    // Without a verified address nothing can be sent, which is not for a stranger to know.
    let recipient = user.filter(|user| may_reset(user)).and_then(|user| {
        let email = user.attributes.email()?.to_owned();
        Some((user.username.clone(), email))
    });
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
    let name = input.username(pool)?;
    let digits = input.text("ConfirmationCode")?;
    let password = input.text("Password")?;
    password_policy::check(password)?;
    let username = pool
        .state()
        .users
        .find(name)
        .filter(|user| may_reset(user))
        .map_or_else(|| fold(name), |user| user.username.clone());
    let record = PasswordRecord::new(pool.owner(&username), password);
    let now = pool.now();
    let mut state = pool.state();
    state
        .codes
        .redeem(Purpose::ForgotPassword, &username, digits, now)?;
    let user = state
        .users
        .find_mut(&username)
        .filter(|user| may_reset(user))
        .ok_or_else(ApiError::code_mismatch)?;
    user.set_password(record, Status::Confirmed, now);
    Ok(json!({}))
}

/// Whether a code may be mailed for a new password. Imported users, who have none yet, ask for their first one so.
fn may_reset(user: &User) -> bool {
    user.is_enabled
        && user.email_verified
        && matches!(user.status, Status::Confirmed | Status::ResetRequired)
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
    let now = pool.now();
    let mut state = pool.state();
    let user = state.users.by_sub_mut(bearer.subject());
    let user = user.ok_or_else(ApiError::user_not_found)?;
    // It would be a temporary password still, but one that never ends. The challenge at the next sign-in replaces it.
    if user.status == Status::ForceChangePassword {
        return Err(ApiError::not_authorized(
            "User password cannot be changed in the current state.",
        ));
    }
    user.set_password(changed, user.status, now);
    Ok(json!({}))
}
