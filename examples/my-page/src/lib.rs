//! What the two my-page sites share: their pages, their settings and, by default, the embedded pool.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod cognito;
mod config;
#[cfg(feature = "dev-pool")]
mod embedded;
mod error;
mod introduction;
pub mod pages;
mod services;
mod settings;
mod sign_out;
mod site;

#[cfg(feature = "dev-pool")]
pub use self::embedded::Embedded;
pub use self::{error::SiteError, sign_out::Answer, site::Site};

/// Logs why requests were refused and how the keys fare.
pub fn init_log() {
    use tracing_subscriber::{
        filter::{LevelFilter, Targets},
        layer::SubscriberExt as _,
        util::SubscriberInitExt as _,
    };
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .compact()
                .without_time()
                .with_writer(std::io::stderr),
        )
        .with(
            Targets::new()
                .with_default(LevelFilter::WARN)
                .with_target("cognito", LevelFilter::DEBUG),
        )
        .init();
}
