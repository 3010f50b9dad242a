//! The table of the module's documentation, row by row, in virtual time.

mod cold;
mod failing;
mod lifetime;
#[cfg(feature = "tracing")]
mod log;
mod refresh;
mod unknown_kid;
mod world;
