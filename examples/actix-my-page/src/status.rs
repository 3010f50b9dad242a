//! Can this site verify tokens? For probes and operators. Open to everybody: it names keys and kinds of errors, and nothing
//! that a token says.

use actix_web::{
    HttpResponse, Responder,
    http::{StatusCode, header},
    web::{self, Data, ServiceConfig},
};
use cognito_actix::core::Verifier;

pub(crate) fn routes(config: &mut ServiceConfig, verifier: &Verifier) {
    config.service(
        web::resource("/status")
            .app_data(Data::new(verifier.clone()))
            .route(crate::read().to(status)),
    );
}

async fn status(verifier: Data<Verifier>) -> impl Responder {
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
