//! A verifier that remembers tokens, and still sees at once who signed out, on axum: `cargo run -p token-cache`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, get},
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{
        AccessClaims, Policy, Verifier,
        revocation::RevocationList,
        token_cache::{TokenCacheSettings, TokenCacheState},
    },
};
use demo_pool::Demo;
use tokio::net::TcpListener;

/// Who signed out.
type SignedOut = Arc<RevocationList>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let signed_out = SignedOut::default();
    let verifier = verifier(&demo, &signed_out)?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    let app = routes(verifier).finish().with_state(signed_out);
    axum::serve(listener, app).await?;
    Ok(())
}

fn verifier(
    demo: &Demo,
    signed_out: &SignedOut,
) -> Result<Verifier, cognito_tower::core::BuildError> {
    demo.verifier_builder()?
        .revocation(Arc::clone(signed_out))
        .token_cache(TokenCacheSettings::default().max_entries(50_000))
        .build()
}

fn routes(verifier: Verifier) -> ProtectedRouter<SignedOut> {
    ProtectedRouter::new(verifier.clone())
        .get("/me", Policy::user(), me)
        .post("/sign-out", Policy::user(), sign_out)
        .public("/cache", cache(verifier))
}

async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
    format!("hello, {}\n", claims.username().unwrap_or("stranger"))
}

/// With every hit the list is asked again: the token that was remembered is refused from now on.
async fn sign_out(
    State(signed_out): State<SignedOut>,
    Cognito(claims): Cognito<AccessClaims>,
) -> StatusCode {
    match signed_out.sign_out(&claims) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_full) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Hits, misses and size. Numbers only, so that anybody may see them.
fn cache(verifier: Verifier) -> MethodRouter<SignedOut> {
    get(async move || -> Json<Option<TokenCacheState>> { Json(verifier.token_cache()) })
}
