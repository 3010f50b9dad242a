//! What follows a proven password: a new password instead of a temporary one, a code of an authenticator app, or tokens.

use serde_json::{Value, json};

use super::{account, input::Input, tokens};
use crate::{
    challenge::{Session, Sessions, Step},
    client::AppClient,
    error::ApiError,
    limit, password_policy,
    shared::{Shared, State},
    srp::PasswordRecord,
    user::{Status, User},
    users::Users,
};

/// What a user with the right password has come to.
pub(crate) enum Next {
    SignedIn,
    Step {
        step: Step,
        /// The `Session` that the answer belongs to.
        handle: String,
        parameters: Value,
    },
}

/// Goes on after the password that this record is of was proven.
pub(super) fn after_password(
    pool: &Shared,
    client: &AppClient,
    sub: &str,
    proven: &PasswordRecord,
) -> Result<Value, ApiError> {
    match next(pool, client, sub, proven)? {
        Next::SignedIn => tokens::sign_in(pool, sub, client),
        Next::Step {
            step,
            handle,
            parameters,
        } => Ok(json!({
            "ChallengeName": step.name(),
            "ChallengeParameters": parameters,
            "Session": handle,
        })),
    }
}

/// What follows the password that this record is of.
pub(crate) fn next(
    pool: &Shared,
    client: &AppClient,
    sub: &str,
    proven: &PasswordRecord,
) -> Result<Next, ApiError> {
    let now = pool.now();
    let mut state = pool.state();
    let user = state
        .users
        .by_sub(sub)
        // The password may have changed since the exchange began.
        .filter(|user| user.password == *proven)
        .ok_or_else(ApiError::wrong_password)?;
    user.may_sign_in()?;
    let Some(step) = step(user, now)? else {
        return Ok(Next::SignedIn);
    };
    let parameters = parameters(user, step);
    let session = Session {
        step,
        client_id: client.id.clone(),
        sub: sub.to_owned(),
        proven: proven.clone(),
        failures: 0,
    };
    let handle = state.sessions.open(session, now)?;
    Ok(Next::Step {
        step,
        handle,
        parameters,
    })
}

/// Answers `NEW_PASSWORD_REQUIRED`.
pub(super) fn new_password(
    pool: &Shared,
    client: &AppClient,
    handle: &str,
    responses: Input<'_>,
) -> Result<Value, ApiError> {
    let password = responses.text("NEW_PASSWORD")?;
    let written = responses.with_prefix("userAttributes.")?;
    let name = responses.text("USERNAME")?;
    let (sub, record) = choose_password(pool, client, handle, name, password, &written)?;
    after_password(pool, client, &sub, &record)
}

/// Takes a password to keep, and attributes with it; returns whose it is, and the record that it leads to.
pub(crate) fn choose_password(
    pool: &Shared,
    client: &AppClient,
    handle: &str,
    name: &str,
    password: &str,
    written: &[(&str, &str)],
) -> Result<(String, PasswordRecord), ApiError> {
    password_policy::check(password)?;
    let now = pool.now();
    let (sub, proven, username, attributes) = {
        let mut state = pool.state();
        let user = session(&mut state.sessions, client, handle, Step::NewPassword, now)
            .map(|session| (session.sub.clone(), session.proven.clone()));
        let (sub, proven) = user?;
        let user = waiting_user(&mut state.users, &sub, &proven, name)?;
        let mut attributes = user.attributes.clone();
        for &(name, value) in written {
            if name == "email" {
                return Err(ApiError::not_authorized(
                    "Cannot modify an already provided email",
                ));
            }
            attributes.write(name, value)?;
        }
        (sub, proven, user.username.clone(), attributes)
    };
    // The arithmetic is not for while the state is locked.
    let record = PasswordRecord::new(pool.owner(&username), password);
    {
        let mut state = pool.state();
        session(&mut state.sessions, client, handle, Step::NewPassword, now)?;
        state.sessions.close(handle);
        let user = waiting_user(&mut state.users, &sub, &proven, name)?;
        user.set_attributes(attributes);
        user.set_password(record.clone(), Status::Confirmed, now);
    }
    Ok((sub, record))
}

/// Answers `SOFTWARE_TOKEN_MFA`. A wrong code may be followed by another, [so many times](limit::GUESSES_PER_CODE).
pub(super) fn software_token(
    pool: &Shared,
    client: &AppClient,
    handle: &str,
    responses: Input<'_>,
) -> Result<Value, ApiError> {
    let code = responses.text("SOFTWARE_TOKEN_MFA_CODE")?;
    let sub = check_code(pool, client, handle, responses.text("USERNAME")?, code)?;
    tokens::sign_in(pool, &sub, client)
}

/// Takes a code of an authenticator app; returns whose it is.
pub(crate) fn check_code(
    pool: &Shared,
    client: &AppClient,
    handle: &str,
    name: &str,
    code: &str,
) -> Result<String, ApiError> {
    let now = pool.now();
    let mut state = pool.state();
    let State {
        sessions, users, ..
    } = &mut *state;
    let session = session(sessions, client, handle, Step::SoftwareToken, now)?;
    let sub = session.sub.clone();
    let user = waiting_user(users, &sub, &session.proven, name)?;
    user.may_sign_in()?;
    let checked = user.software_token.check(code, now);
    session.failures += 1;
    if checked.is_ok() || session.failures >= limit::GUESSES_PER_CODE {
        sessions.close(handle);
    }
    checked?;
    Ok(sub)
}

/// What is still asked of a user with the right password.
fn step(user: &User, now: u64) -> Result<Option<Step>, ApiError> {
    if user.status == Status::ForceChangePassword {
        if user.temporary_until.is_some_and(|until| until <= now) {
            return Err(ApiError::not_authorized(
                "Temporary password has expired and must be reset by an administrator.",
            ));
        }
        return Ok(Some(Step::NewPassword));
    }
    Ok(user
        .software_token
        .is_enabled()
        .then_some(Step::SoftwareToken))
}

/// `ChallengeParameters`, in which lists and objects are JSON text.
fn parameters(user: &User, step: Step) -> Value {
    match step {
        Step::NewPassword => {
            let attributes = account::attributes_object(user);
            json!({
                "USER_ID_FOR_SRP": user.username,
                "requiredAttributes": "[]",
                "userAttributes": attributes.to_string(),
            })
        }
        Step::SoftwareToken => json!({"USER_ID_FOR_SRP": user.username}),
    }
}

/// The session of an answer: for this client and this step.
fn session<'s>(
    sessions: &'s mut Sessions,
    client: &AppClient,
    handle: &str,
    step: Step,
    now: u64,
) -> Result<&'s mut Session, ApiError> {
    let session = sessions.get_mut(handle, now)?;
    if session.step != step || session.client_id != client.id {
        return Err(invalid_session());
    }
    Ok(session)
}

/// The user of a session, if the answer names them and the password is still the one that was proven.
fn waiting_user<'u>(
    users: &'u mut Users,
    sub: &str,
    proven: &PasswordRecord,
    named: &str,
) -> Result<&'u mut User, ApiError> {
    users
        .by_sub_mut(sub)
        .filter(|user| user.goes_by(named) && user.password == *proven)
        .ok_or_else(invalid_session)
}

fn invalid_session() -> ApiError {
    ApiError::not_authorized("Invalid session for the user.")
}
