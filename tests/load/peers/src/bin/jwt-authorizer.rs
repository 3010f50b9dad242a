//! jwt-authorizer's layer and extractor, with the claims type of its documentation.

use axum07::{Router, routing::get};
use jwt_authorizer::{
    Authorizer, IntoLayer as _, JwtAuthorizer, JwtClaims, RegisteredClaims, Validation,
};
use load_peers::{ISSUER, Outcome, jwks_url, listen};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let auth: Authorizer<RegisteredClaims> = JwtAuthorizer::from_jwks_url(&jwks_url()?)
        .validation(Validation::new().iss(&[ISSUER]))
        .build()
        .await?;
    let app = Router::new()
        .route("/", get(subject))
        .layer(auth.into_layer());
    axum07::serve(listen().await?, app).await?;
    Ok(())
}

async fn subject(JwtClaims(claims): JwtClaims<RegisteredClaims>) -> String {
    claims.sub.unwrap_or_default()
}
