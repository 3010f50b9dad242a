//! The log of the examples, on stderr.

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Logs why requests were refused: the client is told less. A log that the program started before stays.
pub(crate) fn start() {
    let lines = tracing_subscriber::fmt::layer()
        .compact()
        .without_time()
        .with_writer(std::io::stderr);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("cognito", LevelFilter::DEBUG);
    let started = tracing_subscriber::registry().with(lines).with(targets);
    drop(started.try_init());
}
