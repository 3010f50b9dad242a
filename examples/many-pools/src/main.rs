//! A pool for the staff and a pool for each tenant, who may leave while the program runs, on axum: `cargo run -p many-pools`.
#![forbid(unsafe_code)]

mod tenants;
#[cfg(test)]
mod tests;
mod trial;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{AccessClaims, Policy, UserPoolId, Verifier},
};
use demo_pool::Demo;
use tokio::{net::TcpListener, sync::Mutex};

use self::tenants::Tenants;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let app = App::new(&demo)?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    axum::serve(listener, app.routes().finish().with_state(app)).await?;
    Ok(())
}

#[derive(Clone)]
struct App {
    verifier: Verifier,
    staff: UserPoolId,
    tenants: Arc<Tenants>,
    notes: Arc<Mutex<HashMap<UserPoolId, Vec<String>>>>,
}

impl App {
    /// One verifier for all: the staff's pool is known at the start, the others are asked for when a token names them.
    fn new(demo: &Demo) -> Result<Self, Box<dyn std::error::Error>> {
        let tenants = Arc::new(Tenants::from_env()?);
        let verifier = demo.verifier_builder()?.pool_registry(Arc::clone(&tenants));
        Ok(Self {
            verifier: verifier.build()?,
            staff: demo.pool_id()?,
            tenants,
            notes: Arc::default(),
        })
    }

    fn routes(&self) -> ProtectedRouter<Self> {
        let (staff, other) = (self.staff.clone(), self.staff.clone());
        let staff = Policy::custom("staff", move |claims| *claims.user_pool_id() == staff);
        let tenant = Policy::custom("tenant", move |claims| *claims.user_pool_id() != other);
        ProtectedRouter::new(self.verifier.clone())
            .get("/notes", tenant.clone(), list)
            .post("/notes", tenant, write)
            .get("/tenants", staff.clone(), tenants)
            .delete("/tenants/{id}", staff, remove)
    }
}

/// The notes of the tenant whose pool issued the token.
async fn list(State(app): State<App>, Cognito(claims): Cognito<AccessClaims>) -> Json<Vec<String>> {
    let notes = app.notes.lock().await;
    Json(
        notes
            .get(claims.user_pool_id())
            .cloned()
            .unwrap_or_default(),
    )
}

async fn write(
    State(app): State<App>,
    Cognito(claims): Cognito<AccessClaims>,
    note: String,
) -> StatusCode {
    let mut notes = app.notes.lock().await;
    notes
        .entry(claims.user_pool_id().clone())
        .or_default()
        .push(note);
    StatusCode::CREATED
}

async fn tenants(State(app): State<App>) -> String {
    app.tenants.to_string()
}

/// The tenant's tokens are refused from the next request on.
async fn remove(State(app): State<App>, Path(id): Path<String>) -> StatusCode {
    match id.parse::<UserPoolId>() {
        Ok(id) if app.tenants.remove(&id) => {
            app.verifier.forget_pool(&id); // what it looked up it remembers for minutes otherwise
            app.notes.lock().await.remove(&id);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::NOT_FOUND,
    }
}
