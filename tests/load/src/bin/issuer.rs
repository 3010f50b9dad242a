//! Mints the tokens and serves the keys: `GET /token`, `/jwks.json`, `/rotate`, `/fetches`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{Router, routing::get};
use cognito_core::test_util::TestPool;
use load::Outcome;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, routes(&TestPool::new())).await?;
    Ok(())
}

fn routes(pool: &TestPool) -> Router {
    let fetches = Arc::new(AtomicU64::new(0));
    Router::new()
        .route("/token", {
            let pool = pool.clone();
            get(move || async move { token(&pool) })
        })
        .route("/rotate", {
            let pool = pool.clone();
            get(move || async move { pool.rotate_with_overlap() })
        })
        .route("/jwks.json", {
            let (pool, fetches) = (pool.clone(), Arc::clone(&fetches));
            get(move || async move {
                fetches.fetch_add(1, Ordering::Relaxed);
                ([("content-type", "application/json")], pool.jwks())
            })
        })
        .route(
            "/fetches",
            get(move || async move { fetches.load(Ordering::Relaxed).to_string() }),
        )
}

/// A user's access token that outlives the measurement, of the size that Cognito's have.
fn token(pool: &TestPool) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    pool.clock().set_wall(now.unwrap_or_default().as_secs());
    let day = Duration::from_secs(86_400);
    pool.access_token().expires_in(day).group("admins").mint()
}
