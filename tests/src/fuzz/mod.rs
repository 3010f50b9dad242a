//! What the fuzz targets do with their bytes. Each function here asserts properties, and panics where one fails.
//!
//! `tests/fuzz` calls them from libFuzzer; the test target `fuzz_corpus` replays the committed corpus through the same
//! functions, and the program `fuzz-cost` takes their time.
//!
//! Verdicts are compared with those of a second, naive reading of the rules (`model`), which shares no code with the
//! crates: it has a JSON parser, a base64url decoder and decimal numbers of its own.

mod answer;
mod authorization;
mod claims;
mod cookie;
mod envelope;
mod header;
mod json;
mod jwks;
mod meter;
mod model;
mod number;
mod payload;
mod pool;
mod request;
mod source;
mod token;

pub use self::{
    authorization::authorization,
    cookie::cookie,
    header::header,
    jwks::jwks,
    meter::{CpuClock, costliest},
    payload::payload,
    source::source,
    token::token,
};

/// A function that holds for any bytes.
pub type Target = fn(&[u8]);

/// What is fuzzed: the names of the targets, and of the folders of their corpora.
pub const TARGETS: [(&str, Target); 7] = [
    ("authorization", authorization),
    ("cookie", cookie),
    ("header", header),
    ("jwks", jwks),
    ("payload", payload),
    ("source", source),
    ("token", token),
];
