//! What the table of scenarios cannot say: bodies, readiness, other middleware, where a layer goes, logs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod body;
mod challenge;
mod cold;
mod cors;
mod custom_answer;
mod dependency;
mod extractor;
mod grpc;
mod head;
mod lines;
mod log;
mod long_lived;
mod manual;
mod metadata;
mod must_not_compile;
mod optional;
mod own_challenge;
mod placement;
mod privacy;
mod rate_limit;
mod revocation;
mod routers;
mod sensitive;
mod thin;
mod two_in_reach;
mod upstream;
mod waiting_extractor;
