//! Can this site verify tokens? For probes and operators. Open to everybody: it names keys and kinds of errors, and nothing
//! that a token says.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::{MethodRouter, get},
};
use cognito_tower::core::Verifier;

pub(crate) fn route<S>(verifier: Verifier) -> MethodRouter<S> {
    get(status).with_state(verifier)
}

async fn status(State(verifier): State<Verifier>) -> impl IntoResponse {
    if !verifier.is_ready() {
        // While a probe keeps requests away nobody else asks for keys. How that ends is in the status.
        let _ = verifier.prefetch().await;
    }
    let status = verifier.status();
    let code =
        StatusCode::from_u16(status.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    (code, [(header::CACHE_CONTROL, "no-store")], Json(status))
}

#[cfg(test)]
mod tests;
