//! `SignUp`, `ConfirmSignUp`, `ResendConfirmationCode`, and users that are simply put into the pool.

use serde_json::{Value, json};

use super::{delivery, input::Input};
use crate::{
    code::Purpose,
    credentials::NewUser,
    error::ApiError,
    mailbox::MailKind,
    password_policy,
    profile::Profile,
    shared::{Shared, State},
    srp::PasswordRecord,
    user::{Status, User, check_username, fold},
};

pub(super) fn sign_up(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.username(pool)?;
    let user = account(
        pool,
        name,
        input.text("Password")?,
        input.attributes()?,
        Status::Unconfirmed,
    )?;
    let (username, sub) = (user.username.clone(), user.sub.clone());
    let email = user.attributes.email().unwrap_or_default().to_owned();
    let now = pool.now();
    let mut state = pool.state();
    state.users.insert(user)?;
    let code = state.codes.issue(Purpose::SignUp, &username, now);
    let code = code.inspect_err(|_| {
        state.users.remove(&sub);
    })?;
    state.mail(MailKind::SignUp, &email, &username, code, now);
    Ok(json!({
        "CodeDeliveryDetails": delivery::details(&email),
        "UserConfirmed": false,
        "UserSub": sub,
    }))
}

pub(super) fn confirm(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.username(pool)?;
    let digits = input.text("ConfirmationCode")?;
    let now = pool.now();
    let mut state = pool.state();
    let State { users, codes, .. } = &mut *state;
    let user = users.find_mut(name);
    // A temporary password, one that was reset, or another provider's user: none of them becomes a confirmed one by a code.
    if let Some(user) = &user
        && user.status != Status::Unconfirmed
    {
        return Err(ApiError::not_authorized(format!(
            "User cannot be confirmed. Current status is {}",
            user.status.as_str()
        )));
    }
    let username = user
        .as_ref()
        .map_or_else(|| fold(name), |user| user.username.clone());
    codes.redeem(Purpose::SignUp, &username, digits, now)?;
    // The code of a name that nobody has was sent to nobody: who finds it by guessing has still guessed wrong.
    let user = user.ok_or_else(ApiError::code_mismatch)?;
    user.status = Status::Confirmed;
    user.email_verified = true;
    Ok(json!({}))
}

pub(super) fn resend_code(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.username(pool)?;
    check_username(name)?;
    let now = pool.now();
    let mut state = pool.state();
    let recipient = state.users.find(name).map(|user| {
        let email = user.attributes.email().unwrap_or_default();
        (user.username.clone(), email.to_owned(), user.status)
    });
    let Some((username, email, status)) = recipient else {
        state.codes.issue(Purpose::SignUp, &fold(name), now)?;
        return Ok(json!({"CodeDeliveryDetails": delivery::simulated(pool, name)}));
    };
    if status != Status::Unconfirmed {
        return Err(ApiError::invalid_parameter("User is already confirmed."));
    }
    let code = state.codes.issue(Purpose::SignUp, &username, now)?;
    state.mail(MailKind::Resend, &email, &username, code, now);
    Ok(json!({"CodeDeliveryDetails": delivery::details(&email)}))
}

/// Adds a confirmed user and returns their `sub`.
pub(crate) fn add_user(pool: &Shared, new: NewUser) -> Result<String, ApiError> {
    let NewUser {
        username,
        password,
        groups,
        attributes,
    } = new;
    let attributes = attributes.iter().map(|(name, value)| (&**name, &**value));
    let mut user = account(pool, &username, &password, attributes, Status::Confirmed)?;
    let sub = user.sub.clone();
    let now = pool.now();
    let mut state = pool.state();
    for group in &groups {
        state.groups.ensure(group, now)?;
        user.join(group)?;
    }
    state.users.insert(user)?;
    Ok(sub)
}

/// Makes an account with a password.
pub(super) fn account<'a>(
    pool: &Shared,
    name: &str,
    password: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    status: Status,
) -> Result<User, ApiError> {
    check_username(name)?;
    password_policy::check(password)?;
    let profile = Profile::new(name, attributes)?;
    let record = PasswordRecord::new(pool.owner(&profile.username), password);
    Ok(User::new(profile, record, status, pool.now()))
}
