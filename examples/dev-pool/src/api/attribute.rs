//! Attributes that a user changes, and the proof of a new address: `UpdateUserAttributes`,
//! `GetUserAttributeVerificationCode` and `VerifyUserAttribute`.

use serde_json::{Value, json};

use super::{account::bearer, delivery, input::Input};
use crate::{
    code::Purpose,
    error::ApiError,
    mailbox::MailKind,
    shared::{Shared, State},
    user::User,
};

/// A new e-mail address is the user's at once, unproven until the code from the mail is entered.
pub(super) fn update(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    let written = input.attributes()?;
    let now = pool.now();
    let mut state = pool.state();
    let user = find(&state, bearer.subject())?;
    let mut attributes = user.attributes.clone();
    for (name, value) in written {
        attributes.write(name, value)?;
    }
    let is_moved = attributes.email() != user.attributes.email();
    // Another provider's user has an address for show: no code is sent for a new one.
    let is_federated = user.identity.is_some();
    // Before the address changes: a code that was sent to the old one must not prove the new one.
    let code = (is_moved && !is_federated).then(|| Code::issue(&mut state, bearer.subject(), now));
    let code = code.transpose()?;
    let user = state
        .users
        .replace_attributes(bearer.subject(), attributes, now)?;
    let username = user.username.clone();
    if is_moved && is_federated {
        state.codes.end(&username);
    }
    let details = code.map(|code| code.send(&mut state, bearer.subject(), now));
    let details: Vec<Value> = details.transpose()?.into_iter().collect();
    Ok(json!({"CodeDeliveryDetailsList": details}))
}

pub(super) fn verification_code(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    check_name(input)?;
    let now = pool.now();
    let mut state = pool.state();
    let code = Code::issue(&mut state, bearer.subject(), now)?;
    let details = code.send(&mut state, bearer.subject(), now)?;
    Ok(json!({"CodeDeliveryDetails": details}))
}

pub(super) fn verify(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let bearer = bearer(pool, input)?;
    check_name(input)?;
    let digits = input.text("Code")?;
    let now = pool.now();
    let mut state = pool.state();
    let State { users, codes, .. } = &mut *state;
    let user = users.by_sub_mut(bearer.subject());
    let user = user.ok_or_else(ApiError::user_not_found)?;
    codes.redeem(Purpose::VerifyEmail, &user.username, digits, now)?;
    user.email_verified = true;
    user.modified = now;
    Ok(json!({}))
}

fn check_name(input: Input<'_>) -> Result<(), ApiError> {
    if input.text("AttributeName")? == "email" {
        return Ok(());
    }
    Err(ApiError::invalid_parameter(
        "This development pool verifies the attribute email only.",
    ))
}

/// A code that proves an address.
struct Code(String);

impl Code {
    /// A new code, which replaces one that was issued before.
    fn issue(state: &mut State, sub: &str, now: u64) -> Result<Self, ApiError> {
        let username = find(state, sub)?.username.clone();
        let code = state.codes.issue(Purpose::VerifyEmail, &username, now);
        code.map(Self)
    }

    /// Mails the code to the address that the user has now.
    fn send(self, state: &mut State, sub: &str, now: u64) -> Result<Value, ApiError> {
        let user = find(state, sub)?;
        let email = user.attributes.email().unwrap_or_default().to_owned();
        let username = user.username.clone();
        state.mail(MailKind::VerifyEmail, &email, &username, self.0, now);
        Ok(delivery::details(&email))
    }
}

fn find<'s>(state: &'s State, sub: &str) -> Result<&'s User, ApiError> {
    state.users.by_sub(sub).ok_or_else(ApiError::user_not_found)
}
