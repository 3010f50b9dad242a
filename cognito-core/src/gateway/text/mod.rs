//! Claims that a gateway made text of, in the JSON types that the token's payload had.
//!
//! What was text in the token stays as it came. So does whatever has another form than a gateway is known to write, and
//! what could stand for several things: it is then judged as a token with such a claim is. An ambiguous `cognito:groups`
//! is left a string, which no token has, and counts as no groups. Values that are no text at all, as emulators hand on,
//! are kept.

mod app_sync;
mod date;
mod list;
mod object;

use serde_json::{Map, Value};

pub(super) use self::app_sync::app_sync;
use crate::token::Claim;

/// A REST API's `authorizer.claims`: `exp` and `iat` are dates, a list is its items with commas between them.
pub(super) fn rest_api(claims: Map<String, Value>) -> Map<String, Value> {
    in_types_of_the_token(claims, Gateway::Rest)
}

/// An HTTP API's `authorizer.jwt.claims`: numbers are digits, a list is its items with spaces between them, in brackets.
pub(super) fn http_api(claims: Map<String, Value>) -> Map<String, Value> {
    in_types_of_the_token(claims, Gateway::Http)
}

/// An HTTP API's `authorizer.claims`, in payloads of format 1.0: at the place of a REST API's, in its own forms.
pub(super) fn http_api_v1(claims: Map<String, Value>) -> Map<String, Value> {
    http_api(claims)
}

/// Reads groups that were left a text as names with commas between them. Only whoever knows that no name has a comma can
/// ask for it.
pub(super) fn split_groups(mut claims: Map<String, Value>) -> Map<String, Value> {
    if let Some(groups) = claims.get_mut(Claim::Groups.name())
        && let Value::String(text) = groups
        && let Some(names) = list::parted_at_commas(text)
    {
        *groups = names.into();
    }
    claims
}

#[derive(Clone, Copy)]
enum Gateway {
    Http,
    Rest,
}

fn in_types_of_the_token(claims: Map<String, Value>, gateway: Gateway) -> Map<String, Value> {
    claims
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => {
                let typed = typed(&name, &text, gateway);
                (name, typed.unwrap_or(Value::String(text)))
            }
            other => (name, other),
        })
        .filter(|(name, value)| !is_no_groups(name, value))
        .collect()
}

/// What the token had in place of this text; `None` where it had the text, or that cannot be told.
fn typed(name: &str, text: &str, gateway: Gateway) -> Option<Value> {
    match name {
        "auth_time" | "exp" | "iat" | "nbf" => whole_number(text)
            .or_else(|| date::seconds(text))
            .map(Value::from),
        "updated_at" | "version" => whole_number(text).map(Value::from),
        "email_verified" | "phone_number_verified" => text.parse().ok().map(Value::Bool),
        "amr" | "cognito:groups" | "cognito:roles" => names(text, gateway).map(Value::from),
        // One client or resource is a text in the token, too.
        "aud" => match gateway {
            Gateway::Http => list::bracketed(text).map(Value::from),
            Gateway::Rest => None,
        },
        "act" | "address" => object::one(text).map(Value::Object),
        "identities" => object::several(text).map(Value::from),
        _ => None,
    }
}

/// `None` for what could be several lists.
fn names(text: &str, gateway: Gateway) -> Option<Vec<&str>> {
    match gateway {
        Gateway::Http => list::bracketed(text).or_else(|| list::at_most_one(text)),
        Gateway::Rest => list::at_most_one(text),
    }
}

/// Tokens of users without groups do not have the claim.
fn is_no_groups(name: &str, value: &Value) -> bool {
    name == Claim::Groups.name() && value.as_array().is_some_and(Vec::is_empty)
}

/// The digits of a number as a gateway writes them: no sign, no zero in front.
fn whole_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests;
