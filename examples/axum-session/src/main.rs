//! A server-rendered site behind Amazon Cognito's hosted login, whose pages never hand a token to scripts:
//! `cargo run -p axum-session`.
//!
//! The tokens are in the browser's cookies, sealed by a key that only the site has. They are renewed before they expire.
//! `COGNITO_USER_POOL_ID`, `COGNITO_CLIENT_ID`, `COGNITO_CLIENT_SECRET` and `COGNITO_DOMAIN` name a pool (and `COGNITO_ISSUER` and
//! `COGNITO_JWKS_URI` and `COGNITO_ENDPOINT` a stand-in for one); without them the site brings its own. `PORT`, `PUBLIC_URL` and `SESSION_KEY` are the
//! site's.
//!
//! # In production
//! - Several instances share one `SESSION_KEY`. What they know of renewals and sign-outs they do not share: give the app client
//!   a grace period for rotated refresh tokens, or let the load balancer send a browser to the same instance each time.
//! - Access tokens name the user's groups, so many groups make large cookies: a hundred with names of 128 characters take about
//!   28 KB, while many proxies and servers take no more than 8 to 16 KB of headers.
//! - A sign-out is told to the pool once. If the pool does not answer, the page says so, and the refresh token stays good there
//!   until it expires; that of a session that another sign-in replaced is given up with a line in the log.
//! - Cookies are what the last answer to arrive says. A page that takes longer than an access token lives may bring back an older
//!   one; the next request with it is led to the new tokens while they are remembered, and to the sign-in after that.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod asker;
mod attempt;
mod callback;
mod cookie;
#[cfg(feature = "embedded")]
mod embedded;
mod gate;
mod http_client;
mod identity;
mod join;
mod notes;
mod oauth;
mod pages;
mod refusal;
mod renewal;
mod return_path;
mod routes;
mod session;
mod settings;
mod sign_in;
mod sign_out;
mod site;
#[cfg(all(test, feature = "embedded"))]
mod tests;
mod user_pool;

use std::{error::Error, net::Ipv4Addr, process::ExitCode, sync::Arc};

use axum::Router;
use cognito_tower::core::{VerifierBuilder, clock::SystemClock};
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;

use crate::{settings::Settings, site::Site};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "that is how one learns the address")]
async fn run() -> Result<(), Box<dyn Error>> {
    let settings = Settings::read(&settings::of_process)?;
    let address = (Ipv4Addr::LOCALHOST, settings.port);
    let listening = format!("Listening on {}", settings.public_url);
    let (app, introduction) = app(settings)?;
    let listener = TcpListener::bind(address).await?;
    println!("{listening}\n{introduction}");
    axum::serve(listener, app)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    Ok(())
}

fn app(settings: Settings) -> Result<(Router, String), Box<dyn Error>> {
    #[cfg(feature = "embedded")]
    if settings::of_process("COGNITO_USER_POOL_ID").is_none() {
        return embedded_app(settings);
    }
    let verifiers = [VerifierBuilder::from_env()?, VerifierBuilder::from_env()?];
    let site = Site::new(
        settings.app_client(&settings::of_process)?,
        verifiers,
        settings.vault,
        SystemClock::default(),
    )?;
    Ok((routes::app(Arc::new(site)), String::new()))
}

#[cfg(feature = "embedded")]
fn embedded_app(settings: Settings) -> Result<(Router, String), Box<dyn Error>> {
    let (embedded, client) = embedded::Embedded::new(&settings.public_url)?;
    let site = Site::new(
        client,
        embedded.verifiers()?,
        settings.vault,
        SystemClock::default(),
    )?;
    let app = routes::app(Arc::new(site)).merge(embedded.routes());
    Ok((app, embedded.introduction()))
}
