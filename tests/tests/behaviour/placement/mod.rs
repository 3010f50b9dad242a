//! Where a layer goes: what it covers, and that a handler that asks for claims is safe where it does not.
//!
//! Of each framework one table: a way to put an application together, a request without a token, and what answers it.
//! Raw layers leave routes open where the framework makes it so; the
//! same composition by the helpers is closed, and the check for open routes tells one from the other.

mod in_actix;
mod in_axum;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

/// What every handler of the tables answers.
const HELLO: &str = "hello";

/// A request without a token gets to the handler.
const OPEN: u16 = 200;

/// A request without a token is refused.
const CLOSED: u16 = 401;

/// Whether the check for open routes finds one that takes requests without a token.
async fn finds(check: impl Future<Output = ()>) -> bool {
    let Err(panic) = AssertUnwindSafe(check).catch_unwind().await else {
        return false;
    };
    let found = panic.downcast_ref::<String>().unwrap();
    assert!(found.contains(" without a token: "), "{found}");
    true
}
