//! User pools that are looked up while the program runs: one for each tenant, by the pool id in `iss`.
//!
//! Most programs know their pools when they start, and name them with [`user_pool`](crate::VerifierBuilder::user_pool). Where
//! tenants come and go at run time, or are thousands, give the verifier a [`PoolRegistry`]:
//! [`VerifierBuilder::pool_registry`](crate::VerifierBuilder::pool_registry).
//!
//! | Situation | What happens |
//! |---|---|
//! | a token of a pool that is not known yet | one look-up for all requests of that pool, within 2 s; it goes on when the request that caused it is dropped |
//! | the registry knows the pool | its registration serves, and its keys are fetched and kept fresh as any pool's |
//! | a registration older than 5 min | serves, and is looked up again in the background by the next request |
//! | older than 1 h | the request waits for the look-up |
//! | the registry knows no such pool | 401 `unknown_issuer` for 60 s without asking again; a registration that served until then ends at once |
//! | the registry fails, or is silent for 2 s | 503 `pool_lookup_failed`; the next look-up of that pool after 1, 2, 4, 5 s; a registration serves until it is 1 h old |
//! | 48 look-ups of unknown pools under way (16 more are kept for known ones) | others wait for their turn within their own 2 s, then 503 |
//! | more pools than are kept (10,000) | the one that was not used for longest, or never, is given up; requests under way do not notice |
//! | [`Verifier::forget_pool`](crate::Verifier::forget_pool) | the next request looks the pool up before it is served, and is answered with 503 if the registry fails |
//!
//! `iss` chooses the id that is asked for, and nothing else: no part of a token becomes a URL. What the registry returns is
//! checked as any [`UserPool`](crate::UserPool) is, and the token's `iss` must be one of its issuers, byte for byte. The
//! [manual](crate::manual::tenants) has a registry over a database, and how to test one's own.

mod error;
mod flight;
mod issuer;
mod key_source;
mod landing;
mod memory;
mod pool_registry;
mod registered;
mod seats;
mod setback;
mod settings;
mod shared;
mod slots;
mod table;
mod wait;

pub(crate) use self::{
    error::LookupFailed,
    key_source::KeySource,
    registered::Registered,
    shared::{Configured, Found, Registry},
    wait::{PoolMiss, PoolWait},
};
pub use self::{error::PoolLookupError, pool_registry::PoolRegistry, settings::RegistrySettings};

#[cfg(test)]
mod tests;
