//! The layer of tower-oauth2-resource-server, and axum's extractor of what it leaves behind.

use axum::{Extension, Router, routing::get};
use load_peers::{ISSUER, Outcome, Subject, jwks_url, listen};
use tower_oauth2_resource_server::{server::OAuth2ResourceServer, tenant::TenantConfiguration};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let tenant = TenantConfiguration::builder(ISSUER)
        .jwks_url(jwks_url()?)
        .build()
        .await?;
    let server = OAuth2ResourceServer::<Subject>::builder()
        .add_tenant(tenant)
        .build()
        .await?;
    let app = Router::new()
        .route("/", get(subject))
        .layer(server.into_layer());
    axum::serve(listen().await?, app).await?;
    Ok(())
}

async fn subject(Extension(claims): Extension<Subject>) -> String {
    claims.sub
}
