//! The table of the module's documentation, row by row, in virtual time.

mod aged;
mod cold;
mod day;
mod dice;
mod embedded;
mod failing;
mod flood;
mod herd;
mod keep_fresh;
mod lifetime;
#[cfg(feature = "tracing")]
mod log;
mod model;
#[cfg(feature = "reqwest")]
mod network;
mod outage;
#[cfg(feature = "tracing")]
mod outage_log;
mod pools;
mod reading;
mod refresh;
mod replicas;
mod sharing;
mod tokens;
mod unknown_kid;
mod world;
