//! A look into a key store from outside.

use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;

use super::{
    protocol::{Freshness, Snapshot},
    shared::Shared,
};

/// What a key store held and planned at one moment. Serializes for status pages; durations are whole seconds there,
/// and what is left of one is rounded up.
///
/// See [`Verifier::key_states`](crate::Verifier::key_states) for an example.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct KeyState {
    /// The pool's id.
    pub pool: Box<str>,
    /// Are there keys to verify with?
    pub ready: bool,
    /// The names of the keys.
    pub kids: Vec<Box<str>>,
    /// Entries of the key set document that are no usable key.
    pub skipped: usize,
    /// Names under which the document had two different keys; they are not used.
    pub ambiguous: Vec<Box<str>>,
    /// Grows with every change of the keys.
    pub generation: u64,
    /// When the keys were fetched, in seconds since 1970; `None` for keys from the configuration, whose age nobody knows.
    pub fetched_at: Option<u64>,
    /// The age of the keys, if they were fetched.
    #[serde(serialize_with = "seconds")]
    pub age: Option<Duration>,
    /// The time until a request renews the keys; zero if the next one does. `None` for keys that do not age: pinned ones, and
    /// embedded ones until a fetch has brought others.
    #[serde(serialize_with = "seconds_left")]
    pub next_refresh: Option<Duration>,
    /// The time until a fetch may be tried again after failures.
    #[serde(serialize_with = "seconds_left")]
    pub cooling_down: Option<Duration>,
    /// A short name of what went wrong last (see [`FetchErrorKind::as_str`](super::FetchErrorKind::as_str)); `None` after a
    /// success.
    pub last_error: Option<&'static str>,
    /// Fetches in a row that failed.
    pub failures: u32,
    /// Fetches begun so far.
    pub fetches: u64,
}

impl KeyState {
    pub(super) fn of(store: &Shared) -> Self {
        let (now, protocol) = (store.now(), &store.protocol);
        let control = protocol.control();
        let set: &Snapshot = &protocol.set();
        let fetched = set.fetched.filter(|_| set.flight > 0);
        let in_the_air = control
            .in_the_air(now, protocol.settings.deadline)
            .is_some();
        Self {
            pool: store.name.id.clone(),
            ready: protocol.freshness(set, now) < Freshness::Gone,
            kids: set.keys.kids().map(Box::from).collect(),
            skipped: set.keys.skipped(),
            ambiguous: set.keys.ambiguous().to_vec(),
            generation: set.generation,
            fetched_at: fetched
                .and_then(|at| at.wall().duration_since(UNIX_EPOCH).ok())
                .map(|since| since.as_secs()),
            age: fetched.map(|at| now.since(at)),
            next_refresh: set.due(now),
            cooling_down: control
                .cooling_since(protocol.settings.deadline, now, protocol.stock(now))
                .filter(|_| !in_the_air),
            last_error: control.last_error().map(|error| error.kind().as_str()),
            failures: control.failures() - u32::from(in_the_air && control.last_failed()),
            fetches: control.begun(),
        }
    }
}

#[expect(
    clippy::ref_option,
    reason = "serde hands over a reference to the field"
)]
fn seconds<S: serde::Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    duration.map(|d| d.as_secs()).serialize(serializer)
}

#[expect(
    clippy::ref_option,
    reason = "serde hands over a reference to the field"
)]
fn seconds_left<S: serde::Serializer>(
    left: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let seconds = left.map(|left| left.as_secs() + u64::from(left.subsec_nanos() > 0));
    seconds.serialize(serializer)
}
