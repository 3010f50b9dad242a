//! One table of scenarios, driven through axum, plain tower and actix.
//!
//! A [`Scenario`] says how a site is protected, which requests come in, and what the whole answer is: status, every
//! header, body, and what the handler saw. [`run`] sends the requests to the same site in each framework and reports
//! what differs; [`scenarios`] is the table. The target `conformance` runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "test code: a surprise should stop the test"
)]

mod answer;
pub mod bench;
mod drivers;
mod expected;
pub mod fault_server;
pub mod fuzz;
mod request;
mod run;
mod scenario;
pub mod scenarios;
mod site;
pub mod storm;
mod wants;

use self::{
    answer::Answer,
    drivers::Driver,
    expected::{Expected, Saw},
    request::{Call, Request},
    site::{GREETING, LiveSite, Placement, Site},
    wants::{Wants, Witness},
};
pub use self::{run::run, scenario::Scenario};

/// The README's programs compile, and its test runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Programs that the types rule out, and their twins that compile.
#[cfg(doctest)]
#[doc = include_str!("must_not_compile.md")]
struct MustNotCompile;
