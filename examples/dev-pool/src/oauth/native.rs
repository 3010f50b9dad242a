//! A password typed on the login page.

use crate::{
    shared::Shared,
    simulation,
    user::{Status, check_username},
};

/// Who typed the right password, by `sub`, or what to tell them.
pub(super) fn prove(pool: &Shared, name: &str, password: &str) -> Result<String, &'static str> {
    const WRONG: &str = "The e-mail address or the password is wrong.";
    check_username(name).map_err(|_| WRONG)?;
    let known = pool.state().users.find(name).map(|user| {
        (
            Some((user.sub.clone(), user.status)),
            user.username.clone(),
            user.password.clone(),
        )
    });
    let (known, username, record) = known.unwrap_or_else(|| {
        let (username, record) = simulation::account(pool, name);
        (None, username, record)
    });
    let is_right = record.matches(pool.owner(&username), password);
    match known.filter(|_| is_right) {
        None | Some((_, Status::ExternalProvider)) => Err(WRONG),
        Some((sub, Status::Confirmed)) => Ok(sub),
        Some((_, Status::Unconfirmed)) => Err(
            "This account is not confirmed yet: enter the code that was sent to its address on the site first.",
        ),
        Some((_, Status::ForceChangePassword)) => {
            Err("This password is a temporary one: sign in on the site itself to choose another.")
        }
        Some((_, Status::ResetRequired)) => {
            Err("This account needs a new password: use “forgot password” on the site.")
        }
    }
}
