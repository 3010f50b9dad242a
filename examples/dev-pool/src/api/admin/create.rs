//! `AdminCreateUser`: an account with a temporary password, and the mail that tells of it.

use serde_json::{Value, json};

use super::{
    user::{described, find},
    written::Written,
};
use crate::{
    api::{input::Input, sign_up},
    error::ApiError,
    limit,
    mailbox::MailKind,
    password_policy, random,
    shared::{Shared, State},
    srp::PasswordRecord,
    user::Status,
};

pub(super) fn create_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("Username")?;
    let password = match input.optional("TemporaryPassword")? {
        Some(password) => password.to_owned(),
        None => random::password(),
    };
    let action = input.optional("MessageAction")?;
    if action == Some("RESEND") {
        return invite_again(pool, name, &password);
    }
    let written = Written::of(input)?;
    let others = written.others.iter().copied();
    let mut user = sign_up::account(pool, name, &password, others, Status::ForceChangePassword)?;
    written.mark(&mut user);
    user.temporary_until = Some(user.created.saturating_add(limit::TEMPORARY_PASSWORD_LIFE));
    let answer = json!({"User": described(&user, "Attributes")});
    let username = user.username.clone();
    let mut state = pool.state();
    state.users.insert(user)?;
    if action != Some("SUPPRESS") {
        invite(&mut state, &username, password, pool.now());
    }
    Ok(answer)
}

/// `MessageAction` `RESEND`: a new temporary password for someone who has not used the first one.
fn invite_again(pool: &Shared, name: &str, password: &str) -> Result<Value, ApiError> {
    password_policy::check(password)?;
    let username = find(&pool.state(), name)?.username.clone();
    let record = PasswordRecord::new(pool.owner(&username), password);
    let now = pool.now();
    let mut state = pool.state();
    let user = state.users.find_mut(&username);
    let user = user.ok_or_else(ApiError::user_not_found)?;
    if user.status != Status::ForceChangePassword {
        return Err(ApiError::new(
            "UnsupportedUserStateException",
            format!(
                "Resend not possible. Current status is {}",
                user.status.as_str()
            ),
        ));
    }
    user.set_password(record, Status::ForceChangePassword, now);
    user.temporary_until = Some(now.saturating_add(limit::TEMPORARY_PASSWORD_LIFE));
    let answer = json!({"User": described(user, "Attributes")});
    invite(&mut state, &username, password.to_owned(), now);
    Ok(answer)
}

fn invite(state: &mut State, username: &str, password: String, now: u64) {
    let email = state.users.find(username);
    let email = email.and_then(|user| user.attributes.email());
    if let Some(email) = email.map(str::to_owned) {
        state.mail(MailKind::Invitation, &email, username, password, now);
    }
}
