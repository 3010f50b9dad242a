//! Can this site verify tokens? For probes and operators. Open to everybody: it names keys and kinds of errors, and nothing
//! that a token says.

use actix_web::{
    HttpResponse, Responder, Route,
    http::{StatusCode, header},
};
use cognito_actix::core::Verifier;

pub(crate) fn route(verifier: Verifier) -> Route {
    crate::read().to(move || status(verifier.clone()))
}

async fn status(verifier: Verifier) -> impl Responder {
    if !verifier.is_ready() {
        // While a probe keeps requests away nobody else asks for keys. How that ends is in the status.
        let _ = verifier.prefetch().await;
    }
    let status = verifier.status();
    let code =
        StatusCode::from_u16(status.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    HttpResponse::build(code)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(status)
}

#[cfg(test)]
mod tests;
