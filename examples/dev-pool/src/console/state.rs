//! What the page shows, as JSON: everything but passwords, secrets and tokens.

use serde_json::{Value, json};

use crate::{
    shared::{Shared, State},
    user::User,
};

pub(super) fn json(pool: &Shared) -> Value {
    let settings = &pool.settings;
    let jwks = pool.keys().jwks();
    let keys = jwks.get("keys").and_then(Value::as_array);
    let keys = keys.into_iter().flatten();
    let kids: Vec<_> = keys.filter_map(|key| key.get("kid")).collect();
    let clients: Vec<Value> = settings
        .clients
        .iter()
        .map(|client| {
            json!({
                "accessTokenSeconds": client.access_token_seconds(),
                "confidential": client.secret.is_some(),
                "id": client.id,
                "rotationGraceSeconds": client.rotation.map(|grace| grace.as_secs_f64()),
            })
        })
        .collect();
    let state = pool.state();
    let users: Vec<Value> = state.users.sorted().into_iter().map(user).collect();
    json!({
        "groups": groups(&state),
        "mails": state.mailbox.mails(),
        "pool": {
            "clients": clients,
            "issuer": settings.issuer,
            "jwksMode": state.jwks_mode.as_str(),
            "kids": kids,
            "region": settings.region,
            "userPoolId": settings.user_pool_id,
        },
        "tokenRequests": token_requests(&state),
        "users": users,
    })
}

fn token_requests(state: &State) -> Value {
    let requests = state.token_requests;
    json!({
        "authorizationCode": requests.authorization_code,
        "clientCredentials": requests.client_credentials,
        "refreshToken": requests.refresh_token,
        "refused": requests.refused,
    })
}

fn user(user: &User) -> Value {
    let identity = user.identity.as_ref();
    json!({
        "created": user.created,
        "email": user.attributes.email(),
        "emailVerified": user.email_verified(),
        "enabled": user.is_enabled,
        "groups": user.groups,
        "provider": identity.map(|identity| identity.provider.as_str()),
        "softwareToken": user.software_token.is_enabled(),
        "status": user.status.as_str(),
        "sub": user.sub,
        "username": user.username,
    })
}

fn groups(state: &State) -> Vec<Value> {
    let users = state.users.sorted();
    let members = |name: &str| {
        let is_member = |user: &&&User| user.groups.iter().any(|joined| joined == name);
        users.iter().filter(is_member).count()
    };
    state
        .groups
        .iter()
        .map(|(name, group)| {
            json!({
                "description": group.description,
                "members": members(name),
                "name": name,
                "precedence": group.precedence,
                "roleArn": group.role_arn,
            })
        })
        .collect()
}
