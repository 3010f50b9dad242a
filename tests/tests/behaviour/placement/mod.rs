//! Where a layer goes: what it covers, and that a handler that asks for claims is safe where it does not.
//!
//! Of each framework one table: a way to put an application together, a request without a token, and what answers it.
//! Raw layers leave routes open where the framework makes it so.

mod in_actix;
mod in_axum;

/// What every handler of the tables answers.
const HELLO: &str = "hello";

/// A request without a token gets to the handler.
const OPEN: u16 = 200;

/// A request without a token is refused.
const CLOSED: u16 = 401;
