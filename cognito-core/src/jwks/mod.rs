//! The signing keys of a user pool: fetched, checked, and kept fresh.
//!
//! One [`KeyStore`] per pool. The set in force is immutable and replaced as a whole; reading it takes no lock and never waits.
//!
//! | Situation | What happens |
//! |---|---|
//! | first requests | one fetch for all of them, within 5 s; it goes on when the request that caused it is dropped |
//! | keys older than 5 min | used, and renewed in the background by the next request; an idle process makes no calls, unless it asked for [`KeyStore::keep_fresh`] |
//! | older than 1 h | the request waits for the refresh, at most 2 s; if it fails, the old keys serve |
//! | older than 24 h | dropped: 503 until a fetch succeeds |
//! | unknown kid | one refresh, the request waits; at most 2 in a row and one more per 5 s, else 401 at once |
//! | unknown kid after a failed refresh | 503 with `Retry-After`: nobody can tell |
//! | fetch fails | the old set stays; the next try after 1, 2, 4 .. 60 s (without keys after 0.25, 0.5 .. 5 s) |
//! | embedded keys | used, whatever their age, and nothing is fetched until a token names another kid |
//! | kid withdrawn, or re-used with other material | in force from the next refresh on |
//!
//! All times come from the store's [`Clock`](crate::clock::Clock).

mod builder;
mod document;
mod events;
mod fetch;
mod fetch_error;
mod flight;
mod keep_fresh;
mod key;
mod key_set;
mod protocol;
#[cfg(feature = "reqwest")]
mod reqwest;
mod settings;
mod shared;
mod state;
mod static_keys;
mod store;
mod wait;

#[cfg(feature = "metrics")]
pub(crate) use self::events::PoolName;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestFetcher;
pub use self::{
    builder::KeyStoreBuilder,
    fetch::{FetchJwks, Fetched},
    fetch_error::{FetchError, FetchErrorKind, KeysUnavailable},
    keep_fresh::KeepFresh,
    settings::RefreshSettings,
    state::KeyState,
    static_keys::StaticKeys,
    store::KeyStore,
};
pub(crate) use self::{
    protocol::{Jitter, KeyRef, Moment},
    static_keys::SeedKeys,
    store::Lookup,
    wait::{KeyMiss, KeyWait},
};
