//! The function of a Lambda authorizer: `cargo lambda build --release -p lambda-authorizer`.
//!
//! Without AWS, `cargo run -p lambda-authorizer --example try` shows what the recorded events are answered. What the function is
//! set to is said by [its environment](lambda_authorizer::authorizer).
#![forbid(unsafe_code)]

use std::env;

use lambda_authorizer::{answer, authorizer};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

// One event at a time is all that Lambda gives an instance.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log();
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err(
            "this runs on Lambda; see `cargo run -p lambda-authorizer --example try`".into(),
        );
    }
    // Once, and not for each event: it keeps the pool's keys.
    let authorizer = authorizer()?;
    let handler = service_fn(|event: LambdaEvent<Value>| answer(&authorizer, event.payload));
    run(handler).await
}

/// Says why requests were refused: the client is told less. What it says has no token in it, at this level; do not turn the rest up.
fn start_log() {
    let lines = tracing_subscriber::fmt::layer()
        .compact()
        .with_ansi(false)
        .without_time();
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("cognito", LevelFilter::DEBUG);
    tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .init();
}
