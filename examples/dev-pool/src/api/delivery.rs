//! `CodeDeliveryDetails`: where a code went, or seems to have gone.

use serde_json::{Value, json};

use crate::{attribute::is_email, shared::Shared, simulation};

/// The answer for a code that went to this address.
pub(super) fn details(email: &str) -> Value {
    json!({
        "AttributeName": "email",
        "DeliveryMedium": "EMAIL",
        "Destination": masked(email),
    })
}

/// The answer for a name that no user has, in the same form and always the same.
pub(super) fn simulated(pool: &Shared, name: &str) -> Value {
    if is_email(name) {
        return details(name);
    }
    let [first, second, ..] = simulation::bytes(pool, "delivery", name);
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    details(&format!("{}@{}", letter(first), letter(second)))
}

/// The first letters of both halves: `a***@e***`.
fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let first = |half: &str| half.chars().next().map(String::from).unwrap_or_default();
    format!("{}***@{}***", first(local), first(domain))
}
