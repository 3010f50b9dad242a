//! A server that keeps its users' files in S3, and reads their notes in DynamoDB, with each user's own AWS credentials.
//!
//! The server has no AWS credentials itself. What a user may do, the role in the identity pool says, and AWS checks it: the
//! handlers here could not show one user's files to another if they tried.
//!
//! `cargo run` in this folder brings a user pool, an identity pool and a store for development, and prints what to try. With a
//! cloud elsewhere, the environment names it (`S3_BUCKET` alone makes the program say what it needs), and the build leaves the
//! embedded parts out: `cargo run --no-default-features`. `try` drives a built server from the outside.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod app;
mod caller;
#[cfg(feature = "dev-cloud")]
mod embedded;
mod files;
mod items;
mod problem;
mod settings;
#[cfg(all(test, feature = "dev-cloud"))]
mod tests;

use std::error::Error;

use axum::{Router, extract::DefaultBodyLimit};
use cognito_tower::{
    ProtectedRouter,
    core::{Policy, TokenUse, VerifierBuilder},
};
use tokio::net::TcpListener;

use crate::{app::App, settings::Settings};

/// What a user can upload at once.
const MAX_FILE: usize = 10 * 1024 * 1024;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "that is how one learns the address")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", settings::port()?)).await?;
    let port = listener.local_addr()?.port();
    let (site, introduction) = site(port)?;
    println!("{introduction}");
    axum::serve(listener, site)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    Ok(())
}

/// The site that the environment asks for, and what to say of it.
fn site(port: u16) -> Result<(Router, String), Box<dyn Error>> {
    #[cfg(feature = "dev-cloud")]
    if !settings::names_a_cloud() {
        let embedded = embedded::Embedded::new(port)?;
        let introduction = format!("{}\n{}", embedded.introduction(), settings::to_try(port));
        return Ok((embedded.site()?, introduction));
    }
    let settings = Settings::from_env()?;
    // An API wants access tokens. This one wants ID tokens, since that is what an identity pool takes: so it says so.
    let verifier = VerifierBuilder::from_env()?
        .accept([TokenUse::Id])
        .build()?;
    Ok((
        routes(App::new(&settings, verifier)?),
        settings::to_try(port),
    ))
}

fn routes(app: App) -> Router {
    ProtectedRouter::new(app.verifier.clone())
        .get("/files", Policy::user(), files::list)
        .get("/files/{*name}", Policy::user(), files::download)
        .put("/files/{*name}", Policy::user(), files::upload)
        .delete("/files/{*name}", Policy::user(), files::delete)
        .put(
            "/not-permissions/{*name}",
            Policy::user(),
            files::upload_outside,
        )
        .get("/items", Policy::user(), items::list)
        .post("/sign-out", Policy::user(), caller::sign_out)
        .finish()
        .layer(DefaultBodyLimit::max(MAX_FILE))
        .with_state(app)
}
