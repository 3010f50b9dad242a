//! How far a user has come who signs in on the login page with a password of the pool.

use super::form::Form;
use crate::{
    api::{self, Next},
    challenge::Step,
    client::AppClient,
    error::ApiError,
    shared::Shared,
};

/// What the login page asks for next.
pub(super) enum Stage {
    Credentials,
    /// A step after the password, with the handle of the sign-in that waits for it.
    Step(Step, String),
}

/// What became of a form.
pub(super) enum Outcome {
    /// The form is shown again, or another one, with the reason if there is one.
    Asks(Stage, Option<String>),
    /// The user with this `sub` has proven everything.
    SignedIn(String),
}

/// Takes a form: name and password, or the name, the sign-in that waits, and what it waits for.
pub(super) fn advance(pool: &Shared, client: &AppClient, name: &str, form: &Form) -> Outcome {
    let Some(handle) = form.get("session") else {
        let password = form.get("password").unwrap_or_default();
        let proven = api::prove_password(pool, name, password);
        return match proven
            .and_then(|(sub, record)| Ok((api::next(pool, client, &sub, &record)?, sub)))
        {
            Ok((next, sub)) => after(next, sub),
            Err(error) => Outcome::Asks(Stage::Credentials, Some(explained(&error))),
        };
    };
    let (step, outcome) = if let Some(code) = form.get("code") {
        let checked = api::check_code(pool, client, handle, name, code.trim());
        (Step::SoftwareToken, checked.map(Outcome::SignedIn))
    } else {
        let password = form.get("new_password").unwrap_or_default();
        let chosen = api::choose_password(pool, client, handle, name, password, &[]);
        let next = chosen.and_then(|(sub, record)| {
            let next = api::next(pool, client, &sub, &record)?;
            Ok(after(next, sub))
        });
        (Step::NewPassword, next)
    };
    outcome.unwrap_or_else(|error| {
        let now = pool.now();
        let goes_on = pool.state().sessions.get_mut(handle, now).is_ok();
        let stage = if goes_on {
            Stage::Step(step, handle.to_owned())
        } else {
            Stage::Credentials
        };
        Outcome::Asks(stage, Some(explained(&error)))
    })
}

fn after(next: Next, sub: String) -> Outcome {
    match next {
        Next::SignedIn => Outcome::SignedIn(sub),
        Next::Step { step, handle, .. } => Outcome::Asks(Stage::Step(step, handle), None),
    }
}

/// A refusal of the API in words for who sits before the page.
fn explained(error: &ApiError) -> String {
    match error.kind() {
        "UserNotConfirmedException" => {
            "This account is not confirmed yet: enter the code that was mailed to you on the site first."
        }
        "PasswordResetRequiredException" => {
            "This account needs a new password: ask for one with “forgot password” on the site."
        }
        "CodeMismatchException" => "The code is wrong. Codes change every 30 seconds.",
        "NotAuthorizedException" if error.message().starts_with("Invalid session") => {
            "That took too long. Please sign in again."
        }
        "InvalidParameterException" => "That cannot be right. Please check what you typed.",
        _ => error.message(),
    }
    .to_owned()
}
