//! A team whose tenant and seats come out of the token's own claims, on axum: `cargo run -p custom-claims`.
//!
//! A pool writes such claims into access tokens by a pre token generation trigger.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{collections::HashMap, sync::Arc};

use axum::{Json, extract::State, http::StatusCode};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{AccessClaims, Policy, Verifier},
};
use demo_pool::Demo;
use serde::Deserialize;
use tokio::{net::TcpListener, sync::Mutex};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let verifier = demo.verifier()?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    let app = routes(verifier).finish().with_state(Teams::default());
    axum::serve(listener, app).await?;
    Ok(())
}

fn routes(verifier: Verifier) -> ProtectedRouter<Teams> {
    ProtectedRouter::new(verifier)
        .get("/team", Policy::user(), team)
        .post("/team", Policy::user(), invite)
}

/// What the pool's trigger writes. A token in which it is missing, or of another form, is answered with 403.
#[derive(Clone, Deserialize)]
struct Plan {
    #[serde(rename = "custom:tenant")]
    tenant: String,
    /// Attributes are texts in tokens, `"2"`: `as_text` reads them as what they are.
    #[serde(rename = "custom:seats", with = "cognito_tower::core::as_text")]
    seats: usize,
}

/// Who is in which tenant's team.
type Teams = Arc<Mutex<HashMap<String, Vec<String>>>>;

/// The tenant is the token's, and never a part of the URL: nobody can ask for another's team.
async fn team(
    State(teams): State<Teams>,
    Cognito(claims): Cognito<AccessClaims<Plan>>,
) -> Json<Vec<String>> {
    let teams = teams.lock().await;
    let team = teams.get(&claims.custom().tenant);
    Json(team.cloned().unwrap_or_default())
}

/// As many as the tenant's plan has seats for.
async fn invite(
    State(teams): State<Teams>,
    Cognito(claims): Cognito<AccessClaims<Plan>>,
    name: String,
) -> (StatusCode, String) {
    let Plan { tenant, seats } = claims.custom();
    let mut teams = teams.lock().await;
    let team = teams.entry(tenant.clone()).or_default();
    if team.len() >= *seats {
        return (
            StatusCode::CONFLICT,
            format!("all {seats} seats of {tenant} are taken\n"),
        );
    }
    let welcome = format!("{name} is in the team of {tenant}\n");
    team.push(name);
    (StatusCode::CREATED, welcome)
}
