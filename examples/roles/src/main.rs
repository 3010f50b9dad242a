//! Orders behind scopes, groups, machines and a recent sign-in, on axum: `cargo run -p roles`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{AccessClaims, MachineClaims, Policy, Verifier},
};
use demo_pool::Demo;
use tokio::{net::TcpListener, sync::Mutex};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let verifier = demo.verifier()?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    let app = routes(verifier).finish().with_state(Orders::default());
    axum::serve(listener, app).await?;
    Ok(())
}

fn routes(verifier: Verifier) -> ProtectedRouter<Orders> {
    let writers = Policy::scope("orders/write");
    let readers = Policy::scope("orders/read") | writers.clone();
    let admins = Policy::group("admins");
    let careful = admins.clone() & Policy::max_auth_age(Duration::from_secs(300));
    ProtectedRouter::new(verifier)
        .get("/orders", readers, list)
        .post("/orders", writers, place)
        .delete("/orders/{number}", careful, cancel)
        .get("/stock", Policy::machine(), stock)
        .serve_table("/routes", admins)
}

/// What was ordered, by number, with the name of who ordered it.
type Orders = Arc<Mutex<BTreeMap<u32, String>>>;

async fn list(State(orders): State<Orders>) -> Json<BTreeMap<u32, String>> {
    Json(orders.lock().await.clone())
}

async fn place(
    State(orders): State<Orders>,
    Cognito(claims): Cognito<AccessClaims>,
    item: String,
) -> (StatusCode, String) {
    let who = claims.username().unwrap_or(claims.client_id());
    let mut orders = orders.lock().await;
    let number = orders.last_key_value().map_or(1, |(last, _)| last + 1);
    orders.insert(number, format!("{item}, for {who}"));
    (StatusCode::CREATED, format!("order {number}\n"))
}

async fn cancel(State(orders): State<Orders>, Path(number): Path<u32>) -> StatusCode {
    let mut orders = orders.lock().await;
    match orders.remove(&number) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::NOT_FOUND,
    }
}

/// For the warehouse's program, which has client credentials and no user.
async fn stock(Cognito(claims): Cognito<MachineClaims>) -> String {
    format!("12 boxes of tea, for {}\n", claims.client_id())
}
