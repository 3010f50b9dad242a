//! What all accessors say.

use std::time::{SystemTime, UNIX_EPOCH};

use cognito_core::{CognitoClaims, Identity, Principal};
use serde_json::{Map, Value, json};

pub(crate) fn answers(claims: &CognitoClaims) -> Map<String, Value> {
    let groups: Vec<_> = claims.groups().iter().collect();
    let scopes: Vec<_> = claims.scopes().iter().collect();
    let principal = match claims.principal() {
        Principal::Machine { client_id } => json!({"machine": client_id}),
        Principal::User { subject, username } => json!({"user": subject, "name": username}),
        _ => unreachable!("there are users and machines"),
    };
    let mut answers = json!({
        "acr": claims.acr(),
        "actor": claims.actor().map(|actor| actor.subject().map(String::from)),
        "amr": claims.amr(),
        "audience": claims.audience(),
        "auth_time": claims.auth_time().map(seconds),
        "client_id": claims.client_id(),
        "event_id": claims.event_id(),
        "expires_at": seconds(claims.expires_at()),
        "groups": groups,
        "issued_at": claims.issued_at().map(seconds),
        "issuer": claims.issuer(),
        "jwt_id": claims.jwt_id(),
        "nonce": claims.nonce(),
        "origin_jwt_id": claims.origin_jwt_id(),
        "principal": principal,
        "scopes": scopes,
        "subject": claims.subject(),
        "tenant": claims.custom_attribute("tenant"),
        "token_use": claims.token_use().as_str(),
        "user_pool_id": claims.user_pool_id().as_str(),
        "username": claims.username(),
    });
    if let Ok(access) = claims.access() {
        answers["device_key"] = json!(access.device_key());
        answers["version"] = json!(access.version());
    }
    if let Ok(id) = claims.id() {
        answers["address"] = json!(id.address().map(|address| address.formatted));
        answers["birthdate"] = json!(id.birthdate());
        answers["email"] = json!(id.email());
        answers["email_verified"] = json!(id.email_verified());
        answers["identities"] = id.identities().iter().map(identity).collect();
        answers["phone_number"] = json!(id.phone_number());
        answers["phone_number_verified"] = json!(id.phone_number_verified());
        answers["preferred_role"] = json!(id.preferred_role());
        answers["roles"] = json!(id.roles());
        answers["updated_at"] = json!(id.updated_at().map(seconds));
    }
    answers.as_object().unwrap().clone()
}

fn identity(identity: &Identity) -> Value {
    json!([
        identity.user_id,
        identity.provider_name,
        identity.provider_type,
        identity.issuer,
        identity.primary,
        identity.date_created.map(seconds),
    ])
}

fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).unwrap().as_secs()
}
