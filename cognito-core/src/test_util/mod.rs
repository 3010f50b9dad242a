//! A user pool in one process, for tests: it mints good tokens and every kind of bad one.

mod signing_key;

pub use signing_key::SigningKey;
