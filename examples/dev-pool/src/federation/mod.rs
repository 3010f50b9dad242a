//! Sign-in through other providers, each played by a page of the pool: no request ever leaves the process.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html>

mod arrival;
mod identity;
mod person;
mod provider;

pub use self::provider::Provider;
pub(crate) use self::{arrival::arrive, identity::Identity, person::Person};
