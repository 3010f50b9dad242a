//! Users as their administrator sees and changes them.

use serde_json::{Map, Value, json};

use super::{filter::Filter, page, written::Written};
use crate::{
    api::{account, input::Input, mfa},
    code::Purpose,
    error::ApiError,
    limit,
    mailbox::MailKind,
    password_policy,
    shared::{Shared, State},
    srp::PasswordRecord,
    user::{Status, User},
};

pub(super) fn get(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let state = pool.state();
    let user = find(&state, input.text("Username")?)?;
    let mut answer = described(user, "UserAttributes");
    answer.extend(account::mfa_settings(user));
    Ok(answer.into())
}

pub(super) fn list(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let filter = input.optional("Filter")?.filter(|text| !text.is_empty());
    let filter = filter.map(Filter::parse).transpose()?;
    let shown = input.list("AttributesToGet")?;
    let state = pool.state();
    let users = state.users.sorted().into_iter();
    let found = users.filter(|user| filter.as_ref().is_none_or(|filter| filter.finds(user)));
    let entries = found.map(|user| {
        let mut entry = described(user, "Attributes");
        if !shown.is_empty()
            && let Some(Value::Array(attributes)) = entry.get_mut("Attributes")
        {
            attributes.retain(|attribute| shown.iter().any(|name| *name == attribute["Name"]));
        }
        (sort_key(user), entry.into())
    });
    let page = page::portion(input, ("Limit", "PaginationToken"), entries)?;
    Ok(page.into_answer("Users", "PaginationToken"))
}

pub(super) fn set_password(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("Username")?;
    let password = input.text("Password")?;
    let is_permanent = input.flag("Permanent")? == Some(true);
    let username = find(&pool.state(), name)?.username.clone();
    password_policy::check(password)?;
    let record = PasswordRecord::new(pool.owner(&username), password);
    let now = pool.now();
    change(pool, &username, |user| {
        if user.identity.is_some() {
            return Err(ApiError::invalid_parameter(
                "A user of another provider has no password here.",
            ));
        }
        if is_permanent {
            user.set_password(record, Status::Confirmed, now);
        } else {
            user.set_password(record, Status::ForceChangePassword, now);
            user.temporary_until = Some(now.saturating_add(limit::TEMPORARY_PASSWORD_LIFE));
        }
        Ok(())
    })
}

pub(super) fn confirm_sign_up(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    // The address stays unproven, as with the service.
    change(pool, input.text("Username")?, confirm)
}

/// Confirms a sign-up as the code from the mail does, which proves the address as well.
pub(crate) fn confirm_address(pool: &Shared, name: &str) -> Result<Value, ApiError> {
    change(pool, name, |user| {
        confirm(user)?;
        user.email_verified = true;
        Ok(())
    })
}

fn confirm(user: &mut User) -> Result<(), ApiError> {
    if user.status != Status::Unconfirmed {
        return Err(ApiError::not_authorized(format!(
            "User cannot be confirmed. Current status is {}",
            user.status.as_str()
        )));
    }
    user.status = Status::Confirmed;
    Ok(())
}

pub(super) fn reset_password(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    reset(pool, input.text("Username")?)
}

/// Voids a password: a code is mailed, and nobody gets in before it was used.
pub(crate) fn reset(pool: &Shared, name: &str) -> Result<Value, ApiError> {
    let now = pool.now();
    let mut state = pool.state();
    let user = find(&state, name)?;
    if !user.is_enabled {
        return Err(ApiError::not_authorized("User is disabled."));
    }
    if !matches!(user.status, Status::Confirmed | Status::ResetRequired) {
        return Err(ApiError::not_authorized(
            "User password cannot be reset in the current state.",
        ));
    }
    let email = user.attributes.email().filter(|_| user.email_verified);
    let email = email.map(str::to_owned).ok_or_else(|| {
        ApiError::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    })?;
    let username = user.username.clone();
    let code = state.codes.issue(Purpose::ForgotPassword, &username, now)?;
    if let Some(user) = state.users.find_mut(&username) {
        user.status = Status::ResetRequired;
        user.modified = now;
    }
    state.mail(MailKind::ForgotPassword, &email, &username, code, now);
    Ok(json!({}))
}

pub(super) fn update_attributes(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let written = Written::of(input)?;
    let now = pool.now();
    let mut state = pool.state();
    let user = find(&state, input.text("Username")?)?;
    let (sub, mut attributes) = (user.sub.clone(), user.attributes.clone());
    for (name, value) in &written.others {
        attributes.write(name, value)?;
    }
    let is_moved = attributes.email() != user.attributes.email();
    let user = state.users.replace_attributes(&sub, attributes, now)?;
    written.mark(user);
    let username = user.username.clone();
    if is_moved {
        // What was sent to the old address proves nothing of the new one.
        state.codes.end(&username);
    }
    Ok(json!({}))
}

pub(super) fn set_mfa_preference(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let sub = find(&pool.state(), input.text("Username")?)?.sub.clone();
    mfa::set(pool, &sub, input)
}

pub(super) fn disable(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    switch(pool, input.text("Username")?, false)
}

pub(super) fn enable(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    switch(pool, input.text("Username")?, true)
}

/// Lets a user in or not. Who is locked out loses all sign-ins, and letting them in again brings none back.
pub(crate) fn switch(pool: &Shared, name: &str, is_enabled: bool) -> Result<Value, ApiError> {
    change(pool, name, |user| {
        user.is_enabled = is_enabled;
        Ok(())
    })?;
    if is_enabled {
        return Ok(json!({}));
    }
    sign_out(pool, name)
}

pub(super) fn global_sign_out(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    sign_out(pool, input.text("Username")?)
}

/// Revokes every sign-in of a user.
pub(crate) fn sign_out(pool: &Shared, name: &str) -> Result<Value, ApiError> {
    let mut state = pool.state();
    let sub = find(&state, name)?.sub.clone();
    let revoked = state.sign_ins.revoke_all(&sub);
    drop(state);
    pool.on_revocation.tell(revoked);
    Ok(json!({}))
}

pub(super) fn delete(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let sub = find(&pool.state(), input.text("Username")?)?.sub.clone();
    account::delete(pool, &sub)
}

/// A user as lists and descriptions show them, with the attributes under this name.
pub(super) fn described(user: &User, attributes: &str) -> Map<String, Value> {
    [
        ("Username", json!(user.username)),
        (attributes, json!(account::attributes(user))),
        ("UserCreateDate", json!(user.created)),
        ("UserLastModifiedDate", json!(user.modified)),
        ("Enabled", json!(user.is_enabled)),
        ("UserStatus", json!(user.status.as_str())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}

/// What a list of users is in the order of.
pub(super) fn sort_key(user: &User) -> String {
    format!("{:012} {}", user.created, user.sub)
}

pub(super) fn find<'s>(state: &'s State, name: &str) -> Result<&'s User, ApiError> {
    let user = state.users.find(name);
    user.or_else(|| state.users.by_sub(name))
        .ok_or_else(ApiError::user_not_found)
}

/// Changes a user, who is found by any of their names or their `sub`.
pub(super) fn change(
    pool: &Shared,
    name: &str,
    change: impl FnOnce(&mut User) -> Result<(), ApiError>,
) -> Result<Value, ApiError> {
    let now = pool.now();
    let mut state = pool.state();
    let sub = find(&state, name)?.sub.clone();
    let user = state.users.by_sub_mut(&sub);
    let user = user.ok_or_else(ApiError::user_not_found)?;
    change(user)?;
    user.modified = now;
    Ok(json!({}))
}
