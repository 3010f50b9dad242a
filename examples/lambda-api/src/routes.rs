//! What the API offers to whom. Nothing here knows of Lambda.

use axum::{Json, routing::get};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{Authenticator, CognitoClaims, Policy, UserClaims},
};
use serde_json::{Value, json};

pub(crate) fn routes(auth: Authenticator) -> ProtectedRouter {
    ProtectedRouter::new(auth)
        .get("/me", Policy::authenticated(), me)
        .get("/orders", Policy::scope("orders/read"), orders)
        .get("/admin", Policy::group("admins"), admin)
        .public("/health", get(async || "ok\n"))
}

async fn me(Cognito(claims): Cognito<CognitoClaims>) -> Json<Value> {
    Json(json!({
        "who": claims.username().unwrap_or(claims.client_id()),
        "token": claims.token_use().as_str(),
        "verified_by": claims.provenance().as_str(),
        "groups": claims.groups().iter().collect::<Vec<_>>(),
        "scopes": claims.scopes().iter().collect::<Vec<_>>(),
    }))
}

async fn orders() -> &'static str {
    "tea\n"
}

/// `UserClaims` are an access token's: what an ID token says about its owner is no permission.
async fn admin(Cognito(user): Cognito<UserClaims>) -> String {
    let who = user.username().unwrap_or(user.subject());
    format!("{who} is an administrator\n")
}
