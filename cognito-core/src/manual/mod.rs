//! The manual: what is too long for the documentation of one item.

#[doc = include_str!("claims.md")]
pub mod claims {}

#[cfg(feature = "gateway")]
#[doc = include_str!("gateway.md")]
pub mod gateway {}

#[doc = include_str!("keys.md")]
pub mod keys {}

#[doc = include_str!("observing.md")]
pub mod observing {}

#[doc = include_str!("performance.md")]
#[doc = include_str!("performance.svg")]
pub mod performance {}

#[doc = include_str!("revocation.md")]
pub mod revocation {}

#[doc = include_str!("rules.md")]
pub mod rules {}

#[doc = include_str!("tenants.md")]
pub mod tenants {}
