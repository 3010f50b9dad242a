//! axum-jwt-auth's extractor over a remote key set.

use std::sync::Arc;

use axum::{Router, routing::get};
use axum_jwt_auth::{Claims, Decoder, RemoteJwksDecoder};
use jsonwebtoken::{Algorithm, Validation};
use load_peers::{ISSUER, Outcome, Subject, jwks_url, listen};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[ISSUER]);
    let decoder = RemoteJwksDecoder::builder()
        .jwks_url(jwks_url()?)
        .validation(validation)
        .build()?;
    let decoder = Arc::new(decoder);
    let _until_the_end = decoder.initialize().await?;
    let decoder: Decoder<Subject> = decoder;
    let app = Router::new().route("/", get(subject)).with_state(decoder);
    axum::serve(listen().await?, app).await?;
    Ok(())
}

async fn subject(user: Claims<Subject>) -> String {
    user.claims.sub
}
