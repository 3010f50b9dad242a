//! Decides tokens for conformance runs: JSON lines in, verdicts out, through the public API of `cognito-core` only.
//!
//! A line is `{"id", "token", "config"}`; `config` and each of its members may be left out or `null`:
//!
//! | member | holds | default |
//! |---|---|---|
//! | `token_use` | `"access"`, `"id"` or `"any"` | `"access"` |
//! | `client_ids` | a list of app clients, or `"any"` | those of `--client` |
//! | `scopes`, `groups` | `"any"` or `"all"`, then the names | no rule |
//! | `resource` | the `aud` that access tokens must be bound to | none may be |
//! | `leeway` | seconds, 0 to 600 | 0 |
//!
//! The answers come in the order of the lines, one each:
//!
//! | the line | the answer |
//! |---|---|
//! | is decided | `{"id", "verdict": "accept"}`, or `{"id", "verdict": "reject", "reason"}` |
//! | has a `config` that cannot be meant | `{"id", "error"}` |
//! | is not such JSON | `{"id": null, "error"}` |
//!
//! `id` is any JSON value and comes back as it was written. No answer holds any part of a token.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod arguments;
mod config;
mod court;
mod docket;
mod line;

use std::{env, io, process::ExitCode};

use self::{
    arguments::{Arguments, Asked, USAGE},
    court::Court,
};

fn main() -> ExitCode {
    match Arguments::parse(env::args_os().skip(1)) {
        Ok(Asked::Help) => end(ExitCode::SUCCESS, &docket::say(USAGE)),
        Ok(Asked::Judge(arguments)) => match Court::open(arguments) {
            Ok(mut court) => {
                let served = docket::serve(&mut court, io::stdin().lock(), io::stdout().lock());
                end(ExitCode::SUCCESS, &served)
            }
            Err(why) => refuse(&why),
        },
        Err(why) => refuse(&format!("{why}\n{USAGE}")),
    }
}

/// The command line or a file that it names is no good.
fn refuse(why: &str) -> ExitCode {
    eprintln!("judge: {why}");
    ExitCode::from(2)
}

/// Whoever closes our output has read enough.
fn end(good: ExitCode, outcome: &io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => good,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => good,
        Err(error) => {
            eprintln!("judge: {error}");
            ExitCode::FAILURE
        }
    }
}
