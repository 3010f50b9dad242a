//! What the page's buttons do: the administrators' operations.

use serde_json::Value;

use crate::{api::admin, error::ApiError, shared::Shared};

const ACTIONS: [&str; 7] = [
    "add-to-group",
    "confirm",
    "disable",
    "enable",
    "remove-from-group",
    "reset",
    "sign-out",
];

/// The action of this name.
pub(super) fn known(name: &str) -> Option<&'static str> {
    ACTIONS.into_iter().find(|action| *action == name)
}

/// Does something to the user that `username` in the body names, by any of their names or their `sub`.
pub(super) fn perform(pool: &Shared, action: &str, body: &Value) -> Result<Value, ApiError> {
    let text = |name: &str| {
        let text = body.get(name).and_then(Value::as_str);
        text.ok_or_else(|| ApiError::invalid_parameter(format!("{name} is missing")))
    };
    let username = text("username")?;
    match action {
        "add-to-group" => admin::group::join(pool, username, text("group")?),
        "confirm" => admin::user::confirm_address(pool, username),
        "disable" => admin::user::switch(pool, username, false),
        "enable" => admin::user::switch(pool, username, true),
        "remove-from-group" => admin::group::leave(pool, username, text("group")?),
        "reset" => admin::user::reset(pool, username),
        _ => admin::user::sign_out(pool, username),
    }
}

/// Revokes every sign-in there is.
pub(super) fn sign_out_everybody(pool: &Shared) {
    let mut state = pool.state();
    let subs: Vec<String> = state
        .users
        .sorted()
        .iter()
        .map(|user| user.sub.clone())
        .collect();
    let revoked: Vec<_> = subs
        .iter()
        .flat_map(|sub| state.sign_ins.revoke_all(sub))
        .collect();
    drop(state);
    pool.on_revocation.tell(revoked);
}
